namespace Watchkeeper.EndToEnd.Uptime;

/// <summary>A copy of the program that every user can run, wherever the sources stand.</summary>
internal sealed class PublicProgram : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("watchkeeper-public-").FullName;

    public string Path => System.IO.Path.Combine(_folder, "watchkeeper");

    public static async Task<PublicProgram> CopyAsync()
    {
        var copy = new PublicProgram();
        var finished = await Shell.RunAsync(
            $"cp -r {System.IO.Path.GetDirectoryName(WatchkeeperProgram.Path)}/. {copy._folder} && chmod -R a+rX {copy._folder} && chmod 0755 {copy._folder}");
        Assert.True(finished.ExitCode == 0, finished.Error);
        return copy;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
