using System.CommandLine;
using System.Diagnostics;
using Watchkeeper.Core;
using Watchkeeper.Core.CommandLine;

namespace Watchkeeper.Canaries.Commands;

/// <summary>Takes reports from the spool to the daemon.</summary>
internal static class SpoolDelivery
{
    public static Task<PingAnswer> SendAsync(IDaemonClient daemon, string canary, PingBody ping, CancellationToken cancellation) => daemon.SendAsync(
        HttpMethod.Post, CanaryChoice.PathOf(canary) + "/pings", ping, CanariesJson.Default.PingBody, CanariesJson.Default.PingAnswer, cancellation);

    /// <summary>Delivers what is there; returns how many were taken and how many wait on.</summary>
    public static async Task<(int Delivered, int Waiting)> DeliverAsync(Invocation invocation, Spool spool)
    {
        var delivered = 0;
        var server = GlobalOption(invocation, "--server");
        var files = spool.Files().Where(file => Spool.Read(file) is { } ping && ping.Server == server).ToList();
        foreach (var file in files)
        {
            if (Spool.Read(file) is not { } ping)
            {
                continue;
            }

            try
            {
                var words = $"ended at {ping.At}, delivered late";
                var late = ping.Ping with { Comment = ping.Ping.Comment is { Length: > 0 } comment ? $"{comment}; {words}" : words };
                await SendAsync(invocation.Daemon, ping.Canary, late, invocation.Cancellation);
                delivered++;
            }
            catch (ProblemException problem) when (problem.Kind == ProblemKind.Unavailable)
            {
                return (delivered, files.Count - delivered);
            }
            catch (ProblemException problem)
            {
                await invocation.Error.WriteLineAsync($"watchkeeper: a late report for {ping.Canary} was refused and is dropped: {problem.Message}");
            }

            File.Delete(file);
        }

        return (delivered, 0);
    }

    /// <summary>Starts <c>canaries deliver --wait</c>, detached from this terminal and its pipes, so that whoever waits for the job need not wait for it.</summary>
    public static void StartInBackground(Invocation invocation)
    {
        List<string> arguments = [Environment.ProcessPath!, "canaries", "deliver", "--wait"];
        foreach (var name in (string[])["--config", "--server", "--token"])
        {
            if (GlobalOption(invocation, name) is { } value)
            {
                arguments.AddRange([name, value]);
            }
        }

        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", "setsid \"$0\" \"$@\" </dev/null >/dev/null 2>&1 &", .. arguments]) { UseShellExecute = false });
        shell?.WaitForExit();
    }

    /// <summary>The value of one of the program's own options, as it was given.</summary>
    public static string? GlobalOption(Invocation invocation, string name) =>
        invocation.Arguments.RootCommandResult.Command.Options.FirstOrDefault(option => option.Name == name) is Option<string?> option
            ? invocation.Arguments.GetValue(option)
            : null;
}
