using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Watches.Actions;

/// <summary>How to run a program.</summary>
internal sealed record ChildOptions(IReadOnlyList<string> Argv)
{
    /// <summary>What it is called where it failed.</summary>
    public string Name { get; init; } = Argv[0];

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public string? Folder { get; init; }

    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Between asking the process group to end and killing it.</summary>
    public TimeSpan KillAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether what it prints as errors is kept with its output.</summary>
    public bool KeepsErrors { get; init; } = true;

    /// <summary>How much of its output is kept, in bytes.</summary>
    public int MostOutput { get; init; } = 64 * 1024;

    /// <summary>Gets the group that it heads, as text, once it runs.</summary>
    public Action<string>? Began { get; init; }
}

/// <summary>
/// A program as the head of a session and process group of its own: whatever it starts is ended with it, when it is done as when its time is up. Its output
/// is read to the end and kept to a limit, so it can neither fill the memory nor wait for a reader.
/// </summary>
internal static class ChildProcess
{
    /// <summary>Of the daemon's own environment a child gets no more than this, and the words for its language (LC_…).</summary>
    private static readonly HashSet<string> Passed = ["PATH", "HOME", "USER", "LOGNAME", "LANG", "TZ"];

    private static readonly TimeSpan AtTheEnd = TimeSpan.FromMilliseconds(2500);
    private static readonly TimeSpan LastWords = TimeSpan.FromMilliseconds(200);

    public static async Task<StepResult> RunAsync(ChildOptions options, HostClock clock, CancellationToken cancellation)
    {
        Process process;
        try
        {
            process = Start(options);
        }
        catch (Win32Exception missing)
        {
            return new StepResult($"{options.Name} cannot be started: {missing.Message}");
        }

        using (process)
        {
            if (options.Began is { } began && ProcessGroup.Of(process.Id) is { } group)
            {
                began($"{group}");
            }

            process.StandardInput.Close();
            var output = new Output(options.MostOutput);
            var reading = Task.WhenAll(output.ReadAsync(process.StandardOutput.BaseStream), (options.KeepsErrors ? output : new Output(0)).ReadAsync(process.StandardError.BaseStream));
            var ended = await EndAsync(process, options, clock, cancellation);

            // Whoever is left of the group goes with it, and with them the other ends of the pipes.
            ProcessGroup.Signal(-process.Id, ProcessGroup.Kill);
            await Task.WhenAny(reading, Task.Delay(LastWords, clock, CancellationToken.None));
            cancellation.ThrowIfCancellationRequested();
            var text = output.Text();
            return ended switch
            {
                Ending.Stuck => new StepResult($"it did not end within {options.Timeout.TotalSeconds:0.###} s and cannot be killed: it waits for a device", null, text),
                Ending.Killed => new StepResult($"it did not end within {options.Timeout.TotalSeconds:0.###} s", process.ExitCode, text),
                _ when process.ExitCode == 0 => new StepResult(null, 0, text),
                _ => new StepResult($"{options.Name} ended with exit status {process.ExitCode}{LastLine(text)}", process.ExitCode, text),
            };
        }
    }

    /// <summary>Whether a program of that name can be found, as it will be when it is started.</summary>
    public static bool Exists(string program) => program.Contains('/', StringComparison.Ordinal)
        ? File.Exists(program)
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    private static Process Start(ChildOptions options)
    {
        var start = new ProcessStartInfo("setsid")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = options.Folder ?? "/",
        };
        start.ArgumentList.Add("--");
        foreach (var argument in options.Argv)
        {
            // An argument ends at a zero byte, whatever a capture holds.
            start.ArgumentList.Add(argument.Replace("\0", "", StringComparison.Ordinal));
        }

        // What this daemon was told (secrets, what systemd wants of it) is not the child's business.
        foreach (var name in start.Environment.Keys.Where(name => !Passed.Contains(name) && !name.StartsWith("LC_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in options.Environment)
        {
            start.Environment[name] = value.Replace("\0", "", StringComparison.Ordinal);
        }

        return Process.Start(start) ?? throw new Win32Exception("nothing was started");
    }

    private enum Ending
    {
        ByItself,
        Killed,
        Stuck,
    }

    private static async Task<Ending> EndAsync(Process process, ChildOptions options, HostClock clock, CancellationToken cancellation)
    {
        if (await HasEndedAsync(process, options.Timeout, clock, cancellation))
        {
            return Ending.ByItself;
        }

        ProcessGroup.Signal(-process.Id, ProcessGroup.Terminate);

        // A daemon that stops gives it time for its last words too, though not for ever.
        var grace = cancellation.IsCancellationRequested && options.KillAfter > AtTheEnd ? AtTheEnd : options.KillAfter;
        if (!await HasEndedAsync(process, grace, clock, CancellationToken.None))
        {
            ProcessGroup.Signal(-process.Id, ProcessGroup.Kill);
            if (!await HasEndedAsync(process, TimeSpan.FromSeconds(5), clock, CancellationToken.None))
            {
                return Ending.Stuck;
            }
        }

        return Ending.Killed;
    }

    private static async Task<bool> HasEndedAsync(Process process, TimeSpan within, HostClock clock, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(within, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            await process.WaitForExitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return process.HasExited;
        }
    }

    private static string LastLine(string output)
    {
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.Length == 0 ? "" : $": {(lines[^1].Length > 200 ? lines[^1][..200] + "…" : lines[^1])}";
    }

    /// <summary>Both streams in the order in which they came, cut at the limit; what is beyond is read and dropped.</summary>
    private sealed class Output(int most)
    {
        private readonly List<byte> _kept = [];
        private long _dropped;

        public async Task ReadAsync(Stream stream)
        {
            var buffer = new byte[16 * 1024];
            try
            {
                for (int length; (length = await stream.ReadAsync(buffer)) > 0;)
                {
                    lock (_kept)
                    {
                        var fits = Math.Min(length, most - _kept.Count);
                        _kept.AddRange(buffer.AsSpan(0, fits));
                        _dropped += length - fits;
                    }
                }
            }
            catch (Exception closed) when (closed is IOException or ObjectDisposedException or OperationCanceledException)
            {
                // The process is gone, and its pipe with it.
            }
        }

        public string Text()
        {
            lock (_kept)
            {
                var text = Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(_kept)).Replace('\0', '\uFFFD');
                return _dropped == 0 ? text : $"{text}\n… {_dropped} more bytes";
            }
        }
    }
}
