using System.Text.Json.Nodes;
using Watchkeeper.Core.Contracts;
using Watchkeeper.Core.Events;

namespace Watchkeeper.Canaries;

/// <summary>The canaries on the status screen.</summary>
internal sealed class CanariesStatus(CanariesService canaries) : IStatusSection
{
    private const int MostNames = 5;
    private const int MostItems = 20;

    public int Order => 40;

    public async ValueTask<StatusReport> ReadAsync(CancellationToken cancellation)
    {
        await canaries.RefreshAsync();
        var (total, paused) = (0, 0);
        var late = new List<Canary>();
        foreach (var canary in canaries.Book.All())
        {
            total++;
            paused += canary.Paused ? 1 : 0;
            if (canary is { Late: true, Paused: false })
            {
                late.Add(canary);
            }
        }

        var values = new JsonObject { ["canaries"] = new JsonObject { ["total"] = total, ["late"] = late.Count, ["paused"] = paused } };
        return new StatusReport(values, total == 0 ? [] : [new StatusLine("Canaries", Text(total, paused, late), late.Count > 0 ? Severity.Error : Severity.Info) { Items = Items(late) }]);
    }

    private static string Text(int total, int paused, List<Canary> late)
    {
        var text = $"{total} watched" + (paused > 0 ? $", {paused} paused" : "");
        if (late.Count == 0)
        {
            return text + ", none late";
        }

        var names = late.OrderBy(canary => canary.Key).Take(MostNames).Select(canary => canary.Settings.Slug);
        return $"{text}, {late.Count} late: {string.Join(", ", names)}{(late.Count > MostNames ? " …" : "")}";
    }

    private static string Why(Canary canary) => canary.Reason switch
    {
        Notice.Failed => $"reported a failure{(canary.LateSince is { } failed ? $" at {failed.WholeSecond}" : "")}.",
        Notice.Overran => $"runs too long{(canary.LateSince is { } began ? $"; it began at {began.WholeSecond}" : "")}.",
        _ => canary.LastPing is { } ping ? $"has not reported; it did last at {ping.WholeSecond}." : "has never reported.",
    };

    /// <summary>The late ones, the longest first; what is too many to tell is counted.</summary>
    private static List<StatusItem> Items(List<Canary> late)
    {
        var items = late.OrderBy(canary => canary.LateSince).Take(MostItems).Select(canary => new StatusItem(
            canary.Settings.Name, Why(canary), Severity.Error)
        {
            Since = canary.LateSince,
            Advice = canary.Reason switch
            {
                Notice.Failed => $"Look at what it said: watchkeeper canaries get {canary.Settings.Slug}",
                Notice.Overran => "Look whether its job hangs.",
                _ => "Look whether its job runs.",
            },
            Link = $"canaries?canary={Uri.EscapeDataString(canary.Id)}",
        }).ToList();
        if (late.Count > MostItems)
        {
            items.Add(new StatusItem($"{late.Count - MostItems} more canaries", "are late.", Severity.Error) { Link = "canaries", Count = late.Count - MostItems });
        }

        return items;
    }
}
