using System.Runtime.InteropServices;

namespace Watchkeeper.Metrics.Store;

/// <summary>
/// A column of values in few bytes. What a host measures is nearly always a whole number or a decimal with few places: such a column is scaled to whole
/// numbers, divided by what all their differences have in common (memory comes in pages), and written as differences, or as differences of differences
/// where those are shorter (a counter that rises steadily). Anything else (NaN, infinities, negative zero, real fractions) is written as the bits that
/// change from one double to the next, byte plane by byte plane. Both give back every bit.
/// </summary>
internal static class ValueColumn
{
    private const byte Doubles = 0xff;
    private const int MaxScale = 9;

    /// <summary>Beyond 2^53 a double has no odd numbers, and scaling would round.</summary>
    private const double MaxWhole = 9007199254740992;

    private static readonly double[] Powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

    public static void Write(ByteWriter bytes, ReadOnlySpan<double> values)
    {
        var whole = new long[values.Length];
        var scale = Scale(values, whole);
        if (scale < 0)
        {
            bytes.Byte(Doubles);
            WriteDoubles(bytes, values);
            return;
        }

        bytes.Byte((byte)scale);
        WriteWhole(bytes, whole);
    }

    public static void Read(ref ByteReader bytes, Span<double> values)
    {
        var scale = bytes.Byte();
        if (scale == Doubles)
        {
            ReadDoubles(ref bytes, values);
            return;
        }

        if (scale > MaxScale)
        {
            throw new InvalidDataException($"it has a column of the unknown kind {scale}");
        }

        ReadWhole(ref bytes, values, Powers[scale]);
    }

    /// <summary>
    /// The least number of decimal places that holds all values, which <paramref name="whole"/> then has without the point; -1 when they are not decimals.
    /// </summary>
    public static int Scale(ReadOnlySpan<double> values, Span<long> whole)
    {
        var scale = 0;
        for (var i = 0; i < values.Length; i++)
        {
            while (!TryScale(values[i], scale, out whole[i]))
            {
                if (++scale > MaxScale)
                {
                    return -1;
                }
            }
        }

        // Values before the one that needed the most places were scaled by less.
        for (var i = 0; scale > 0 && i < values.Length; i++)
        {
            if (!TryScale(values[i], scale, out whole[i]))
            {
                return -1;
            }
        }

        return scale;
    }

    public static double Power(int scale) => scale <= MaxScale ? Powers[scale] : throw new InvalidDataException($"it has a value of {scale} decimal places");

    /// <summary>The greatest number that divides the differences of all values from the first one; 1 when there are none.</summary>
    public static ulong CommonDivisor(ReadOnlySpan<long> whole)
    {
        var divisor = 0UL;
        for (var i = 1; i < whole.Length && divisor != 1; i++)
        {
            var difference = (ulong)Math.Abs(whole[i] - whole[0]);
            while (difference != 0)
            {
                (divisor, difference) = (difference, divisor % difference);
            }
        }

        return Math.Max(divisor, 1);
    }

    private static bool TryScale(double value, int scale, out long whole)
    {
        var scaled = Math.Round(value * Powers[scale]);
        if (!(Math.Abs(scaled) <= MaxWhole))
        {
            whole = 0;
            return false;
        }

        whole = (long)scaled;
        return BitConverter.DoubleToInt64Bits(whole / Powers[scale]) == BitConverter.DoubleToInt64Bits(value);
    }

    private static void WriteWhole(ByteWriter bytes, ReadOnlySpan<long> whole)
    {
        var divisor = (long)CommonDivisor(whole);
        bytes.Varint((ulong)divisor);
        bytes.Zigzag(whole.IsEmpty ? 0 : whole[0]);
        var (first, second, last) = (0L, 0L, 0L);
        for (var i = 1; i < whole.Length; i++)
        {
            var difference = (whole[i] - whole[i - 1]) / divisor;
            first += Length(difference);
            second += Length(difference - last);
            last = difference;
        }

        var steady = second < first;
        bytes.Byte(steady ? (byte)2 : (byte)1);
        last = 0;
        for (var i = 1; i < whole.Length; i++)
        {
            var difference = (whole[i] - whole[i - 1]) / divisor;
            bytes.Zigzag(steady ? difference - last : difference);
            last = difference;
        }
    }

    private static void ReadWhole(ref ByteReader bytes, Span<double> values, double power)
    {
        var divisor = (long)bytes.Varint();
        var value = bytes.Zigzag();
        var steady = bytes.Byte() switch
        {
            1 => false,
            2 => true,
            var order => throw new InvalidDataException($"it has differences of the unknown order {order}"),
        };
        var difference = 0L;
        for (var i = 0; i < values.Length; i++)
        {
            if (i > 0)
            {
                difference = steady ? difference + bytes.Zigzag() : bytes.Zigzag();
                value += difference * divisor;
            }

            values[i] = value / power;
        }
    }

    private static int Length(long value) => 1 + ((63 - System.Numerics.BitOperations.LeadingZeroCount((ulong)((value << 1) ^ (value >> 63)) | 1)) / 7);

    private static void WriteDoubles(ByteWriter bytes, ReadOnlySpan<double> values)
    {
        var bits = MemoryMarshal.Cast<double, ulong>(values);
        for (var plane = 0; plane < 64; plane += 8)
        {
            var last = 0UL;
            var room = bytes.Take(values.Length);
            for (var i = 0; i < room.Length; i++)
            {
                room[i] = (byte)((bits[i] ^ last) >> plane);
                last = bits[i];
            }
        }
    }

    private static void ReadDoubles(ref ByteReader bytes, Span<double> values)
    {
        var bits = MemoryMarshal.Cast<double, ulong>(values);
        bits.Clear();
        for (var plane = 0; plane < 64; plane += 8)
        {
            var room = bytes.Bytes(values.Length);
            for (var i = 0; i < room.Length; i++)
            {
                bits[i] |= (ulong)room[i] << plane;
            }
        }

        for (var i = 1; i < bits.Length; i++)
        {
            bits[i] ^= bits[i - 1];
        }
    }
}
