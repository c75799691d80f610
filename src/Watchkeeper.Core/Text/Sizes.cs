using System.Buffers;
using System.Globalization;

namespace Watchkeeper.Core.Text;

/// <summary>Amounts of bytes as people write and read them.</summary>
public static class Sizes
{
    /// <summary>What is accepted, for error messages.</summary>
    public const string Forms = "write bytes with a unit, as in 10 MiB, 500 kB or 4096 (B, kB, MB, GB, TB, PB count by 1000; KiB, MiB, GiB, TiB, PiB by 1024)";

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");
    private static readonly string[] Binary = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    private static readonly string[] Decimal = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

    /// <summary>
    /// Reads <c>10 MiB</c>, <c>1.5GB</c>, <c>4096</c>; the unit's case does not matter. A lone letter (<c>10M</c>) is refused, because it means 1000 to some and 1024 to others.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long bytes)
    {
        bytes = 0;
        text = text.Trim();
        var digits = text.IndexOfAnyExcept(Digits) is var end and >= 0 ? end : text.Length;
        if (digits is 0 or > 20 || !decimal.TryParse(text[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        var factor = Factor(text[digits..].TrimStart());
        if (factor == 0 || number > long.MaxValue / factor)
        {
            return false;
        }

        bytes = (long)(number * factor);
        return true;
    }

    /// <summary>Three significant digits in the largest binary unit that fits: <c>1.23 GiB</c>, <c>45.6 KiB</c>, <c>1010 MiB</c>, <c>512 B</c>.</summary>
    public static string Format(long bytes)
    {
        if (bytes is > -1024 and < 1024)
        {
            return $"{bytes} B";
        }

        var value = (double)bytes;
        var unit = 0;
        // Half a unit of the last printed digit below 1024 already rounds up to it.
        while (Math.Abs(value) >= 1023.5 && unit < Binary.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        var digits = Math.Abs(value) switch
        {
            < 9.995 => "0.00",
            < 99.95 => "0.0",
            _ => "0",
        };
        return value.ToString(digits, CultureInfo.InvariantCulture) + " " + Binary[unit];
    }

    /// <summary>The form of the configuration, which <see cref="TryParse"/> reads back exactly: the largest binary unit that divides it, as <c>10 MiB</c>.</summary>
    public static string Write(long bytes)
    {
        var unit = 0;
        while (bytes != 0 && bytes % 1024 == 0 && unit < Binary.Length - 1)
        {
            bytes /= 1024;
            unit++;
        }

        return unit == 0 ? bytes.ToString(CultureInfo.InvariantCulture) : $"{bytes} {Binary[unit]}";
    }

    private static decimal Factor(ReadOnlySpan<char> unit)
    {
        if (unit.IsEmpty)
        {
            return 1;
        }

        var (binary, factor) = (1m, 1m);
        for (var i = 0; i < Binary.Length; i++, binary *= 1024, factor *= 1000)
        {
            if (unit.Equals(Binary[i], StringComparison.OrdinalIgnoreCase))
            {
                return binary;
            }

            if (unit.Equals(Decimal[i], StringComparison.OrdinalIgnoreCase))
            {
                return factor;
            }
        }

        return 0;
    }
}
