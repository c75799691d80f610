using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Notifications;

/// <summary>Words a message, with times in the channel's zone.</summary>
/// <param name="zone">Of the times.</param>
/// <param name="publicUrl">Where the web interface is reached, without a slash at the end; null when nobody said.</param>
internal sealed class Composer(TimeZoneInfo zone, string? publicUrl)
{
    /// <summary>So many events are named in a digest; the others are counted.</summary>
    public const int NamesInDigest = 20;

    private const int LongestSubject = 200;

    private static readonly string[] Pages = ["uptime", "disks", "metrics", "canaries", "watches", "notifications"];

    public Message Single(HostEvent entry, string key)
    {
        var link = Link(entry.Event.Type.Split('.')[0]);
        var sentence = OneLine(entry.Event.Message);
        (string Name, string Value)[] facts =
        [
            ("host", entry.Host),
            ("when", When(entry.Event.Time)),
            .. Deadline(entry.Event) is { } deadline ? [(deadline > entry.Event.Time.Wall ? "next due" : "expected", Local(deadline))] : Array.Empty<(string, string)>(),
            ("severity", Severities.Name(entry.Event.Severity)),
            ("event", entry.Event.Type),
            .. entry.Event.Subject.Length > 0 ? [("subject", OneLine(entry.Event.Subject))] : Array.Empty<(string, string)>(),
        ];
        var text = new StringBuilder().Append(sentence).Append("\n\n");
        foreach (var (name, value) in facts)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name,-9} {value}\n");
        }

        return new Message
        {
            Key = key,
            Thread = $"{entry.Event.Host}/{entry.Event.Type.Split('.')[0]}/{entry.Event.Subject}",
            Subject = Cut($"{Mark(entry.Event.Severity)}{entry.Host}: {sentence}"),
            Text = link is null ? text.ToString() : text.Append(CultureInfo.InvariantCulture, $"\n{link}\n").ToString(),
            Html = Html(sentence, facts.Select(fact => $"<tr><td>{Escape(fact.Name)}</td><td>{Escape(fact.Value)}</td></tr>"), link),
            Severity = entry.Event.Severity,
            Link = link,
            Events = [entry],
            Total = 1,
        };
    }

    /// <summary>The message to an event's own addresses: word for word what the event says in its field <c>mail</c>, where it has one.</summary>
    public Message Addressed(HostEvent entry, string key)
    {
        var message = Single(entry, key) with { To = [.. Target.Of(entry.Event.Recipients).Select(target => target.Address)] };
        return entry.Event.Fields?["mail"] is JsonObject mail && Text(mail["subject"]) is { } subject && Text(mail["text"]) is { } text
            ? message with { Subject = Cut(OneLine(subject)), Text = text, Html = null }
            : message;
    }

    /// <param name="named">The first of them.</param>
    /// <param name="kinds">How many there are of each type, most of the first.</param>
    public Message Digest(IReadOnlyList<HostEvent> named, IReadOnlyList<(string Type, int Count)> kinds, string key)
    {
        var total = kinds.Sum(kind => kind.Count);
        var what = Summary(kinds, total);
        var link = Link("timeline");
        var worst = named.Count == 0 ? Severity.Error : named.Min(entry => entry.Event.Severity);
        var hosts = named.Select(entry => entry.Host).Distinct().ToList();
        var where = hosts.Count == 1 ? hosts[0] : $"{hosts.Count} hosts";
        var headline = $"{what} on {where}{(total > named.Count ? $", the first {named.Count} of them" : "")}:";
        var lines = named.Select(entry => $"{When(entry.Event.Time)}  {Severities.Name(entry.Event.Severity)}  {(hosts.Count > 1 ? entry.Host + ": " : "")}{OneLine(entry.Event.Message)}").ToList();
        var rest = total > named.Count ? $"… and {total - named.Count} more." : "";
        var text = new StringBuilder().Append(headline).Append("\n\n").AppendJoin('\n', lines).Append('\n');
        if (rest.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{rest}\n");
        }

        return new Message
        {
            Key = key,
            Thread = "",
            Subject = $"{Mark(worst)}{where}: {what}",
            Text = link is null ? text.ToString() : text.Append(CultureInfo.InvariantCulture, $"\n{link}\n").ToString(),
            Html = Html(headline, [.. lines.Select(line => $"<tr><td>{Escape(line)}</td></tr>"), $"<tr><td>{Escape(rest)}</td></tr>"], link),
            Severity = worst,
            Link = link,
            Events = named,
            Total = total,
        };
    }

    /// <summary>A line break in a name must not become a header, nor a second line.</summary>
    internal static string OneLine(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter)) : text;

    /// <summary>A header line holds 998 characters (RFC 5322, 2.1.1), and a letter may take up to 16 of them there.</summary>
    private static string Cut(string subject) => subject.Length > LongestSubject ? string.Concat(subject.AsSpan(0, LongestSubject).TrimEnd(), "…") : subject;

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static string Mark(Severity severity) => severity <= Severity.Warning ? $"[{Severities.Name(severity)}] " : "";

    private string? Link(string page) => publicUrl is null ? null : $"{publicUrl}/ui/{(Pages.Contains(page) ? page : "timeline")}";

    /// <summary>What there is most of by its name, which is its type without the point: "100 canaries late, 8 other events".</summary>
    private static string Summary(IReadOnlyList<(string Type, int Count)> kinds, int total) => (kinds.Count > 0 ? kinds[0].Count : 0, total) switch
    {
        ( < 2, _) => total == 1 ? "1 event" : $"{total} events",
        var (most, _) when most == total => $"{most} {kinds[0].Type.Replace('.', ' ')}",
        var (most, _) => $"{most} {kinds[0].Type.Replace('.', ' ')}, {total - most} other {(total - most == 1 ? "event" : "events")}",
    };

    /// <summary>When something was expected to happen, or is expected next, where the event says so in its field <c>deadline</c>.</summary>
    private static Instant? Deadline(Event entry) => Text(entry.Fields?["deadline"]) is { } text && Times.TryParseRfc3339(text, out var time) ? time : null;

    private string When(Moment time) => Local(time.Wall) + (time.Trusted ? "" : " (the clock was not set yet)");

    private string Local(Instant time)
    {
        var local = TimeZoneInfo.ConvertTime(time.ToDateTimeOffset(), zone);
        var offset = local.Offset == TimeSpan.Zero ? "UTC" : local.ToString("zzz", CultureInfo.InvariantCulture);
        return local.ToString("yyyy-MM-dd HH:mm:ss ", CultureInfo.InvariantCulture) + offset;
    }

    private static string Html(string headline, IEnumerable<string> rows, string? link) =>
        $"<p><b>{Escape(headline)}</b></p>\n<table>\n{string.Join('\n', rows)}\n</table>\n"
        + (link is null ? "" : $"<p><a href=\"{Escape(link)}\">{Escape(link)}</a></p>\n");

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
