using System.Text.Json;

namespace Watchkeeper.Canaries.Imports;

/// <summary>What another system gave: the canaries, and those that cannot be understood, each with its place and the reason. One bad canary keeps no other away.</summary>
internal sealed class Export
{
    private readonly List<ImportedView> _canaries = [];
    private readonly List<RefusedView> _refused = [];

    public IReadOnlyList<ImportedView> Canaries => _canaries;

    public IReadOnlyList<RefusedView> Refused => _refused;

    /// <param name="array">Of canaries.</param>
    /// <param name="source">What it is an array of, for people.</param>
    /// <param name="read">Reads one; throws <see cref="FormatException"/> with a sentence.</param>
    public static Export Of(JsonElement array, string source, Func<JsonElement, ImportedView> read)
    {
        var export = new Export();
        var number = 0;
        foreach (var element in array.EnumerateArray())
        {
            export.Add(element, $"{source}, record {++number}", read);
        }

        return export;
    }

    public void Add(JsonElement element, string place, Func<JsonElement, ImportedView> read)
    {
        try
        {
            _canaries.Add(read(element));
        }
        catch (FormatException wrong)
        {
            Refuse(NameOf(element), place, wrong.Message);
        }
    }

    /// <param name="name">What it is called; null where that is not known.</param>
    public void Refuse(string? name, string place, string reason) => _refused.Add(name is null ? new RefusedView(place, reason) : new RefusedView(name, $"{place}: {reason}"));

    private static string? NameOf(JsonElement element)
    {
        string? Text(string key) => element.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
        return element.ValueKind == JsonValueKind.Object ? Text("name") ?? Text("id") ?? Text("slug") : null;
    }
}
