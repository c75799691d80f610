using System.Globalization;
using System.Text.Json;
using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Canaries.Imports;

/// <summary>
/// A canary as another system wrote it, read key by key. What is not as it should be is a <see cref="FormatException"/> whose message is a sentence about
/// the key. Values may be wrapped as MongoDB's extended JSON has them: <c>{"$date": …}</c>, <c>{"$numberDouble": …}</c>.
/// </summary>
internal readonly struct Record
{
    private readonly JsonElement _object;

    public Record(JsonElement element) => _object = element.ValueKind == JsonValueKind.Object
        ? element
        : throw new FormatException($"an object is expected, not {Words(element)}");

    public string Required(string key) => Text(key) ?? throw new FormatException($"\"{key}\" is missing");

    /// <summary>Null where the key is missing, or is null.</summary>
    public string? Text(string key) => Find(key) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw Wrong(key, "a text", value);

    public double? Number(string key) => Find(key) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number ? value.GetDouble()
        : double.TryParse(Plain(value), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
        : throw Wrong(key, "a number", value);

    /// <summary>A number of seconds that a person may have meant; none is zero.</summary>
    public TimeSpan Seconds(string key) => Number(key) switch
    {
        null => TimeSpan.Zero,
        >= 0 and <= 1e9 and var seconds => TimeSpan.FromSeconds(seconds),
        _ => throw Wrong(key, "a number of seconds", Find(key)!.Value),
    };

    public bool Flag(string key) => Find(key) switch
    {
        null or { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.True } => true,
        { } value => throw Wrong(key, "true or false", value),
    };

    public bool IsNumber(string key) => Find(key) is { ValueKind: JsonValueKind.Number };

    public Instant? Time(string key) => Find(key) is { } value ? Time(key, value) : null;

    /// <summary>Empty where the key is missing, or is null.</summary>
    public IReadOnlyList<string> Texts(string key) =>
        [.. Items(key).Select((value, i) => Unwrapped(value) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : throw Wrong($"{key}[{i}]", "a text", value))];

    /// <summary>Pairs of a time and a text, the text perhaps left out.</summary>
    public IReadOnlyList<(Instant Time, string Text)> Entries(string key) => [.. Items(key).Select((entry, i) =>
    {
        var name = $"{key}[{i}]";
        if (entry.ValueKind != JsonValueKind.Array || entry.GetArrayLength() == 0)
        {
            throw Wrong(name, "a list of a time and a text", entry);
        }

        var text = entry.GetArrayLength() < 2 || entry[1].ValueKind == JsonValueKind.Null ? "" : entry[1].ValueKind == JsonValueKind.String ? entry[1].GetString()! : throw Wrong(name, "a text after its time", entry[1]);
        return (Time(name, Unwrapped(entry[0])), text);
    })];

    private List<JsonElement> Items(string key) => Find(key) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray()],
        { } value => throw Wrong(key, "a list", value),
    };

    private JsonElement? Find(string key) =>
        _object.TryGetProperty(key, out var value) && Unwrapped(value) is { ValueKind: not JsonValueKind.Null } found ? found : null;

    private static Instant Time(string key, JsonElement value)
    {
        // Versions of Coal Mine before 0.6.3 wrote no offset; the times were UTC all the same.
        var text = Plain(value);
        return Times.TryParseRfc3339(text, out var time) || Times.TryParseRfc3339(text + "Z", out time) || TryMilliseconds(text, out time) ? time : throw Wrong(key, "a time", value);
    }

    private static bool TryMilliseconds(string text, out Instant time)
    {
        var isOne = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        time = isOne ? Instant.From(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)) : default;
        return isOne;
    }

    private static string Plain(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static JsonElement Unwrapped(JsonElement value)
    {
        while (value.ValueKind == JsonValueKind.Object && value.EnumerateObject().FirstOrDefault() is { Name: ['$', ..] } wrapped)
        {
            value = wrapped.Value;
        }

        return value;
    }

    private static FormatException Wrong(string key, string expected, JsonElement value) => new($"\"{key}\" should be {expected}, not {Words(value)}");

    private static string Words(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        _ => value.GetRawText() is { Length: > 60 } text ? text[..60] + "…" : value.GetRawText(),
    };
}
