using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Watchkeeper.Core.Contracts;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Text;

namespace Watchkeeper.Status;

[JsonSerializable(typeof(JsonObject))]
internal sealed partial class StatusJson : JsonSerializerContext
{
    /// <summary>Plus signs and letters beyond ASCII as they are, and not as escapes: people look at this, too.</summary>
    public static StatusJson Readable { get; } = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static JsonNode Line(StatusLine line) => new JsonObject
    {
        ["label"] = line.Label,
        ["text"] = line.Text,
        ["severity"] = Severities.Name(line.Severity),
    };

    /// <summary>What is wrong, the worst first, and of the equally bad in the order of the rooms.</summary>
    public static IEnumerable<JsonNode> Items(IEnumerable<StatusLine> lines) => WithoutEchoes(lines
        .SelectMany(line => line.Items.Count > 0 ? line.Items
            : line.Severity < Severity.Notice ? [new StatusItem(line.Label, line.Text, line.Severity)]
            : (IReadOnlyList<StatusItem>)[]))
        .OrderBy(item => item.Severity)
        .Select(Item);

    /// <summary>One fault is one thing that is wrong, whoever tells of it: as bad as the worst of them says.</summary>
    private static IEnumerable<StatusItem> WithoutEchoes(IEnumerable<StatusItem> items)
    {
        var all = items.ToList();
        var tellers = all.Where(item => !item.IsEcho).ToList();
        var echoes = all.Where(item => item.IsEcho).ToLookup(echo => tellers.Find(teller => Repeats(echo, teller)));
        return tellers.Select(teller => teller with { Severity = echoes[teller].Append(teller).Min(item => item.Severity) }).Concat(echoes[null]);
    }

    /// <summary>A disk is told of by its name, and by what stays when names change: then its name begins the sentence.</summary>
    private static bool Repeats(StatusItem echo, StatusItem teller) =>
        echo.Subject == teller.Subject || echo.Message.StartsWith(teller.Subject + ": ", StringComparison.Ordinal);

    private static JsonNode Item(StatusItem item)
    {
        var json = new JsonObject
        {
            ["subject"] = item.Subject,
            ["message"] = item.Message,
            ["severity"] = Severities.Name(item.Severity),
            ["count"] = item.Count,
        };
        foreach (var (key, value) in new[] { ("since", item.Since?.ToString()), ("last", item.Last?.ToString()), ("advice", item.Advice), ("link", item.Link) })
        {
            if (value is not null)
            {
                json[key] = value;
            }
        }

        return json;
    }
}
