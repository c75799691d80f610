using System.Diagnostics;

namespace Watchkeeper.EndToEnd.Uptime;

/// <summary>Runs a line of bash, in which <c>$W</c> is the program.</summary>
internal static class Shell
{
    public static async Task<Finished> RunAsync(string line, string? folder = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = WatchkeeperProgram.StartInfo(environment ?? new Dictionary<string, string>());
        start.FileName = "/bin/bash";
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(line);
        start.WorkingDirectory = folder ?? "";
        start.Environment["W"] = WatchkeeperProgram.Path;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(limit.Token);
        return new Finished(process.ExitCode, await output, await error);
    }
}
