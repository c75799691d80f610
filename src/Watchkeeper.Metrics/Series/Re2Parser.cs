using System.Globalization;
using System.Text;

namespace Watchkeeper.Metrics.Series;

/// <summary>
/// Reads RE2's language as Go does (https://pkg.go.dev/regexp/syntax) and writes .NET's: each part is written so that it needs no options, and means the
/// same wherever it stands. Two things are .NET's: <c>\b</c> knows letters beyond ASCII, and a group that is repeated while it matches nothing is empty.
/// </summary>
internal sealed class Re2Parser
{
    /// <summary>As Go has it: repetitions in each other may not multiply to more.</summary>
    private const int MostRepeats = 1000;

    private const int MaxDepth = 500;

    private readonly string _text;
    private readonly List<string> _names = [""];
    private int _at;
    private int _depth;

    private Re2Parser(string text) => _text = text;

    private ReadOnlySpan<char> Rest => _text.AsSpan(_at);

    [Flags]
    private enum Mode
    {
        None = 0,
        IgnoreCase = 1,
        Lines = 2,
        DotIsAnything = 4,
        Ungreedy = 8,
    }

    /// <returns>The expression for .NET, and the names of its groups by number; empty where there is none.</returns>
    /// <exception cref="ArgumentException">It is not RE2's, or uses what is not supported.</exception>
    public static (string Pattern, IReadOnlyList<string> Names) Translate(string expression)
    {
        var parser = new Re2Parser(expression);
        var pattern = parser.Alternatives(Mode.None).Text;
        return parser._at == expression.Length ? (pattern, parser._names) : throw new ArgumentException("a ) has no (");
    }

    /// <summary>All up to the end or a closing parenthesis.</summary>
    private Part Alternatives(Mode mode)
    {
        if (++_depth > MaxDepth)
        {
            throw new ArgumentException("it is nested too deeply");
        }

        var (parts, finished, repeats, repeatedAt) = (new List<Part>(), new StringBuilder(), 1, -1);
        while (_at < _text.Length && _text[_at] != ')')
        {
            if (_text[_at] == '|')
            {
                parts.ForEach(part => finished.Append(part.Text));
                finished.Append('|');
                parts.Clear();
                _at++;
            }
            else if (Bounds() is { } bounds)
            {
                var start = _at;
                _at += bounds.Length;
                if (repeatedAt == start)
                {
                    throw new ArgumentException($"“{bounds.Text}” repeats what is repeated already");
                }

                parts[^1] = parts.Count > 0 ? Repeated(parts[^1], bounds, mode) : throw new ArgumentException($"“{bounds.Text}” has nothing to repeat");
                repeats = Math.Max(repeats, parts[^1].Repeats);
                repeatedAt = _at;
            }
            else if (_text[_at] == '(')
            {
                Group(ref mode, parts);
                repeats = Math.Max(repeats, parts.Count > 0 ? parts[^1].Repeats : 1);
            }
            else
            {
                Single(mode, parts);
            }
        }

        parts.ForEach(part => finished.Append(part.Text));
        _depth--;
        return new(finished.ToString(), repeats);
    }

    /// <summary>A sign of repetition, or null where there is none: a brace that bounds nothing is a brace.</summary>
    private Repetition? Bounds()
    {
        switch (_text[_at])
        {
            case '*':
                return new("*", 0, null);
            case '+':
                return new("+", 1, null);
            case '?':
                return new("?", 0, 1);
            case '{' when _text.IndexOf('}', _at) is var end and > 0:
                var text = _text[_at..(end + 1)];
                var numbers = text[1..^1].Split(',');
                var isOpen = numbers.Length == 2 && numbers[1].Length == 0;
                if (numbers.Length > 2 || !IsNumber(numbers[0]) || (numbers.Length == 2 && !isOpen && !IsNumber(numbers[1])))
                {
                    return null;
                }

                var (least, most) = (Number(numbers[0]), isOpen ? null : (int?)Number(numbers[^1]));
                return least <= MostRepeats && !(most > MostRepeats) && !(most < least)
                    ? new(text, least, most)
                    : throw new ArgumentException($"“{text}” repeats too often or backwards");
            default:
                return null;
        }
    }

    private static bool IsNumber(string text) =>
        text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('0', '9') && (text.Length == 1 || text[0] != '0');

    private static int Number(string text) => text.Length <= 8 ? int.Parse(text, CultureInfo.InvariantCulture) : int.MaxValue;

    private Part Repeated(Part part, Repetition bounds, Mode mode)
    {
        var isLazy = _at < _text.Length && _text[_at] == '?';
        _at += isLazy ? 1 : 0;
        var repeats = part.Repeats;
        if (bounds.Text[0] == '{' && (bounds.Least >= 2 || bounds.Most >= 2))
        {
            repeats *= Math.Max(1, bounds.Most ?? bounds.Least);
            if (repeats > MostRepeats)
            {
                throw new ArgumentException($"“{bounds.Text}” repeats too often what is repeated already");
            }
        }

        var inner = part.IsRepeated ? $"(?:{part.Text})" : part.Text;
        return new($"{inner}{bounds.Text}{(isLazy != mode.HasFlag(Mode.Ungreedy) ? "?" : "")}", repeats, IsRepeated: true);
    }

    /// <summary>A group, or a change of the modes for the rest of the group around it.</summary>
    private void Group(ref Mode mode, List<Part> parts)
    {
        var open = "(";
        var inner = mode;
        _at++;
        if (_at < _text.Length && _text[_at] == '?')
        {
            _at++;
            if (_text.AsSpan(_at).StartsWith("P<", StringComparison.Ordinal))
            {
                Name();
            }
            else
            {
                inner = Modes(mode);
                open = "(?:";
                if (_text[_at++] == ')')
                {
                    mode = inner;
                    return;
                }
            }
        }
        else
        {
            _names.Add("");
        }

        var content = Alternatives(inner);
        if (_at == _text.Length)
        {
            throw new ArgumentException("a ( is not closed");
        }

        _at++;
        parts.Add(new($"{open}{content.Text})", content.Repeats));
    }

    private void Name()
    {
        var end = _text.IndexOf('>', _at);
        var name = end < 0 ? "" : _text[(_at + 2)..end];
        if (name.Length == 0 || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            throw new ArgumentException("the name of a group is letters, digits and underscores");
        }

        _names.Add(name);
        _at = end + 1;
    }

    /// <summary>The letters behind <c>(?</c>, up to the colon or the parenthesis, which is left.</summary>
    private Mode Modes(Mode mode)
    {
        var (isOff, seen) = (false, true);
        for (; _at < _text.Length; _at++)
        {
            var changed = _text[_at] switch
            {
                'i' => Mode.IgnoreCase,
                'm' => Mode.Lines,
                's' => Mode.DotIsAnything,
                'U' => Mode.Ungreedy,
                _ => Mode.None,
            };
            if (changed != Mode.None)
            {
                mode = isOff ? mode & ~changed : mode | changed;
                seen = true;
            }
            else if (_text[_at] == '-' && !isOff)
            {
                (isOff, seen) = (true, false);
            }
            else if (_text[_at] is ':' or ')' && seen)
            {
                return mode;
            }
            else
            {
                break;
            }
        }

        throw new ArgumentException("behind (? come P<name>, or some of the letters imsU and a colon or ): nothing else is known, such as looking around");
    }

    /// <summary>One character or what stands for one, or an anchor, or a quoted text.</summary>
    private void Single(Mode mode, List<Part> parts)
    {
        var ignoreCase = mode.HasFlag(Mode.IgnoreCase);
        switch (Rest[0])
        {
            case '.':
                _at++;
                parts.Add(new(mode.HasFlag(Mode.DotIsAnything) ? RuneSet.Anything : RuneSet.NoLineFeed));
                break;
            case '^' or '$':
                parts.Add(new(mode.HasFlag(Mode.Lines) ? $"(?m:{Rest[0]})" : Rest[0] == '^' ? @"(?:\A)" : @"(?:\z)"));
                _at++;
                break;
            case '[':
                parts.Add(new(Re2Characters.Bracket(_text, ref _at, ignoreCase)));
                break;
            case '\\' when Rest.Length > 1 && Rest[1] is 'A' or 'b' or 'B' or 'z':
                parts.Add(new($"(?:{Rest[..2]})"));
                _at += 2;
                break;
            case '\\' when Rest.StartsWith("\\Q", StringComparison.Ordinal):
                var end = Rest.IndexOf("\\E", StringComparison.Ordinal);
                var quoted = end < 0 ? throw new ArgumentException("a \\Q has no \\E") : Rest[2..end];
                _at += end + 2;
                foreach (var rune in quoted.EnumerateRunes())
                {
                    parts.Add(new(Re2Characters.Literal(rune.Value, ignoreCase)));
                }

                break;
            default:
                parts.Add(new(Re2Characters.One(_text, ref _at, ignoreCase)));
                break;
        }
    }

    /// <param name="Repeats">How often the innermost part of it may come at most, as the bounds in braces have it.</param>
    private readonly record struct Part(string Text, int Repeats = 1, bool IsRepeated = false);

    private sealed record Repetition(string Text, int Least, int? Most)
    {
        public int Length => Text.Length;
    }
}
