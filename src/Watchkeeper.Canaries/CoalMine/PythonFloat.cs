using System.Globalization;
using System.Text;

namespace Watchkeeper.Canaries.CoalMine;

/// <summary>Numbers as Python reads and prints them: <c>float(text)</c> and <c>repr(float)</c>.</summary>
internal static class PythonFloat
{
    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>Reads a number; underscores may stand between digits, blanks around it, and digits may be of any script.</summary>
    public static bool TryParse(string text, out double value)
    {
        value = 0;
        if (Ascii(text.Trim()) is not { Length: > 0 } digits)
        {
            return false;
        }

        switch (digits.TrimStart('+', '-').ToLowerInvariant())
        {
            case "inf" or "infinity" when digits.Length - digits.TrimStart('+', '-').Length <= 1:
                value = digits[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
                return true;
            case "nan" when digits.Length <= 4:
                value = double.NaN;
                return true;
        }

        return digits.Any(char.IsAsciiDigit) && digits.All(c => char.IsAsciiDigit(c) || c is '.' or 'e' or 'E' or '+' or '-')
            && double.TryParse(digits, Style, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>The shortest text that reads back as the same number, in Python's form: <c>3600.0</c>, <c>1e+16</c>, <c>1e-05</c>.</summary>
    public static string Repr(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }

        if (value == 0)
        {
            return double.IsNegative(value) ? "-0.0" : "0.0";
        }

        // "E16" rounds; the shortest digits come from "R", whose exponent form is taken apart here.
        var (sign, digits, exponent) = Shortest(value);
        if (exponent is < -4 or >= 16)
        {
            var mantissa = digits.Length > 1 ? $"{digits[0]}.{digits[1..]}" : digits;
            return $"{sign}{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):D2}";
        }

        if (exponent < 0)
        {
            return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        }

        return digits.Length <= exponent + 1
            ? $"{sign}{digits.PadRight(exponent + 1, '0')}.0"
            : $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    private static (string Sign, string Digits, int Exponent) Shortest(double value)
    {
        var text = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture);
        var e = text.IndexOf('E', StringComparison.Ordinal);
        var mantissa = e < 0 ? text : text[..e];
        var shift = e < 0 ? 0 : int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? mantissa.Length : point;
        var all = mantissa.Replace(".", "", StringComparison.Ordinal);
        var leading = all.Length - all.TrimStart('0').Length;
        return (value < 0 ? "-" : "", all.Trim('0'), whole - leading - 1 + shift);
    }

    /// <summary>Digits of any script as ASCII and underscores taken out where Python allows them; null where it does not.</summary>
    private static string? Ascii(string text)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '_')
            {
                if (i == 0 || i == text.Length - 1 || !char.IsDigit(text[i - 1]) || !char.IsDigit(text[i + 1]))
                {
                    return null;
                }

                continue;
            }

            result.Append(char.IsDigit(c) ? (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(c)) : c);
        }

        return result.ToString();
    }
}
