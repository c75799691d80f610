using System.Buffers;
using System.Globalization;
using System.Text;

namespace Watchkeeper.Metrics.Query;

/// <summary>Reads texts between quotation marks as Go has them: escapes, which may be single bytes of a character, and none between backticks.</summary>
internal static class TextLiterals
{
    /// <param name="at">At the opening mark; moved behind the closing one.</param>
    /// <exception cref="QueryException">It is not closed, or has an escape that is none.</exception>
    public static string Read(string text, ref int at)
    {
        var (start, quote) = (at, text[at]);
        var end = quote == '`' ? text.IndexOf(quote, at + 1) : End(text, at);
        if (end < 0)
        {
            throw QueryException.At(start, "the text is not closed");
        }

        at = end + 1;
        var content = text[(start + 1)..end];
        return quote == '`' || !content.Contains('\\') ? content : Unescaped(content, quote, start + 1);
    }

    /// <summary>Where the mark stands that closes the text; a line does not end within one.</summary>
    private static int End(string text, int start)
    {
        var at = start + 1;
        while (at < text.Length && text[at] != text[start] && text[at] != '\n')
        {
            at += text[at] == '\\' ? 2 : 1;
        }

        return at < text.Length && text[at] == text[start] ? at : -1;
    }

    private static string Unescaped(string content, char quote, int start)
    {
        var bytes = new ArrayBufferWriter<byte>(content.Length);
        for (var at = 0; at < content.Length;)
        {
            var end = content.IndexOf('\\', at) is var escape and >= 0 ? escape : content.Length;
            Encoding.UTF8.GetBytes(content.AsSpan(at, end - at), bytes);
            at = end;
            if (at < content.Length && !TryEscape(content, ref at, quote, bytes))
            {
                throw QueryException.At(start + end, $"the escape {content.AsSpan(end, 2)} is unknown");
            }
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static bool TryEscape(string content, ref int at, char quote, ArrayBufferWriter<byte> bytes)
    {
        var c = content[at + 1];
        at += 2;
        if (c == quote || "abfnrtv\\".Contains(c))
        {
            bytes.Write([(byte)(c == quote ? quote : "\a\b\f\n\r\t\v\\"["abfnrtv\\".IndexOf(c, StringComparison.Ordinal)])]);
            return true;
        }

        if (c is >= '0' and <= '7')
        {
            var octal = content.AsSpan(at - 1, Math.Min(3, content.Length - at + 1));
            at += 2;
            return octal.Length == 3 && !octal.ContainsAnyExceptInRange('0', '7') && TryByte(((octal[0] - '0') * 64) + ((octal[1] - '0') * 8) + octal[2] - '0', bytes);
        }

        var digits = c switch
        {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        if (digits == 0 || at + digits > content.Length
            || !int.TryParse(content.AsSpan(at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            return false;
        }

        at += digits;
        if (c == 'x')
        {
            return TryByte(code, bytes);
        }

        if (!Rune.IsValid(code))
        {
            return false;
        }

        Encoding.UTF8.GetBytes(new Rune(code).ToString(), bytes);
        return true;
    }

    private static bool TryByte(int value, ArrayBufferWriter<byte> bytes)
    {
        if (value > byte.MaxValue)
        {
            return false;
        }

        bytes.Write([(byte)value]);
        return true;
    }
}
