using Watchkeeper.Core.CommandLine;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Watches.Verbs;

/// <summary><c>watches list</c>: what each watch is doing.</summary>
internal static class ListVerb
{
    public static Verb Make() => new("list", "Show every watch: its state, last match, last action, what was suppressed, and when it may act again.", RunAsync);

    private static async Task<int> RunAsync(Invocation invocation)
    {
        var list = await invocation.GetAsync("/api/v1/watches", WatchesJson.Default.WatchList);
        if (invocation.Json)
        {
            foreach (var watch in list.Watches)
            {
                Lines.Print(invocation, watch, WatchesJson.Default.WatchView);
            }

            return 0;
        }

        var now = invocation.Clock.Now;
        invocation.PrintTable(new Table(
            [new("watch"), new("state"), new("matches", RightAligned: true), new("last match"), new("last action"), new("suppressed", RightAligned: true), new("may act")],
            [.. list.Watches.Select(watch => (IReadOnlyList<Cell>)
            [
                watch.Name,
                new Cell(watch.State, SeverityOf(watch)),
                $"{watch.Matches}",
                Ago(watch.LastMatch, now),
                LastAction(watch, now),
                $"{watch.Suppressed}",
                MayAct(watch, now),
            ])]));
        foreach (var watch in list.Watches.Where(watch => watch.Trouble is not null && !watch.IsDefault))
        {
            invocation.Out.WriteLine($"{watch.Name} cannot see: {watch.Trouble}");
        }

        return 0;
    }

    /// <summary>How long ago, as people say it.</summary>
    public static string Ago(Instant? time, Instant now) => time is { } at ? $"{Durations.Format(now > at ? now - at : TimeSpan.Zero)} ago" : "never";

    /// <summary>When the last run began, how it stands, and how often it was tried where once was not enough.</summary>
    public static string LastAction(WatchView watch, Instant now) =>
        watch.LastAction is null ? "never" : $"{Ago(watch.LastAction, now)}, {watch.LastResult}{(watch.LastAttempts > 1 ? $" (try {watch.LastAttempts})" : "")}";

    private static string MayAct(WatchView watch, Instant now) =>
        watch.SilencedUntil is { } silenced ? $"silenced for {Durations.Format(silenced - now)}"
        : watch.HeldBy is { } cause ? $"held: {cause}"
        : watch.NextTry is { } retry ? $"tries again in {Durations.Format(retry > now ? retry - now : TimeSpan.Zero)}"
        : watch.NextAction is { } next ? $"in {Durations.Format(next - now)}"
        : "now";

    private static Severity? SeverityOf(WatchView watch) => watch.State switch
    {
        "raised" => watch.Severity,
        "trouble" or "unknown" => Severity.Warning,
        "given-up" => Severity.Error,
        _ => null,
    };
}
