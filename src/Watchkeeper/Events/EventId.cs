using System.Globalization;
using System.Text;
using Watchkeeper.Core;
using Watchkeeper.Core.Events;

namespace Watchkeeper.Events;

/// <summary>The place of a stream in the journal as the text of <c>Last-Event-ID</c>: <c>host:seq</c> for each host seen, separated by commas.</summary>
internal sealed class EventId(EventCursor? start)
{
    private readonly SortedDictionary<string, long> _seen = new(start?.Seen.ToDictionary() ?? [], StringComparer.Ordinal);

    /// <summary>Before everything.</summary>
    public static EventCursor Beginning { get; } = new(new Dictionary<string, long>(StringComparer.Ordinal));

    public string After(Event sent)
    {
        _seen[sent.Host] = sent.Seq;
        var text = new StringBuilder();
        foreach (var (host, seq) in _seen)
        {
            text.Append(text.Length == 0 ? "" : ",").Append(host).Append(':').Append(seq.ToString(CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    /// <exception cref="ProblemException">It is not such a text.</exception>
    public static EventCursor Parse(string text)
    {
        var seen = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var part in text.Split(','))
        {
            if (part.Split(':') is not [{ Length: > 0 } host, var seq] || !long.TryParse(seq, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                throw new ProblemException(ProblemKind.BadRequest, "Last-Event-ID is not an id that this stream has given.");
            }

            seen[host] = number;
        }

        return new EventCursor(seen);
    }
}
