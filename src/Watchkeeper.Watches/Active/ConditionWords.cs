using System.Text.Json.Nodes;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Text;

namespace Watchkeeper.Watches.Active;

/// <summary>The events about conditions.</summary>
internal static class ConditionWords
{
    public static IEnumerable<EventDraft> Events(Change change) =>
        change.Ended.Select(one => new EventDraft("watches.condition-cleared", Severity.Info, one.Name, $"Over: {one.Message}") { Fields = Ending(one) })
            .Concat(change.Begun.Select(one => new EventDraft("watches.condition-raised", one.Severity, one.Name, one.Message) { Fields = Fields(one) }));

    /// <summary>Who was told that it began is told that it is over.</summary>
    private static JsonObject Ending(ActiveCondition one)
    {
        var fields = Fields(one);
        if (one.Severity <= Severity.Error)
        {
            fields["resolves"] = true;
        }

        return fields;
    }

    /// <summary>A condition as programs read it: in events, in the file and the pipe.</summary>
    public static JsonObject Fields(ActiveCondition one) => new()
    {
        ["condition"] = one.Name,
        ["key"] = one.Key,
        ["priority"] = one.Priority,
        ["severity"] = Severities.Name(one.Severity),
        ["message"] = one.Message,
        ["since"] = one.Since.Wall.ToString(),
        ["watch"] = one.Watch,
    };
}
