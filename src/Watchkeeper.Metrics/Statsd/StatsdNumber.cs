using System.Buffers.Text;
using System.Globalization;

namespace Watchkeeper.Metrics.Statsd;

/// <summary>Numbers as the reference server reads them, which is as JavaScript's <c>Number()</c> does: <c>+10</c>, <c>.5</c>, <c>1e3</c>, <c>0x10</c>, <c>Infinity</c>.</summary>
internal static class StatsdNumber
{
    private static readonly double[] Powers = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    public static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        // Nearly all are short decimals: digits and perhaps a point.
        var (whole, digits, decimals, start) = (0L, 0, -1, 0);
        var negative = text is [(byte)'-', ..];
        start = negative || text is [(byte)'+', ..] ? 1 : 0;
        for (var i = start; i < text.Length; i++)
        {
            var digit = text[i] - '0';
            if ((uint)digit <= 9)
            {
                whole = (whole * 10) + digit;
                digits++;
                decimals += decimals >= 0 ? 1 : 0;
            }
            else if (text[i] == '.' && decimals < 0)
            {
                decimals = 0;
            }
            else
            {
                return TrySlowly(text, out value);
            }
        }

        if (digits is 0 or > 15)
        {
            return TrySlowly(text, out value);
        }

        value = decimals > 0 ? whole / Powers[decimals] : whole;
        value = negative ? -value : value;
        return true;
    }

    private static bool TrySlowly(ReadOnlySpan<byte> text, out double value)
    {
        text = text.Trim(" \t\r"u8);
        if (text.StartsWith("0x"u8) || text.StartsWith("0X"u8))
        {
            var isHexadecimal = ulong.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number);
            value = number;
            return isHexadecimal;
        }

        var unsigned = text is [(byte)'+' or (byte)'-', ..] ? text[1..] : text;
        if (unsigned.SequenceEqual("Infinity"u8))
        {
            value = text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        value = 0;
        return !unsigned.IsEmpty && (unsigned[0] is >= (byte)'0' and <= (byte)'9' or (byte)'.')
            && Utf8Parser.TryParse(unsigned, out value, out var used) && used == unsigned.Length && Negate(text[0] == '-', ref value);
    }

    private static bool Negate(bool negative, ref double value)
    {
        value = negative ? -value : value;
        return true;
    }
}
