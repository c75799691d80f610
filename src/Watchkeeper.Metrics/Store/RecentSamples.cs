using System.IO.Compression;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Store;

/// <summary>
/// The samples of one tick as one row: what a power cut or a restart would otherwise take from memory. Series are numbers of the database, rising,
/// written as differences; a value is the number of its decimal places and a whole number, or a double. A time of its own is not counted from the row's,
/// which may be wrong and be grounded later, but from the one before it in the row.
/// </summary>
internal static class RecentSamples
{
    private const byte WholeDouble = 15;
    private const byte OwnTime = 16;

    public static byte[] Encode(IReadOnlyList<(long Id, Sample Sample)> samples)
    {
        var bytes = new ByteWriter();
        bytes.Varint((ulong)samples.Count);
        var (last, lastTime) = (0L, 0L);
        Span<long> whole = stackalloc long[1];
        foreach (var (id, sample) in samples)
        {
            bytes.Zigzag(id - last);
            last = id;
            var scale = ValueColumn.Scale([sample.Value], whole);
            bytes.Byte((byte)((scale < 0 ? WholeDouble : scale) | (sample.Time is null ? 0 : OwnTime)));
            if (scale < 0)
            {
                bytes.Double(sample.Value);
            }
            else
            {
                bytes.Zigzag(whole[0]);
            }

            if (sample.Time is { } time)
            {
                bytes.Zigzag(time - lastTime);
                lastTime = time;
            }
        }

        using var row = new MemoryStream();
        using (var deflate = new DeflateStream(row, CompressionLevel.Fastest))
        {
            deflate.Write(bytes.Written);
        }

        return row.ToArray();
    }

    /// <summary>How many samples a row has; none when it was damaged.</summary>
    public static int Count(byte[] row)
    {
        try
        {
            using var inflate = new DeflateStream(new MemoryStream(row, writable: false), CompressionMode.Decompress);
            Span<byte> start = stackalloc byte[10];
            return new ByteReader(start[..inflate.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)]).Count(int.MaxValue);
        }
        catch (InvalidDataException)
        {
            return 0;
        }
    }

    /// <exception cref="InvalidDataException">The bytes were damaged.</exception>
    public static void Decode(byte[] row, Action<long, double, long?> sample)
    {
        using var inflated = new MemoryStream();
        using (var inflate = new DeflateStream(new MemoryStream(row, writable: false), CompressionMode.Decompress))
        {
            inflate.CopyTo(inflated);
        }

        var bytes = new ByteReader(inflated.GetBuffer().AsSpan(0, (int)inflated.Length));
        var count = bytes.Count(int.MaxValue);
        var (id, time) = (0L, 0L);
        for (var i = 0; i < count; i++)
        {
            id += bytes.Zigzag();
            var kind = bytes.Byte();
            var value = (kind & WholeDouble) == WholeDouble ? bytes.Double() : bytes.Zigzag() / ValueColumn.Power(kind & WholeDouble);
            time += (kind & OwnTime) == 0 ? 0 : bytes.Zigzag();
            sample(id, value, (kind & OwnTime) == 0 ? null : time);
        }
    }
}
