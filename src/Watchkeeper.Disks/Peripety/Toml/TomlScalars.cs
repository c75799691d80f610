using System.Globalization;
using System.Text.RegularExpressions;

namespace Watchkeeper.Disks.Peripety.Toml;

/// <summary>Booleans, numbers and times of TOML.</summary>
internal static partial class TomlScalars
{
    private const string Day = "(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})";
    private const string Hour = @"(?<hour>[0-9]{2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2})(?:\.[0-9]+)?";
    private const string Offset = "(?:[Zz]|[+-](?<offsetHour>[0-9]{2}):(?<offsetMinute>[0-9]{2}))";

    public static object Read(TomlCursor cursor)
    {
        var begin = cursor.At;
        var word = Word(cursor);
        if (Date.IsMatch(word) && cursor.Here == ' ' && Clock.IsMatch(cursor.Text.AsSpan(cursor.At + 1)))
        {
            // Between a date and a time a blank may stand, as RFC 3339 has it.
            cursor.At++;
            word += $" {Word(cursor)}";
        }

        return word switch
        {
            "" => throw cursor.Wrong("a value is missing", begin),
            "true" => true,
            "false" => false,
            _ when Whole.Match(word) is { Success: true } number => Integer(number)
                ?? throw cursor.Wrong($"{word} does not fit into 64 bits", begin),
            _ when Fraction.IsMatch(word) => double.Parse(word.Replace("_", "", StringComparison.Ordinal), CultureInfo.InvariantCulture),
            _ when Special.Match(word) is { Success: true } special => special.Groups["word"].Value == "nan" ? double.NaN
                : word[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity,
            _ when Moment.Match(word) is { Success: true } moment && IsReal(moment) => new TomlTime(word),
            _ => throw cursor.Wrong($"{word} is no value; a text stands between quotes", begin),
        };
    }

    private static string Word(TomlCursor cursor)
    {
        var begin = cursor.At;
        while (char.IsAsciiLetterOrDigit(cursor.Here) || cursor.Here is '+' or '-' or '.' or ':' or '_')
        {
            cursor.At++;
        }

        return cursor.Text[begin..cursor.At];
    }

    private static object? Integer(Match number)
    {
        var digits = number.Groups["digits"].Value.Replace("_", "", StringComparison.Ordinal);
        var numberBase = number.Groups["base"].Value switch { "0x" => 16, "0o" => 8, "0b" => 2, _ => 10 };
        if (numberBase == 10)
        {
            return long.TryParse(number.Groups["sign"].Value + digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var plain) ? plain : null;
        }

        var value = digits.Aggregate(UInt128.Zero, (sum, digit) => sum > long.MaxValue ? sum : (sum * (uint)numberBase) + (uint)Convert.ToInt32(digit.ToString(), 16));
        return value <= long.MaxValue ? (long)value : null;
    }

    private static bool IsReal(Match moment) =>
        (!moment.Groups["date"].Success || DateOnly.TryParseExact(moment.Groups["date"].ValueSpan, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        && IsAtMost(moment, "hour", 23) && IsAtMost(moment, "minute", 59) && IsAtMost(moment, "second", 60)
        && IsAtMost(moment, "offsetHour", 23) && IsAtMost(moment, "offsetMinute", 59);

    private static bool IsAtMost(Match moment, string part, int most) =>
        !moment.Groups[part].Success || int.Parse(moment.Groups[part].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) <= most;

    [GeneratedRegex(@"^(?:(?<sign>[+-]?)(?<digits>0|[1-9](?:_?[0-9])*)|(?<base>0x)(?<digits>[0-9a-fA-F](?:_?[0-9a-fA-F])*)|(?<base>0o)(?<digits>[0-7](?:_?[0-7])*)|(?<base>0b)(?<digits>[01](?:_?[01])*))$")]
    private static partial Regex Whole { get; }

    [GeneratedRegex(@"^[+-]?(?:0|[1-9](?:_?[0-9])*)(?:\.[0-9](?:_?[0-9])*(?:[eE][+-]?[0-9](?:_?[0-9])*)?|[eE][+-]?[0-9](?:_?[0-9])*)$")]
    private static partial Regex Fraction { get; }

    [GeneratedRegex("^[+-]?(?<word>inf|nan)$")]
    private static partial Regex Special { get; }

    [GeneratedRegex($"^{Day}$")]
    private static partial Regex Date { get; }

    [GeneratedRegex("^[0-9]{2}:")]
    private static partial Regex Clock { get; }

    [GeneratedRegex($"^(?:{Day}(?:[Tt ]{Hour}{Offset}?)?|{Hour})$")]
    private static partial Regex Moment { get; }
}
