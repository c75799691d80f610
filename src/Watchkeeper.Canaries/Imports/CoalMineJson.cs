using System.Globalization;
using System.Text.Json;
using Watchkeeper.Canaries.CoalMine;
using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Canaries.Imports;

/// <summary>
/// Canaries as Coal Mine writes them: its list over HTTP, or the documents of its MongoDB as <c>mongoexport</c> prints them (the same keys, with times as
/// <c>{"$date": …}</c> and numbers perhaps as <c>{"$numberDouble": …}</c>).
/// </summary>
internal static class CoalMineJson
{
    /// <exception cref="KeyNotFoundException">Something is missing, or (other exceptions) is not what it should be.</exception>
    public static ImportedView Read(JsonElement canary) => new(
        Text(canary.GetProperty("id")),
        Text(canary.GetProperty("name")),
        Schedule(canary.GetProperty("periodicity")),
        canary.TryGetProperty("description", out var description) ? description.GetString() : null,
        canary.TryGetProperty("emails", out var emails) && emails.ValueKind == JsonValueKind.Array ? [.. emails.EnumerateArray().Select(Text)] : [],
        [],
        canary.TryGetProperty("paused", out var paused) && paused.GetBoolean(),
        canary.TryGetProperty("late", out var late) && late.GetBoolean(),
        canary.TryGetProperty("deadline", out var deadline) && deadline.ValueKind != JsonValueKind.Null ? Time(deadline) : null,
        TimeSpan.Zero,
        canary.TryGetProperty("history", out var history)
            ? [.. history.EnumerateArray().Select(entry => new ImportedEntryView(Time(entry[0]), entry.GetArrayLength() > 1 ? entry[1].GetString() ?? "" : ""))]
            : []);

    private static string Schedule(JsonElement periodicity) => Unwrap(periodicity) is { ValueKind: JsonValueKind.Number } number
        ? PythonFloat.Repr(number.GetDouble())
        : Text(Unwrap(periodicity));

    private static Instant Time(JsonElement time)
    {
        var value = Unwrap(time);
        if (value.ValueKind == JsonValueKind.Number)
        {
            return OfMilliseconds(value.GetInt64());
        }

        var text = Text(value);
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds))
        {
            return OfMilliseconds(milliseconds);
        }

        // Versions before 0.6.3 wrote no offset; the times were UTC all the same.
        return Times.TryParseRfc3339(text, out var instant) || Times.TryParseRfc3339(text + "Z", out instant)
            ? instant
            : throw new FormatException($"\"{text}\" is not a time");
    }

    private static Instant OfMilliseconds(long milliseconds) => Instant.From(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));

    private static string Text(JsonElement value) => value.GetString() ?? throw new FormatException("null stands where a text is expected");

    /// <summary>Takes a value out of MongoDB's extended JSON.</summary>
    private static JsonElement Unwrap(JsonElement value)
    {
        while (value.ValueKind == JsonValueKind.Object && value.EnumerateObject().FirstOrDefault() is { Name: ['$', ..] } wrapped)
        {
            value = wrapped.Value;
        }

        return value;
    }
}
