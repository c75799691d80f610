using System.Text.Json;

namespace Watchkeeper.Canaries.Imports;

/// <summary>What another system gave: the canaries, and those that cannot be understood, each with the reason. One bad canary keeps no other away.</summary>
internal sealed class Export
{
    private readonly List<ImportedView> _canaries = [];
    private readonly List<RefusedView> _refused = [];

    public IReadOnlyList<ImportedView> Canaries => _canaries;

    public IReadOnlyList<RefusedView> Refused => _refused;

    public static Export Of(JsonElement array, Func<JsonElement, ImportedView> read)
    {
        var export = new Export();
        foreach (var element in array.EnumerateArray())
        {
            export.Add(element, read);
        }

        return export;
    }

    public void Add(JsonElement element, Func<JsonElement, ImportedView> read)
    {
        try
        {
            _canaries.Add(read(element));
        }
        catch (Exception exception) when (exception is KeyNotFoundException or InvalidOperationException or FormatException or OverflowException or IndexOutOfRangeException or ArgumentOutOfRangeException or JsonException)
        {
            Refuse(NameOf(element), $"it is not written as that system writes it: {exception.Message}");
        }
    }

    public void Refuse(string? name, string reason) => _refused.Add(new RefusedView(name ?? $"number {_canaries.Count + _refused.Count + 1}", reason));

    private static string? NameOf(JsonElement element)
    {
        string? Text(string key) => element.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
        return element.ValueKind == JsonValueKind.Object ? Text("name") ?? Text("id") ?? Text("slug") : null;
    }
}
