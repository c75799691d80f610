using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Metrics.Statsd;

/// <summary>A service check: 0 good, 1 warning, 2 critical, 3 unknown.</summary>
/// <param name="At">When it was made, in Unix seconds, where the sender says so.</param>
internal sealed record ServiceCheck(string Name, int Status, string Tags, string Message, string Host = "", long? At = null);

/// <summary>DogStatsD's events (<c>_e{5,4}:title|text|…</c>, lengths in bytes) and service checks (<c>_sc|name|status|…</c>).</summary>
internal static class DogStatsd
{
    /// <summary>The last second of the year 9999.</summary>
    private const long LatestTime = 253_402_300_800;

    /// <summary>The event that a line is, or null when it is none.</summary>
    public static EventDraft? Event(string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line);
        var close = line.IndexOf("}:", StringComparison.Ordinal);
        var lengths = close < 4 ? [] : line[3..close].Split(',');
        if (lengths.Length != 2 || !TryLength(lengths[0], out var titleLength) || !TryLength(lengths[1], out var textLength))
        {
            return null;
        }

        // What stands before the title is ASCII, so that its length in characters is its length in bytes.
        var start = close + 2;
        var textStart = start + titleLength + 1;
        if (titleLength == 0 || textStart + textLength > bytes.Length || bytes[textStart - 1] != '|')
        {
            return null;
        }

        var title = Encoding.UTF8.GetString(bytes, start, titleLength);
        var text = Encoding.UTF8.GetString(bytes, textStart, textLength).Replace("\\n", "\n", StringComparison.Ordinal);
        var fields = Fields(Encoding.UTF8.GetString(bytes.AsSpan(textStart + textLength)));
        var facts = new JsonObject { ["title"] = title, ["text"] = text };
        foreach (var (key, name) in new[] { ("h:", "hostname"), ("k:", "aggregation_key"), ("s:", "source"), ("p:", "priority"), ("#", "tags") })
        {
            if (fields.GetValueOrDefault(key) is { } value)
            {
                facts[name] = value;
            }
        }

        var severity = fields.GetValueOrDefault("t:") switch
        {
            "error" => Severity.Error,
            "warning" => Severity.Warning,
            "success" => Severity.Notice,
            _ => Severity.Info,
        };
        if (Seconds(fields) is { } at)
        {
            facts["happened"] = new Instant(at * 1_000_000).ToString();
        }

        return new("metrics.statsd-event", severity, fields.GetValueOrDefault("k:", ""), OneSentence(title, text)) { Fields = facts };
    }

    /// <summary>The service check that a line is, or null when it is none.</summary>
    public static ServiceCheck? Check(string line)
    {
        var parts = line.Split('|', 4);
        if (parts.Length < 3 || parts[1].Length == 0 || parts[2] is not ("0" or "1" or "2" or "3"))
        {
            return null;
        }

        var fields = Fields(parts.Length == 4 ? "|" + parts[3] : "");
        return new(parts[1], parts[2][0] - '0', fields.GetValueOrDefault("#", ""), fields.GetValueOrDefault("m:", ""), fields.GetValueOrDefault("h:", ""), Seconds(fields));
    }

    private static long? Seconds(Dictionary<string, string> fields) =>
        long.TryParse(fields.GetValueOrDefault("d:"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < LatestTime ? seconds : null;

    private static string OneSentence(string title, string text)
    {
        var first = text.Split('\n')[0].Trim();
        var message = first.Length == 0 ? title : $"{title}: {first}";
        return message.Length > 500 ? message[..500] + "…" : message;
    }

    /// <summary>Fields by their beginnings; a message is the last one and may contain what would else begin another.</summary>
    private static Dictionary<string, string> Fields(string text)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        var message = text.IndexOf("|m:", StringComparison.Ordinal);
        if (message >= 0)
        {
            fields["m:"] = text[(message + 3)..].Replace("\\n", "\n", StringComparison.Ordinal);
            text = text[..message];
        }

        foreach (var field in text.Split('|', StringSplitOptions.RemoveEmptyEntries))
        {
            if (field[0] == '#')
            {
                fields["#"] = field[1..];
            }
            else if (field.Length >= 2 && field[1] == ':')
            {
                fields[field[..2]] = field[2..];
            }
        }

        return fields;
    }

    private static bool TryLength(string text, out int length) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out length) && length <= 1_000_000;
}
