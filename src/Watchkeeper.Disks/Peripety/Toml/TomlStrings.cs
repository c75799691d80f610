using System.Globalization;
using System.Text;

namespace Watchkeeper.Disks.Peripety.Toml;

/// <summary>The four kinds of strings of TOML: with escapes or as they stand, on one line or on several.</summary>
internal static class TomlStrings
{
    public static bool IsHere(TomlCursor cursor) => cursor.Here is '"' or '\'';

    public static string Read(TomlCursor cursor) => cursor.IsAt("\"\"\"") || cursor.IsAt("'''") ? SeveralLines(cursor) : OneLine(cursor);

    public static string OneLine(TomlCursor cursor)
    {
        var (begin, quote) = (cursor.At, cursor.Here);
        var text = new StringBuilder();
        cursor.At++;
        while (TomlCursor.IsText(cursor.Here) && cursor.Here != quote)
        {
            Letter(cursor, text, escapes: quote == '"');
        }

        if (cursor.Here != quote)
        {
            throw cursor.Wrong("the string that begins here has no end on its line", begin);
        }

        cursor.At++;
        return text.ToString();
    }

    private static string SeveralLines(TomlCursor cursor)
    {
        var (begin, quote) = (cursor.At, cursor.Here);
        var text = new StringBuilder();
        cursor.At += 3;
        cursor.TakeLineEnd();
        while (true)
        {
            var quotes = Quotes(cursor, quote);
            if (quotes >= 3)
            {
                // Up to two quotes may stand just before the three that end the string.
                text.Append(quote, Math.Min(quotes, 5) - 3);
                cursor.At += Math.Min(quotes, 5);
                return text.ToString();
            }

            if (cursor.TakeLineEnd())
            {
                text.Append('\n');
            }
            else if (TomlCursor.IsText(cursor.Here))
            {
                Letter(cursor, text, escapes: quote == '"');
            }
            else
            {
                throw cursor.IsAtEnd ? cursor.Wrong("the string that begins here has no end", begin) : cursor.Wrong("a string has no control characters; write \\u and their number");
            }
        }
    }

    private static int Quotes(TomlCursor cursor, char quote)
    {
        var count = 0;
        while (cursor.At + count < cursor.Text.Length && cursor.Text[cursor.At + count] == quote)
        {
            count++;
        }

        return count;
    }

    private static void Letter(TomlCursor cursor, StringBuilder text, bool escapes)
    {
        if (!escapes || cursor.Here != '\\')
        {
            text.Append(cursor.Here);
            cursor.At++;
            return;
        }

        var begin = cursor.At++;
        var letter = cursor.Here;
        cursor.At++;
        switch (letter)
        {
            case 'b' or 't' or 'n' or 'f' or 'r' or '"' or '\\':
                text.Append(letter switch { 'b' => '\b', 't' => '\t', 'n' => '\n', 'f' => '\f', 'r' => '\r', _ => letter });
                break;
            case 'u' or 'U':
                text.Append(Rune(cursor, letter == 'u' ? 4 : 8, begin));
                break;
            default:
                cursor.At--;
                SkipLineEnd(cursor, begin);
                break;
        }
    }

    private static Rune Rune(TomlCursor cursor, int digits, int begin)
    {
        if (cursor.At + digits <= cursor.Text.Length
            && uint.TryParse(cursor.Text.AsSpan(cursor.At, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) && System.Text.Rune.IsValid(number))
        {
            cursor.At += digits;
            return new Rune(number);
        }

        throw cursor.Wrong($"after this backslash come {digits} hexadecimal digits of a Unicode letter", begin);
    }

    /// <summary>A backslash at the end of a line takes away all blanks and line ends up to the next letter.</summary>
    private static void SkipLineEnd(TomlCursor cursor, int begin)
    {
        cursor.SkipBlanks();
        if (!cursor.IsAt("\n") && !cursor.IsAt("\r\n"))
        {
            throw cursor.Wrong($"this is no escape (a backslash is written twice, or the string stands between '…')", begin);
        }

        do
        {
            cursor.SkipBlanks();
        }
        while (cursor.TakeLineEnd());
    }
}
