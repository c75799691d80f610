using System.Globalization;
using System.Text.Json;
using Watchkeeper.Core.Events;

namespace Watchkeeper.Disks.Health;

/// <summary>A figure that a disk keeps about itself, which should stay where it is.</summary>
/// <param name="Name">As people read it: <c>pending sectors</c>.</param>
/// <param name="Type">The event when it rises: <c>smart-sectors</c>, <c>smart-errors</c>.</param>
/// <param name="TellsAtOnce">Whether it means damage, so that any value above nothing is told, and not its rise alone.</param>
internal readonly record struct HealthFigure(string Name, string Type, Severity Severity, bool TellsAtOnce);

/// <summary>What a disk said of its health.</summary>
/// <param name="Failing">Why it takes itself for failing; null when it does not.</param>
/// <param name="Hot">Whether it says that it is too hot.</param>
internal sealed record HealthReading(string? Failing, bool Hot, IReadOnlyDictionary<HealthFigure, long> Figures)
{
    /// <summary>The JSON of a program; null when it is none.</summary>
    public static JsonElement? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A value inside objects, by the names on the way; null when it is not there.</summary>
    public static JsonElement? At(JsonElement? whole, params ReadOnlySpan<string> names)
    {
        var at = whole;
        foreach (var name in names)
        {
            at = at is { ValueKind: JsonValueKind.Object } && at.Value.TryGetProperty(name, out var inner) ? inner : null;
        }

        return at;
    }

    /// <summary>A number, which programs write as one or as text; null when it is neither.</summary>
    public static long? Number(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.Number } number => number.TryGetInt64(out var whole) ? whole : null,
        { ValueKind: JsonValueKind.String } text => long.TryParse(text.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var whole) ? whole : null,
        _ => null,
    };
}
