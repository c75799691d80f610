using System.Diagnostics;

namespace Watchkeeper.EndToEnd;

/// <summary>What a finished command printed.</summary>
public sealed record Finished(int ExitCode, string Output, string Error);

/// <summary>Runs the real program as a user does: a process of its own, with nothing in its environment that the test did not put there.</summary>
public static class WatchkeeperProgram
{
    /// <summary>The program that was built with these tests, in the same configuration, or the one that TESTED_PROGRAM names: <c>dist/watchkeeper</c>, for instance.</summary>
    public static string Path { get; } = Find();

    public static Task<Finished> RunAsync(params string[] arguments) => RunAsync(new Dictionary<string, string>(), arguments);

    /// <summary>Runs it to its end, for at most 30 s.</summary>
    public static async Task<Finished> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var process = Process.Start(StartInfo(environment, arguments))!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException late)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"watchkeeper {string.Join(' ', arguments)} did not end; it said: {await error}", late);
        }

        return new Finished(process.ExitCode, await output, await error);
    }

    /// <summary>How it is started; the streams are redirected.</summary>
    public static ProcessStartInfo StartInfo(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("WATCHKEEPER_", StringComparison.Ordinal) || name.StartsWith("XDG_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["NO_COLOR"] = "1";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable("TESTED_PROGRAM") is { Length: > 0 } named)
        {
            return System.IO.Path.GetFullPath(named);
        }

        // artifacts/bin/Watchkeeper.EndToEnd/debug/ is beside artifacts/bin/Watchkeeper/debug/.
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(System.IO.Path.DirectorySeparatorChar));
        var program = System.IO.Path.Combine(own.Parent!.Parent!.FullName, "Watchkeeper", own.Name, OperatingSystem.IsWindows() ? "watchkeeper.exe" : "watchkeeper");
        return File.Exists(program) ? program : throw new FileNotFoundException($"The program is not built: {program}");
    }
}
