using System.Text;

namespace Watchkeeper.Metrics.Series;

/// <summary>
/// What identifies a series: name and value pairs, sorted by name (ordinal), without empty values. The metric's name is the label <c>__name__</c>.
/// </summary>
internal sealed class Labels : IEquatable<Labels>
{
    public const string NameLabel = "__name__";

    private readonly KeyValuePair<string, string>[] _pairs;
    private readonly int _hash;

    private Labels(KeyValuePair<string, string>[] sorted)
    {
        _pairs = sorted;
        var hash = new HashCode();
        foreach (var (name, value) in sorted)
        {
            hash.Add(name, StringComparer.Ordinal);
            hash.Add(value, StringComparer.Ordinal);
        }

        _hash = hash.ToHashCode();
    }

    public static Labels Empty { get; } = new([]);

    public ReadOnlySpan<KeyValuePair<string, string>> Pairs => _pairs;

    /// <summary>The metric's name, or an empty text.</summary>
    public string Name => this[NameLabel] ?? "";

    public string? this[string name]
    {
        get
        {
            foreach (var pair in _pairs)
            {
                if (string.Equals(pair.Key, name, StringComparison.Ordinal))
                {
                    return pair.Value;
                }
            }

            return null;
        }
    }

    /// <summary>Of a metric's name and pairs in any order; where a name comes twice the last one counts.</summary>
    public static Labels Of(string name, params ReadOnlySpan<(string Name, string Value)> pairs)
    {
        var all = new List<KeyValuePair<string, string>>(pairs.Length + 1);
        if (name.Length > 0)
        {
            all.Add(new(NameLabel, name));
        }

        foreach (var (key, value) in pairs)
        {
            all.Add(new(key, value));
        }

        return Of(all);
    }

    public static Labels Of(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var sorted = new SortedList<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in pairs)
        {
            sorted[key] = value;
        }

        return new([.. sorted.Where(pair => pair.Value.Length > 0)]);
    }

    /// <summary>Whether a text may be a label's name: letters, digits and <c>_</c>, no digit first.</summary>
    public static bool IsName(string text) =>
        text.Length > 0 && !char.IsAsciiDigit(text[0]) && text.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_');

    /// <summary>Whether a text may be a metric's name: as a label's, and <c>:</c> too.</summary>
    public static bool IsMetricName(string text) => IsName(text.Replace(':', '_'));

    /// <summary>Whether this may be stored: it has a name, and each name is one. Anything else could not be read back, or would be read as another series.</summary>
    public bool IsSeries() => IsMetricName(Name) && Array.TrueForAll(_pairs, static pair => IsName(pair.Key));

    public Labels With(string name, string value) => Of([.. _pairs, new(name, value)]);

    public Labels Without(string name) => this[name] is null ? this : new([.. _pairs.Where(pair => pair.Key != name)]);

    /// <summary>Only these names, or all but these.</summary>
    public Labels Keep(IReadOnlySet<string> names, bool keep) => new([.. _pairs.Where(pair => names.Contains(pair.Key) == keep)]);

    public bool Equals(Labels? other) =>
        ReferenceEquals(this, other) || (other is not null && _hash == other._hash && _pairs.AsSpan().SequenceEqual(other._pairs));

    public override bool Equals(object? obj) => obj is Labels other && Equals(other);

    public override int GetHashCode() => _hash;

    /// <summary>As people and Prometheus write it: <c>name{a="b",c="d"}</c>; the form in which it is stored.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Name);
        var open = false;
        foreach (var (name, value) in _pairs)
        {
            if (name != NameLabel)
            {
                text.Append(open ? "," : "{").Append(name).Append("=\"");
                AppendEscaped(text, value);
                text.Append('"');
                open = true;
            }
        }

        return open ? text.Append('}').ToString() : text.Length == 0 ? "{}" : text.ToString();
    }

    /// <summary>A label's value between quotation marks: backslash, quotation mark and line feed escaped.</summary>
    public static void AppendEscaped(StringBuilder text, string value)
    {
        foreach (var c in value)
        {
            _ = c switch
            {
                '\\' => text.Append("\\\\"),
                '"' => text.Append("\\\""),
                '\n' => text.Append("\\n"),
                _ => text.Append(c),
            };
        }
    }
}
