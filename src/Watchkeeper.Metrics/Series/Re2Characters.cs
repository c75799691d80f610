using System.Globalization;
using System.Text;
using Watchkeeper.Core.Text;

namespace Watchkeeper.Metrics.Series;

/// <summary>Reads those parts of an RE2 expression that match one character, and writes each as one unit of a .NET expression.</summary>
internal static class Re2Characters
{
    /// <summary>A character, an escape for one, or an escape for a set.</summary>
    /// <param name="at">Where it begins; moved behind it.</param>
    /// <exception cref="ArgumentException">There is no such escape.</exception>
    public static string One(string text, ref int at, bool ignoreCase)
    {
        var set = new RuneSet();
        return TrySet(text, ref at, ignoreCase, set) ? set.Write(negated: false, ignoreCase) : Literal(Character(text, ref at), ignoreCase);
    }

    /// <summary>A character that stands for itself.</summary>
    public static string Literal(int character, bool ignoreCase)
    {
        if (!Rune.IsValid(character))
        {
            // Half a pair, which no text has.
            return new RuneSet().Write(negated: false, ignoreCase);
        }

        var text = new Rune(character).ToString();
        return text.Length > 1 ? $"(?:{text})"
            : ignoreCase && char.IsLetter(text[0]) ? $"(?i:{text})"
            : char.IsAsciiLetterOrDigit(text[0]) ? text
            : string.Create(CultureInfo.InvariantCulture, $"\\u{character:X4}");
    }

    /// <summary>A set in brackets.</summary>
    /// <param name="at">Where it begins; moved behind it.</param>
    /// <exception cref="ArgumentException">It is not closed, or has in it what is not known.</exception>
    public static string Bracket(string text, ref int at, bool ignoreCase)
    {
        var set = new RuneSet();
        var negated = text.AsSpan(++at).StartsWith("^", StringComparison.Ordinal);
        at += negated ? 1 : 0;
        for (var isFirst = true; isFirst || at >= text.Length || text[at] != ']'; isFirst = false)
        {
            if (!TryPosix(text, ref at, ignoreCase, set) && !TrySet(text, ref at, ignoreCase, set))
            {
                var first = Character(text, ref at);
                var last = first;
                if (at + 1 < text.Length && text[at] == '-' && text[at + 1] != ']')
                {
                    at++;
                    last = Character(text, ref at);
                }

                set.With(first, first <= last ? last : throw new ArgumentException("a range in brackets runs backwards"));
            }
        }

        at++;
        return set.Write(negated, ignoreCase);
    }

    private static bool TryPosix(string text, ref int at, bool ignoreCase, RuneSet set)
    {
        var end = text.AsSpan(at).StartsWith("[:", StringComparison.Ordinal) ? text.IndexOf(":]", at + 2, StringComparison.Ordinal) : -1;
        if (end < 0)
        {
            return false;
        }

        var name = text[(at + 2)..end];
        var negated = name.StartsWith('^');
        set.With(PosixSets.Ranges(negated ? name[1..] : name) ?? throw new ArgumentException($"the set [:{name}:] is unknown"), negated, ignoreCase);
        at = end + 2;
        return true;
    }

    /// <summary>An escape for a set: <c>\d</c>, <c>\pL</c>, <c>\p{^Lu}</c>.</summary>
    private static bool TrySet(string text, ref int at, bool ignoreCase, RuneSet set)
    {
        if (at + 1 >= text.Length || text[at] != '\\')
        {
            return false;
        }

        var letter = text[at + 1];
        if (Re2Sets.Perl(letter) is { } pairs)
        {
            set.With(pairs, negated: char.IsAsciiLetterUpper(letter), ignoreCase);
            at += 2;
            return true;
        }

        if (letter is not ('p' or 'P'))
        {
            return false;
        }

        var rest = text.AsSpan(at + 2);
        var end = rest.StartsWith("{", StringComparison.Ordinal) ? rest.IndexOf('}') : 0;
        var name = end > 0 ? rest[1..end].ToString() : rest.IsEmpty || end < 0 ? "" : rest[..1].ToString();
        var negated = (letter == 'P') != name.StartsWith('^');
        Category(set, name.TrimStart('^'), negated, ignoreCase);
        at += 3 + end;
        return true;
    }

    private static void Category(RuneSet set, string name, bool negated, bool ignoreCase)
    {
        if (name == "Any")
        {
            _ = negated ? set : set.With(0, 0x10FFFF);
        }
        else if (!Re2Sets.IsCategory(name))
        {
            throw new ArgumentException($"the class \\p{{{name}}} is not supported: general categories such as \\p{{Lu}} are");
        }
        else if (ignoreCase && !negated && name is "Lu" or "Ll" or "Lt")
        {
            set.WithCategory("Lu", negated).WithCategory("Ll", negated).WithCategory("Lt", negated);
        }
        else
        {
            set.WithCategory(name, negated);
        }
    }

    /// <summary>A character, as itself or escaped.</summary>
    private static int Character(string text, ref int at)
    {
        if (at >= text.Length)
        {
            throw new ArgumentException("a [ is not closed");
        }

        if (text[at] == '\\')
        {
            return Escaped(text, ref at);
        }

        Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length);
        at += length;
        return rune.Value;
    }

    private static int Escaped(string text, ref int at)
    {
        var start = at;
        var c = at + 1 < text.Length ? text[at + 1] : throw new ArgumentException("a \\ stands at the end");
        at += 2;
        switch (c)
        {
            case 'a' or 'f' or 'n' or 'r' or 't' or 'v':
                return "\a\f\n\r\t\v"["afnrtv".IndexOf(c, StringComparison.Ordinal)];
            case 'x' when Hexadecimal(text, ref at) is { } character:
                return character;
            case '0' or (>= '1' and <= '7') when c == '0' || (at < text.Length && text[at] is >= '0' and <= '7'):
                var octal = c - '0';
                for (var digits = 1; digits < 3 && at < text.Length && text[at] is >= '0' and <= '7'; digits++)
                {
                    octal = (octal * 8) + text[at++] - '0';
                }

                return octal;
            case < '\x80' when !char.IsAsciiLetterOrDigit(c):
                return c;
            default:
                throw new ArgumentException($"the escape {text[start..at]} is unknown{(char.IsAsciiDigit(c) ? ": references back are not supported" : "")}");
        }
    }

    /// <summary><c>\x41</c> or <c>\x{1F600}</c>; null where it is neither.</summary>
    private static int? Hexadecimal(string text, ref int at)
    {
        var rest = text.AsSpan(at);
        var end = rest.StartsWith("{", StringComparison.Ordinal) ? rest.IndexOf('}') : -1;
        var digits = end > 0 ? rest[1..end] : rest.Length >= 2 ? rest[..2] : [];
        if (!int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var character) || character is < 0 or > 0x10FFFF)
        {
            return null;
        }

        at += end > 0 ? end + 1 : 2;
        return character;
    }
}
