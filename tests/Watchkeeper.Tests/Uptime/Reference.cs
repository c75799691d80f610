using System.Diagnostics;

namespace Watchkeeper.Tests.Uptime;

/// <summary>The report by another program in another language: <c>Fixtures/reference_report.py</c>.</summary>
internal static class Reference
{
    public static void Make(string path, int seed, int count) => Run("UTC", "make", path, $"{seed}", $"{count}");

    public static string Report(string path, string zone) => Run(zone, "print", path);

    private static string Run(string zone, params string[] arguments)
    {
        var start = new ProcessStartInfo("python3", [Path.Combine(AppContext.BaseDirectory, "Uptime/Fixtures/reference_report.py"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["TZ"] = zone;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error.Result);
        return output;
    }
}
