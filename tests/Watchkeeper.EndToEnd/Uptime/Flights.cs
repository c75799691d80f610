namespace Watchkeeper.EndToEnd.Uptime;

/// <summary>A flight-recorder's database in a folder of its own, made and read by another program.</summary>
internal sealed class Flights : IDisposable
{
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "reference_report.py");

    public string Folder { get; } = Directory.CreateTempSubdirectory("watchkeeper-flights-").FullName;

    public string File => Path.Combine(Folder, "flight.db");

    public static async Task<Flights> MakeAsync(int seed, int count)
    {
        var flights = new Flights();
        Assert.Equal(0, (await Shell.RunAsync($"python3 {Script} make {flights.File} {seed} {count}")).ExitCode);
        return flights;
    }

    public static async Task<string> ReportAsync(string file, string zone)
    {
        var finished = await Shell.RunAsync($"TZ={zone} python3 {Script} print {file}");
        Assert.True(finished.ExitCode == 0, finished.Error);
        return finished.Output;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
