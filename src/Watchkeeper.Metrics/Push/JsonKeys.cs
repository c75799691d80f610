using System.Text;
using System.Text.Json;

namespace Watchkeeper.Metrics.Push;

/// <summary>
/// Looks over a sample in JSON for what reading it would not tell: a key that is unknown or stands twice, of which the last would win, and a number that
/// no 64 bits can hold, which would be taken as infinite.
/// </summary>
internal static class JsonKeys
{
    private static readonly string[] Known = ["name", "labels", "value", "time", "kind"];

    /// <exception cref="PushException">There is such a thing.</exception>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static void Check(ReadOnlySpan<byte> text, int line)
    {
        var reader = new Utf8JsonReader(text);
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var labels = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth <= 2)
            {
                var (isLabel, key) = (reader.CurrentDepth == 2, Text(ref reader, line));
                if (!isLabel && !Known.Contains(key))
                {
                    throw new PushException(line, $"a sample has no “{key}”; it has name, labels, value, time and kind");
                }

                if (!(isLabel ? labels : keys).Add(key))
                {
                    throw new PushException(line, $"the {(isLabel ? "label" : "key")} “{key}” stands twice");
                }
            }
            else if (reader.TokenType == JsonTokenType.Number && !double.IsFinite(reader.GetDouble()))
            {
                throw new PushException(line, $"the number {Encoding.UTF8.GetString(reader.ValueSpan)} is too large");
            }
        }
    }

    /// <summary>Half of a surrogate pair, escaped, is JSON and yet no text.</summary>
    private static string Text(ref Utf8JsonReader reader, int line)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new PushException(line, "a key is not a text");
        }
    }
}
