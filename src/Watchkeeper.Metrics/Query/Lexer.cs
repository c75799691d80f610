using System.Globalization;

namespace Watchkeeper.Metrics.Query;

/// <summary>The expression is wrong, or asks for what is not supported: a sentence that names the place.</summary>
internal sealed class QueryException(string message) : Exception(message)
{
    public static QueryException At(int position, string message) => new($"{message} (at character {position + 1})");
}

internal enum TokenKind
{
    End,
    Name,
    Number,
    Duration,
    Text,
    Symbol,
}

/// <summary>One word of an expression.</summary>
/// <param name="Text">Of a text literal its content, otherwise as it was written.</param>
/// <param name="Number">Of a number its value, of a duration its milliseconds.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Position, double Number = 0);

/// <summary>Cuts an expression into words.</summary>
internal static class Lexer
{
    private static readonly string[] Symbols =
        ["==", "!=", "=~", "!~", ">=", "<=", "(", ")", "{", "}", "[", "]", ",", ":", "=", ">", "<", "+", "-", "*", "/", "%", "^", "@"];

    /// <exception cref="QueryException">There is something that is no word.</exception>
    public static List<Token> Read(string text)
    {
        var tokens = new List<Token>();
        for (var at = 0; at < text.Length;)
        {
            var c = text[at];
            if (char.IsWhiteSpace(c))
            {
                at++;
            }
            else if (c == '#')
            {
                at = text.IndexOf('\n', at) is var end and >= 0 ? end : text.Length;
            }
            else
            {
                tokens.Add(Next(text, ref at));
            }
        }

        tokens.Add(new(TokenKind.End, "the end", text.Length));
        return tokens;
    }

    /// <summary>Reads <c>1h30m</c> as milliseconds, or null when it is none: each unit stands once, the greater one first.</summary>
    public static double? Duration(ReadOnlySpan<char> text)
    {
        var (total, last) = (0.0, double.PositiveInfinity);
        while (text.Length > 0)
        {
            var digits = text.IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0)
            {
                return null;
            }

            var number = double.Parse(text[..digits], CultureInfo.InvariantCulture);
            text = text[digits..];
            var unit = text.IndexOfAnyInRange('0', '9') is var end and >= 0 ? text[..end] : text;
            double? milliseconds = unit switch
            {
                "ms" => 1,
                "s" => 1000,
                "m" => 60_000,
                "h" => 3_600_000,
                "d" => 86_400_000,
                "w" => 7 * 86_400_000d,
                "y" => 365 * 86_400_000d,
                _ => null,
            };
            if (milliseconds is null || milliseconds >= last)
            {
                return null;
            }

            last = milliseconds.Value;
            total += number * milliseconds.Value;
            text = text[unit.Length..];
        }

        return total;
    }

    private static Token Next(string text, ref int at)
    {
        var start = at;
        var c = text[at];
        if (c is '"' or '\'' or '`')
        {
            return new(TokenKind.Text, TextLiterals.Read(text, ref at), start);
        }

        if (char.IsAsciiDigit(c) || (c == '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1])))
        {
            return NumberOrDuration(text, ref at);
        }

        if (char.IsAsciiLetter(c) || c == '_')
        {
            // A colon belongs to names (recording rules), but not where it separates a subquery's step.
            while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '_' or ':'))
            {
                at++;
            }

            return new(TokenKind.Name, text[start..at], start);
        }

        foreach (var symbol in Symbols)
        {
            if (text.AsSpan(at).StartsWith(symbol, StringComparison.Ordinal))
            {
                at += symbol.Length;
                return new(TokenKind.Symbol, symbol, start);
            }
        }

        throw QueryException.At(at, $"“{c}” has no meaning here");
    }

    private static Token NumberOrDuration(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '.'
            || (text[at] is '+' or '-' && text[at - 1] is 'e' or 'E' && !text.AsSpan(start).StartsWith("0x", StringComparison.OrdinalIgnoreCase))))
        {
            at++;
        }

        var word = text[start..at];
        if (word.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            && ulong.TryParse(word.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var hexadecimal))
        {
            return new(TokenKind.Number, word, start, hexadecimal);
        }

        if (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return new(TokenKind.Number, word, start, number);
        }

        return Duration(word) is { } milliseconds
            ? new(TokenKind.Duration, word, start, milliseconds)
            : throw QueryException.At(start, $"“{word}” is neither a number nor a duration such as 5m");
    }
}
