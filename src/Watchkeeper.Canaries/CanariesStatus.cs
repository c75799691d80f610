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

    /// <summary>The late ones, the longest first; what is too many to tell is counted.</summary>
    private static List<StatusItem> Items(List<Canary> late)
    {
        var items = late.OrderBy(canary => canary.Deadline?.Wall).Take(MostItems).Select(canary => new StatusItem(
            canary.Settings.Name, canary.LastPing is { } ping ? $"has not reported; it did last at {ping.WholeSecond}." : "has never reported.", Severity.Error)
        {
            Since = canary.Deadline?.Wall,
            Advice = "Look whether its job runs.",
            Link = $"canaries?canary={Uri.EscapeDataString(canary.Id)}",
        }).ToList();
        if (late.Count > MostItems)
        {
            items.Add(new StatusItem($"{late.Count - MostItems} more canaries", "have not reported.", Severity.Error) { Link = "canaries", Count = late.Count - MostItems });
        }

        return items;
    }
}
