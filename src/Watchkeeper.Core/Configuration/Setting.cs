using System.Text.Json.Nodes;

namespace Watchkeeper.Core.Configuration;

internal enum SettingKind
{
    Value,
    Section,
    List,
    Map,
}

/// <summary>
/// One key as it was declared and read: what <c>config show</c>, <c>config init</c> and the reference page are printed from. The children of a list or a
/// map are its items, each a section; those of a section are its keys.
/// </summary>
internal sealed class Setting(SettingKind kind, string key, string path, string doc)
{
    public SettingKind Kind { get; } = kind;

    public string Key { get; } = key;

    public string Path { get; } = path;

    public string Doc { get; } = doc;

    /// <summary>What may be written, in words: <c>duration, 1s to 1h</c>.</summary>
    public string Accepts { get; init; } = "";

    /// <summary>The default as it would be written, or null where there is none.</summary>
    public string? Default { get; init; }

    /// <summary>Something to show where there is no default.</summary>
    public string Example { get; init; } = "";

    /// <summary>Whether it may be absent as a whole.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Where the user wrote it; null when it is at its default.</summary>
    public Origin? Origin { get; init; }

    /// <summary>The value in force as it would be written, or null when there is none.</summary>
    public string? Value { get; init; }

    /// <summary>The value in force for programs.</summary>
    public JsonNode? Json { get; init; }

    public List<Setting> Children { get; } = [];
}
