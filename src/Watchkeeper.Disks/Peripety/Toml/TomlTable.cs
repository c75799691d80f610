namespace Watchkeeper.Disks.Peripety.Toml;

/// <summary>
/// A table of TOML: keys with strings, booleans, longs, doubles, times (as <see cref="TomlTime"/>), arrays (as <see cref="List{T}"/> of objects), tables and arrays of tables.
/// It knows who has defined it, because TOML lets nobody define a table twice.
/// </summary>
internal sealed class TomlTable(TomlTable.Origin origin)
{
    private readonly Dictionary<string, object> _values = new(StringComparer.Ordinal);
    private Origin _origin = origin;

    /// <summary>Who has defined a table.</summary>
    public enum Origin
    {
        /// <summary>Nobody yet: it is named within the header of another one.</summary>
        Path,

        /// <summary>A header <c>[a.b]</c>, or the file itself.</summary>
        Header,

        /// <summary>A dotted key: <c>a.b = 1</c> defines a.</summary>
        DottedKey,

        /// <summary>It was written within braces, whole; nothing is added to it.</summary>
        Braces,
    }

    /// <summary>In the order of the file.</summary>
    public IEnumerable<string> Keys => _values.Keys;

    public object? this[string key] => _values.GetValueOrDefault(key);

    /// <summary>The tables of an array, however it was written.</summary>
    public IEnumerable<TomlTable> Tables(string key) => this[key] switch
    {
        List<TomlTable> tables => tables,
        List<object> values => values.OfType<TomlTable>(),
        _ => [],
    };

    /// <summary>Sets a key; null when all is well, else what is wrong.</summary>
    public string? Set(IReadOnlyList<string> path, object value)
    {
        var table = this;
        foreach (var key in path.SkipLast(1))
        {
            switch (table[key])
            {
                case null:
                    table._values.Add(key, table = new TomlTable(Origin.DottedKey));
                    break;
                case TomlTable { _origin: Origin.DottedKey } inner:
                    table = inner;
                    break;
                default:
                    return $"{key} is defined before, and nothing can be added to it here";
            }
        }

        return table._values.TryAdd(path[^1], value) ? null : $"{path[^1]} is defined before";
    }

    /// <summary>The table of a header <c>[a.b]</c>, or null and what is wrong.</summary>
    public TomlTable? Open(IReadOnlyList<string> path, out string problem)
    {
        if (Walk(path, out problem) is not { } table)
        {
            return null;
        }

        switch (table[path[^1]])
        {
            case null:
                var added = new TomlTable(Origin.Header);
                table._values.Add(path[^1], added);
                return added;
            case TomlTable { _origin: Origin.Path } inner:
                inner._origin = Origin.Header;
                return inner;
            default:
                problem = $"{path[^1]} is defined before";
                return null;
        }
    }

    /// <summary>The new last table of an array of them, <c>[[a.b]]</c>, or null and what is wrong.</summary>
    public TomlTable? Append(IReadOnlyList<string> path, out string problem)
    {
        if (Walk(path, out problem) is not { } table)
        {
            return null;
        }

        if (table[path[^1]] is null)
        {
            table._values.Add(path[^1], new List<TomlTable>());
        }

        if (table[path[^1]] is not List<TomlTable> array)
        {
            problem = $"{path[^1]} is defined before, and is no array of tables";
            return null;
        }

        array.Add(new TomlTable(Origin.Header));
        return array[^1];
    }

    /// <summary>The table in which the last name of a header stands.</summary>
    private TomlTable? Walk(IReadOnlyList<string> path, out string problem)
    {
        problem = "";
        var table = this;
        foreach (var key in path.SkipLast(1))
        {
            switch (table[key])
            {
                case null:
                    table._values.Add(key, table = new TomlTable(Origin.Path));
                    break;
                case TomlTable { _origin: not Origin.Braces } inner:
                    table = inner;
                    break;
                case List<TomlTable> array:
                    table = array[^1];
                    break;
                default:
                    problem = $"{key} is defined before, and nothing can be added to it";
                    return null;
            }
        }

        return table;
    }
}

/// <summary>A date, a time of day or both, as it was written.</summary>
internal sealed record TomlTime(string Text);
