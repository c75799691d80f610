using System.Globalization;
using System.Text;
using Watchkeeper.Core;

namespace Watchkeeper.Disks.Peripety;

/// <summary>As much of TOML (toml.io) as peripetyd.conf uses: tables, arrays of tables, strings of all four kinds, booleans and numbers as text.</summary>
internal sealed class TomlTables
{
    private readonly string _text;
    private int _at;

    private TomlTables(string text) => _text = text;

    /// <summary>The tables in the order of the file, each with its name; the keys before the first stand in a table without a name.</summary>
    /// <exception cref="ProblemException">It is no TOML that is understood here.</exception>
    public static IReadOnlyList<(string Name, IReadOnlyDictionary<string, string> Values)> Parse(string text) => new TomlTables(text.ReplaceLineEndings("\n")).Read();

    private List<(string, IReadOnlyDictionary<string, string>)> Read()
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var tables = new List<(string, IReadOnlyDictionary<string, string>)> { ("", values) };
        while (SkipBlank())
        {
            if (_text[_at] == '[')
            {
                var line = Line().Split('#')[0].Trim();
                values = new Dictionary<string, string>(StringComparer.Ordinal);
                tables.Add((line.Trim('[', ']', ' '), values));
                continue;
            }

            var equals = _text.IndexOf('=', _at);
            var end = LineEnd();
            if (equals < 0 || equals > end)
            {
                throw Wrong("a key needs '=' and a value");
            }

            var key = _text[_at..equals].Trim().Trim('"');
            _at = equals + 1;
            values[key] = Value();
        }

        return tables;
    }

    private string Value()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\t')
        {
            _at++;
        }

        var rest = _text.AsSpan(_at);
        return rest.StartsWith("'''") ? Quoted("'''", escapes: false)
            : rest.StartsWith("\"\"\"") ? Quoted("\"\"\"", escapes: true)
            : rest.StartsWith("'") ? Quoted("'", escapes: false)
            : rest.StartsWith("\"") ? Quoted("\"", escapes: true)
            : Line().Split('#')[0].Trim();
    }

    private string Quoted(string quote, bool escapes)
    {
        var begin = _at + quote.Length;
        if (quote.Length == 3 && begin < _text.Length && _text[begin] == '\n')
        {
            begin++;
        }

        var end = begin;
        while (true)
        {
            end = _text.IndexOf(quote, end, StringComparison.Ordinal);
            if (end < 0)
            {
                throw Wrong($"a string has no end ({quote})");
            }

            if (!escapes || Backslashes(end) % 2 == 0)
            {
                break;
            }

            end++;
        }

        _at = end + quote.Length;
        return escapes ? Unescaped(_text[begin..end]) : _text[begin..end];
    }

    private int Backslashes(int before)
    {
        var count = 0;
        while (_text[before - 1 - count] == '\\')
        {
            count++;
        }

        return count;
    }

    private string Unescaped(string text)
    {
        var plain = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 >= text.Length)
            {
                plain.Append(text[i]);
                continue;
            }

            i++;
            switch (text[i])
            {
                case 'n': plain.Append('\n'); break;
                case 't': plain.Append('\t'); break;
                case 'r': plain.Append('\r'); break;
                case '"' or '\\': plain.Append(text[i]); break;
                case 'u' when i + 4 < text.Length && ushort.TryParse(text.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var code):
                    plain.Append((char)code);
                    i += 4;
                    break;
                case '\n':
                    // A backslash at the end of a line joins it with the next one.
                    while (i + 1 < text.Length && char.IsWhiteSpace(text[i + 1]))
                    {
                        i++;
                    }

                    break;
                default:
                    throw Wrong($"\\{text[i]} is no escape");
            }
        }

        return plain.ToString();
    }

    private bool SkipBlank()
    {
        while (_at < _text.Length && (char.IsWhiteSpace(_text[_at]) || _text[_at] == '#'))
        {
            _at = _text[_at] == '#' ? LineEnd() : _at + 1;
        }

        return _at < _text.Length;
    }

    private int LineEnd() => _text.IndexOf('\n', _at) is >= 0 and var end ? end : _text.Length;

    private string Line()
    {
        var end = LineEnd();
        var line = _text[_at..end];
        _at = end;
        return line;
    }

    private ProblemException Wrong(string what) => new(
        ProblemKind.BadRequest, $"Line {_text.AsSpan(0, Math.Min(_at, _text.Length)).Count('\n') + 1} is no TOML that is understood here: {what}.");
}
