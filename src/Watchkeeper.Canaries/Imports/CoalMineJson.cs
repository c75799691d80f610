using System.Globalization;
using System.Text.Json;
using Watchkeeper.Canaries.CoalMine;
using Watchkeeper.Core;
using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Canaries.Imports;

/// <summary>
/// Canaries as Coal Mine writes them: its list over HTTP, or the documents of its MongoDB as <c>mongoexport</c> prints them (the same keys, with times as
/// <c>{"$date": …}</c> and numbers perhaps as <c>{"$numberDouble": …}</c>).
/// </summary>
internal static class CoalMineJson
{
    public static ImportedView Read(JsonElement canary)
    {
        try
        {
            return new ImportedView(
                canary.GetProperty("id").GetString()!,
                canary.GetProperty("name").GetString()!,
                Schedule(canary.GetProperty("periodicity")),
                canary.TryGetProperty("description", out var description) ? description.GetString() : null,
                canary.TryGetProperty("emails", out var emails) && emails.ValueKind == JsonValueKind.Array ? [.. emails.EnumerateArray().Select(email => email.GetString()!)] : [],
                [],
                canary.TryGetProperty("paused", out var paused) && paused.GetBoolean(),
                canary.TryGetProperty("late", out var late) && late.GetBoolean(),
                canary.TryGetProperty("deadline", out var deadline) && deadline.ValueKind != JsonValueKind.Null ? Time(deadline) : null,
                TimeSpan.Zero,
                canary.TryGetProperty("history", out var history)
                    ? [.. history.EnumerateArray().Select(entry => new ImportedEntryView(Time(entry[0]), entry.GetArrayLength() > 1 ? entry[1].GetString() ?? "" : ""))]
                    : []);
        }
        catch (Exception exception) when (exception is KeyNotFoundException or InvalidOperationException or FormatException or JsonException)
        {
            throw new ProblemException(ProblemKind.BadRequest, $"This is not a canary of Coal Mine ({exception.Message}): {Start(canary.GetRawText())}", exception);
        }
    }

    private static string Schedule(JsonElement periodicity) => Unwrap(periodicity) is { ValueKind: JsonValueKind.Number } number
        ? PythonFloat.Repr(number.GetDouble())
        : Unwrap(periodicity).GetString()!;

    private static Instant Time(JsonElement time)
    {
        var value = Unwrap(time);
        if (value.ValueKind == JsonValueKind.Number)
        {
            return new Instant(value.GetInt64() * 1_000);
        }

        var text = value.GetString()!;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds))
        {
            return new Instant(milliseconds * 1_000);
        }

        // Versions before 0.6.3 wrote no offset; the times were UTC all the same.
        return Times.TryParseRfc3339(text, out var instant) || Times.TryParseRfc3339(text + "Z", out instant)
            ? instant
            : throw new FormatException($"\"{text}\" is not a time");
    }

    /// <summary>Takes a value out of MongoDB's extended JSON.</summary>
    private static JsonElement Unwrap(JsonElement value)
    {
        while (value.ValueKind == JsonValueKind.Object && value.EnumerateObject().FirstOrDefault() is { Name: ['$', ..] } wrapped)
        {
            value = wrapped.Value;
        }

        return value;
    }

    private static string Start(string text) => text.Length > 200 ? text[..200] + "…" : text;
}
