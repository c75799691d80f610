using System.Globalization;
using System.Text;

namespace Watchkeeper.Canaries.CoalMine;

/// <summary>Strings and exceptions as Python's <c>repr</c> shows them, and times as its <c>datetime</c> does.</summary>
internal static class PythonText
{
    /// <summary>What the wire shows of an error: <c>Exception('Missing argument "name"')</c>, or <c>AlreadyPausedError()</c>.</summary>
    public static string Exception(string type, string? message) => message is null ? $"{type}()" : $"{type}({Quote(message)})";

    /// <summary><c>repr(str)</c>: single quotes unless the text has one and no double quote; what cannot be printed is escaped.</summary>
    public static string Quote(string text)
    {
        var quote = text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        var result = new StringBuilder(text.Length + 2).Append(quote);
        foreach (var rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '\\':
                    result.Append(@"\\");
                    break;
                case '\n':
                    result.Append(@"\n");
                    break;
                case '\r':
                    result.Append(@"\r");
                    break;
                case '\t':
                    result.Append(@"\t");
                    break;
                case var c when c == quote:
                    result.Append('\\').Append(quote);
                    break;
                case < ' ' or (>= 0x7F and <= 0xA0) or 0xAD:
                    result.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}");
                    break;
                case < 0x7F:
                    result.Append((char)rune.Value);
                    break;
                default:
                    Append(result, rune);
                    break;
            }
        }

        return result.Append(quote).ToString();
    }

    /// <summary><c>datetime.isoformat()</c> of an aware UTC time: <c>2026-11-20T06:39:30.182000+00:00</c>, without the fraction where it is zero.</summary>
    /// <param name="separator"><c>T</c>; a blank gives <c>str(datetime)</c>, which the mails have.</param>
    public static string Time(Core.Time.Instant instant, char separator = 'T') =>
        instant.ToDateTimeOffset().UtcDateTime.ToString(
            instant.Microseconds % 1_000_000 == 0 ? $"yyyy-MM-dd'{separator}'HH:mm:ss'+00:00'" : $"yyyy-MM-dd'{separator}'HH:mm:ss.ffffff'+00:00'",
            CultureInfo.InvariantCulture);

    /// <summary>The time as the original's database keeps it: whole milliseconds.</summary>
    public static Core.Time.Instant Stored(Core.Time.Instant instant) => new(instant.Microseconds - (((instant.Microseconds % 1_000) + 1_000) % 1_000));

    private static void Append(StringBuilder result, Rune rune)
    {
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator)
        {
            result.Append(rune.Value < 0x100 ? $"\\x{rune.Value:x2}" : rune.IsBmp ? $"\\u{rune.Value:x4}" : $"\\U{rune.Value:x8}");
        }
        else
        {
            result.Append(rune.ToString());
        }
    }
}
