using Watchkeeper.Core;

namespace Watchkeeper.Disks.Peripety.Toml;

/// <summary>Reads TOML 1.0 (toml.io/en/v1.0.0), all of it, and refuses what is none with line and column.</summary>
internal sealed class TomlReader
{
    /// <summary>Arrays and tables within each other go no deeper, however the file is made.</summary>
    private const int Deepest = 100;

    private readonly TomlCursor _cursor;
    private int _depth;

    private TomlReader(string text) => _cursor = new TomlCursor(text.StartsWith('\uFEFF') ? text[1..] : text);

    /// <exception cref="ProblemException">It is no TOML.</exception>
    public static TomlTable Parse(string text) => new TomlReader(text).File();

    private TomlTable File()
    {
        var root = new TomlTable(TomlTable.Origin.Header);
        var current = root;
        for (_cursor.SkipLines(); !_cursor.IsAtEnd; _cursor.SkipLines())
        {
            if (_cursor.Here == '[')
            {
                current = Header(root);
            }
            else
            {
                KeyAndValue(current);
            }

            _cursor.EndLine();
        }

        return root;
    }

    private TomlTable Header(TomlTable root)
    {
        var begin = _cursor.At;
        var isArray = _cursor.Take("[[");
        if (!isArray)
        {
            _cursor.At++;
        }

        var path = Key();
        _cursor.Expect(isArray ? "]]" : "]", "behind the table's name");
        return (isArray ? root.Append(path, out var problem) : root.Open(path, out problem)) ?? throw _cursor.Wrong(problem, begin);
    }

    private void KeyAndValue(TomlTable table)
    {
        var begin = _cursor.At;
        var path = Key();
        _cursor.Expect("=", "behind the key");
        _cursor.SkipBlanks();
        if (table.Set(path, Value()) is { } problem)
        {
            throw _cursor.Wrong(problem, begin);
        }
    }

    /// <summary>A key with its points, and the blanks around it.</summary>
    private List<string> Key()
    {
        var path = new List<string>();
        do
        {
            _cursor.SkipBlanks();
            path.Add(TomlStrings.IsHere(_cursor) ? TomlStrings.OneLine(_cursor) : BareKey());
            _cursor.SkipBlanks();
        }
        while (_cursor.Take("."));
        return path;
    }

    private string BareKey()
    {
        var begin = _cursor.At;
        while (char.IsAsciiLetterOrDigit(_cursor.Here) || _cursor.Here is '_' or '-')
        {
            _cursor.At++;
        }

        return _cursor.At > begin ? _cursor.Text[begin.._cursor.At] : throw _cursor.Wrong("a key is missing; it has letters, digits, '_' and '-', or stands between quotes");
    }

    private object Value()
    {
        if (TomlStrings.IsHere(_cursor))
        {
            return TomlStrings.Read(_cursor);
        }

        if (_cursor.Here is not ('[' or '{'))
        {
            return TomlScalars.Read(_cursor);
        }

        if (++_depth > Deepest)
        {
            throw _cursor.Wrong($"arrays and tables stand within each other more than {Deepest} deep");
        }

        object value = _cursor.Here == '[' ? Array() : Braces();
        _depth--;
        return value;
    }

    private List<object> Array()
    {
        var values = new List<object>();
        var begin = _cursor.At++;
        _cursor.SkipLines();
        while (!_cursor.Take("]"))
        {
            if (_cursor.IsAtEnd)
            {
                throw _cursor.Wrong("the array that begins here has no end", begin);
            }

            values.Add(Value());
            _cursor.SkipLines();
            if (!_cursor.Take(",") && _cursor.Here != ']')
            {
                throw _cursor.IsAtEnd ? _cursor.Wrong("the array that begins here has no end", begin) : _cursor.Wrong("',' or ']' is missing behind a value of an array");
            }

            _cursor.SkipLines();
        }

        return values;
    }

    /// <summary>A table on one line.</summary>
    private TomlTable Braces()
    {
        var table = new TomlTable(TomlTable.Origin.Braces);
        _cursor.At++;
        _cursor.SkipBlanks();
        if (_cursor.Take("}"))
        {
            return table;
        }

        do
        {
            _cursor.SkipBlanks();
            KeyAndValue(table);
            _cursor.SkipBlanks();
        }
        while (_cursor.Take(","));
        _cursor.Expect("}", "behind the last value of a table on one line");
        return table;
    }
}
