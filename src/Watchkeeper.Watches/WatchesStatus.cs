using System.Text.Json.Nodes;
using Watchkeeper.Core.Contracts;
using Watchkeeper.Core.Events;
using Watchkeeper.Watches.Active;
using Watchkeeper.Watches.Sources;

namespace Watchkeeper.Watches;

/// <summary>The watches' part of the status: what is active now, the worst first.</summary>
internal sealed class WatchesStatus(ConditionBoard board, Roster roster) : IStatusSection
{
    private const int MostLines = 5;

    public int Order => 50;

    public ValueTask<StatusReport> ReadAsync(CancellationToken cancellation)
    {
        var set = board.Current;
        var counted = set.All.Where(one => set.InhibitedBy(one.Name) is null).ToList();
        var lines = counted.Take(MostLines).Select(one => new StatusLine("Condition", one.Message, one.Severity) { Items = Items(one) }).ToList();
        if (counted.Count > MostLines)
        {
            lines.Add(new StatusLine("", $"and {counted.Count - MostLines} more: watchkeeper watches conditions", Severity.Warning) { Items = [.. counted.Skip(MostLines).SelectMany(Items)] });
        }

        var enabled = roster.All.Count(live => live.Watch.Enabled);
        var troubled = roster.All.Where(live => live is { Lane.Trouble: not null, Watch.IsDefault: false }).Select(live => live.Watch.Name).ToList();
        if (troubled.Count > 0)
        {
            lines.Add(new StatusLine("Watches", $"{string.Join(", ", troubled.Take(MostLines))} cannot see: watchkeeper watches list", Severity.Warning)
            {
                Items = [.. troubled.Select(name => new StatusItem(name, "This watch cannot see what it looks at.", Severity.Warning)
                {
                    Advice = "Its page says why.",
                    Link = $"watches?watch={Uri.EscapeDataString(name)}",
                })],
            });
        }

        if (lines.Count == 0)
        {
            lines.Add(new StatusLine("Watches", $"{enabled} watches, nothing is wrong"));
        }

        return ValueTask.FromResult(new StatusReport(
            new JsonObject
            {
                ["watches"] = new JsonObject
                {
                    ["count"] = enabled,
                    ["troubled"] = new JsonArray([.. troubled.Select(name => (JsonNode)JsonValue.Create(name))]),
                    ["top"] = set.Top is { } top ? ConditionWords.Fields(top) : null,
                    ["conditions"] = new JsonArray([.. counted.Select(one => (JsonNode)ConditionWords.Fields(one))]),
                },
            },
            lines));
    }

    /// <summary>One condition, or none where its severity is nothing to worry about.</summary>
    private IReadOnlyList<StatusItem> Items(ActiveCondition one) => one.Severity >= Severity.Notice
        ? []
        :
        [
            new StatusItem(one.Key.Length > 0 ? one.Key : one.Name, one.Message, one.Severity)
            {
                Since = one.Since.Wall,
                IsEcho = roster.Find(one.Watch)?.Watch.Source is EventSource,
                Advice = roster.Find(one.Watch)?.Watch.Why is { Length: > 0 } why ? why : null,
                Link = $"watches?watch={Uri.EscapeDataString(one.Watch)}",
            },
        ];
}
