using System.Text.Json.Nodes;
using Watchkeeper.Core.Contracts;
using Watchkeeper.Core.Events;
using Watchkeeper.Watches.Active;

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
        var lines = counted.Take(MostLines).Select(one => new StatusLine("Condition", one.Message, one.Severity)).ToList();
        if (counted.Count > MostLines)
        {
            lines.Add(new StatusLine("", $"and {counted.Count - MostLines} more: watchkeeper watches conditions", Severity.Warning));
        }

        var enabled = roster.All.Count(live => live.Watch.Enabled);
        var troubled = roster.All.Where(live => live is { Lane.Trouble: not null, Watch.IsDefault: false }).Select(live => live.Watch.Name).ToList();
        if (troubled.Count > 0)
        {
            lines.Add(new StatusLine("Watches", $"{string.Join(", ", troubled.Take(MostLines))} cannot see: watchkeeper watches list", Severity.Warning));
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
}
