namespace Watchkeeper.Core.Configuration;

/// <summary>Where a value was written: a place in a file, or an environment variable.</summary>
/// <param name="Name">The file's path, or the variable's name.</param>
/// <param name="Line">From 1; 0 for an environment variable.</param>
/// <param name="Column">From 1; 0 for an environment variable.</param>
internal sealed record Origin(string Name, long Line, long Column)
{
    public bool IsEnvironment => Line == 0;

    public override string ToString() => IsEnvironment ? $"environment variable {Name}" : $"{Name}:{Line}:{Column}";
}

/// <summary>A value as it was written, before anybody asked what it should be.</summary>
internal abstract record SourceNode(Origin Origin)
{
    /// <summary>How many values it unfolds to, aliases followed.</summary>
    public abstract long Weight { get; }

    /// <summary>What it is, for error messages.</summary>
    public abstract string Kind { get; }
}

internal sealed record SourceScalar(Origin Origin, string Text, bool IsPlain) : SourceNode(Origin)
{
    /// <summary><c>key:</c>, <c>key: ~</c> or <c>key: null</c>: as if the key were not there.</summary>
    public bool IsNull => IsPlain && Text is "" or "~" or "null" or "Null" or "NULL";

    public override long Weight => 1;

    public override string Kind => IsNull ? "nothing" : $"\"{Shortened(Text)}\"";

    /// <summary>A value in an error message never fills the screen, nor moves the cursor.</summary>
    private static string Shortened(string text)
    {
        var shown = text.Length > 60 ? string.Concat(text.AsSpan(0, 60), "…") : text;
        return string.Concat(shown.Select(letter => char.IsControl(letter) ? ' ' : letter));
    }
}

internal sealed record SourceList(Origin Origin, IReadOnlyList<SourceNode> Items) : SourceNode(Origin)
{
    public override long Weight { get; } = 1 + Items.Sum(item => item.Weight);

    public override string Kind => "a list";
}

internal sealed record SourceMap(Origin Origin, IReadOnlyList<SourceEntry> Entries) : SourceNode(Origin)
{
    private readonly Dictionary<string, SourceNode> _values = Entries.ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);

    public override long Weight { get; } = 1 + Entries.Sum(entry => entry.Value.Weight);

    public override string Kind => "a mapping";

    /// <summary>The value of a key, or null where it is absent or written as nothing.</summary>
    public SourceNode? Find(string key) => _values.TryGetValue(key, out var value) && value is not SourceScalar { IsNull: true } ? value : null;
}

/// <summary>One key of a mapping, with the place of the key itself.</summary>
internal readonly record struct SourceEntry(string Key, Origin Origin, SourceNode Value);
