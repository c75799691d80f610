using System.CommandLine;
using System.Diagnostics;
using Watchkeeper.Core;
using Watchkeeper.Core.CommandLine;
using Watchkeeper.Core.Text;

namespace Watchkeeper.Canaries.Commands;

/// <summary>Takes reports from the spool to the daemon.</summary>
internal static class SpoolDelivery
{
    public static Task<PingAnswer> SendAsync(IDaemonClient daemon, string canary, PingBody ping, CancellationToken cancellation) => daemon.SendAsync(
        HttpMethod.Post, CanaryChoice.PathOf(canary) + "/pings", ping, CanariesJson.Default.PingBody, CanariesJson.Default.PingAnswer, cancellation);

    /// <summary>Whether the same report may be taken later: unless it is itself at fault, or there is no such canary.</summary>
    public static bool MayBeTakenLater(ProblemException problem) => problem.Kind is not (ProblemKind.BadRequest or ProblemKind.NotFound or ProblemKind.Conflict);

    /// <summary>Before a new report of a canary goes out: what waits for it, unless another process is delivering just now.</summary>
    public static async Task DeliverFirstAsync(Invocation invocation, string canary, string? daemon)
    {
        try
        {
            var spool = Spool.Open();
            if (Reports(spool).Exists(report => report.Ping.Daemon == daemon && report.Ping.Canary == canary))
            {
                using var own = spool.TryDeliver(daemon);
                if (own is not null)
                {
                    await DeliverAsync(invocation, spool, daemon, canary);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It waits on; each report says when it was made, so that their order does no harm.
        }
    }

    /// <summary>Delivers what is there for a daemon, the oldest first; returns how many were taken and how many wait on.</summary>
    /// <param name="only">One canary; null for all.</param>
    public static async Task<(int Delivered, int Waiting)> DeliverAsync(Invocation invocation, Spool spool, string? daemon, string? only = null)
    {
        var (delivered, waiting, isAway) = (0, 0, false);
        foreach (var (file, ping) in Reports(spool).Where(report => report.Ping.Daemon == daemon && (only is null || report.Ping.Canary == only)))
        {
            try
            {
                if (isAway)
                {
                    waiting++;
                    continue;
                }

                var words = $"ended at {Times.Format(ping.At, TimeZoneInfo.Utc)}, delivered late";
                var late = ping.Ping with { At = ping.At, Comment = ping.Ping.Comment is { Length: > 0 } comment ? $"{comment}; {words}" : words };
                await SendAsync(invocation.Daemon, ping.Canary, late, invocation.Cancellation);
                delivered++;
            }
            catch (ProblemException problem) when (MayBeTakenLater(problem))
            {
                // A daemon that fails at one report may still take the others.
                isAway = problem.Kind != ProblemKind.Failed;
                waiting++;
                continue;
            }
            catch (ProblemException problem)
            {
                await invocation.Error.WriteLineAsync($"watchkeeper: a late report for {ping.Canary} was refused and is dropped: {problem.Message}");
            }

            File.Delete(file);
        }

        return (delivered, waiting);
    }

    /// <summary>How many wait for a daemon.</summary>
    public static int Waiting(Spool spool, string? daemon) => Reports(spool).Count(report => report.Ping.Daemon == daemon);

    /// <summary>What waits for daemons that were not chosen now.</summary>
    public static IEnumerable<IGrouping<string?, SpooledPing>> ForOthers(Invocation invocation, Spool spool) =>
        Reports(spool).Where(report => report.Ping.Daemon != invocation.ChosenDaemon).GroupBy(report => report.Ping.Daemon, report => report.Ping);

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

    private static List<(string File, SpooledPing Ping)> Reports(Spool spool)
    {
        var reports = new List<(string, SpooledPing)>();
        foreach (var file in spool.Files())
        {
            if (Spool.Read(file) is { } ping)
            {
                reports.Add((file, ping));
            }
        }

        return reports;
    }

    /// <summary>The value of one of the program's own options, as it was given.</summary>
    private static string? GlobalOption(Invocation invocation, string name) =>
        invocation.Arguments.RootCommandResult.Command.Options.FirstOrDefault(option => option.Name == name) is Option<string?> option
            ? invocation.Arguments.GetValue(option)
            : null;
}
