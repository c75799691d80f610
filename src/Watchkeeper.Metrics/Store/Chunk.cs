using System.IO.Compression;
using System.Numerics;

namespace Watchkeeper.Metrics.Store;

/// <summary>
/// Samples of one series as bytes: one column of times (milliseconds since the chunk's base) and one or three of values (the samples; or mean, least and
/// greatest of each period). Layout: a checksum (CRC-32C), a kind (the number of columns, and 0x80 where what follows is deflated), then the number of
/// samples, the times as differences of differences, and the columns.
/// </summary>
internal static class Chunk
{
    /// <summary>As many samples as a day of one every second: a damaged count asks for no more memory than that.</summary>
    public const int MaxCount = 1 << 17;

    private const byte Deflated = 0x80;
    private const int Header = 5;

    /// <param name="baseTime">The time that offsets count from, milliseconds since 1970.</param>
    /// <param name="columns">Each as long as <paramref name="times"/>.</param>
    public static byte[] Encode(long baseTime, ReadOnlySpan<long> times, params ReadOnlySpan<double[]> columns)
    {
        var body = new ByteWriter();
        body.Varint((ulong)times.Length);
        WriteTimes(body, baseTime, times);
        foreach (var column in columns)
        {
            ValueColumn.Write(body, column.AsSpan(0, times.Length));
        }

        var chunk = new ByteWriter();
        chunk.Byte((byte)columns.Length);
        var room = chunk.Take(body.Length);
        if (body.Length > 24 && Deflate(body, room) is var length and > 0 && length < body.Length)
        {
            chunk.Back(body.Length - length);
            return Finish(chunk, Deflated);
        }

        body.Written.CopyTo(room);
        return Finish(chunk, 0);
    }

    /// <param name="samples">Filled anew; what it had is gone.</param>
    /// <exception cref="InvalidDataException">The bytes are not a chunk, or were damaged.</exception>
    public static void Decode(byte[] chunk, long baseTime, ChunkSamples samples)
    {
        var reader = new ByteReader(chunk);
        if (chunk.Length < Header || reader.UInt32() != Checksum(chunk.AsSpan(4)))
        {
            throw new InvalidDataException("its checksum does not fit");
        }

        var kind = reader.Byte();
        var columns = kind & ~Deflated;
        if (columns is not (1 or 3))
        {
            throw new InvalidDataException($"it has {columns} columns");
        }

        var body = new ByteReader((kind & Deflated) == 0 ? chunk.AsSpan(Header) : Inflate(chunk, samples));
        samples.Make(body.Count(MaxCount), columns);
        ReadTimes(ref body, baseTime, samples.WritableTimes);
        for (var column = 0; column < columns; column++)
        {
            ValueColumn.Read(ref body, samples.Writable(column));
        }
    }

    /// <summary>Puts the checksum before a kind and a body.</summary>
    public static byte[] Sealed(ReadOnlySpan<byte> body)
    {
        var chunk = new byte[4 + body.Length];
        body.CopyTo(chunk.AsSpan(4));
        BitConverter.TryWriteBytes(chunk, Checksum(body));
        return chunk;
    }

    private static byte[] Finish(ByteWriter chunk, byte flag)
    {
        chunk.Span[0] |= flag;
        return Sealed(chunk.Written);
    }

    private static void WriteTimes(ByteWriter bytes, long baseTime, ReadOnlySpan<long> times)
    {
        if (times.IsEmpty)
        {
            return;
        }

        bytes.Zigzag(times[0] - baseTime);
        var step = times.Length > 1 ? times[1] - times[0] : 0;
        var regular = true;
        for (var i = 2; i < times.Length && regular; i++)
        {
            regular = times[i] - times[i - 1] == step;
        }

        bytes.Byte(regular ? (byte)1 : (byte)0);
        bytes.Zigzag(step);
        for (var i = 2; i < times.Length && !regular; i++)
        {
            var next = times[i] - times[i - 1];
            bytes.Zigzag(next - step);
            step = next;
        }
    }

    private static void ReadTimes(ref ByteReader bytes, long baseTime, Span<long> times)
    {
        if (times.IsEmpty)
        {
            return;
        }

        times[0] = baseTime + bytes.Zigzag();
        var regular = bytes.Byte() != 0;
        var step = bytes.Zigzag();
        for (var i = 1; i < times.Length; i++)
        {
            if (i > 1 && !regular)
            {
                step += bytes.Zigzag();
            }

            times[i] = times[i - 1] + step;
        }
    }

    /// <summary>Returns the length, or 0 when it does not become shorter.</summary>
    private static int Deflate(ByteWriter body, Span<byte> room)
    {
        using var deflated = new MemoryStream(body.Length);
        using (var deflate = new DeflateStream(deflated, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(body.Written);
        }

        if (deflated.Length >= body.Length)
        {
            return 0;
        }

        deflated.GetBuffer().AsSpan(0, (int)deflated.Length).CopyTo(room);
        return (int)deflated.Length;
    }

    private static ReadOnlySpan<byte> Inflate(byte[] chunk, ChunkSamples samples)
    {
        // A chunk of the most samples with three columns of doubles is 3 MiB and a little; whatever claims to be longer is damage.
        const int Limit = (MaxCount * 34) + 64;
        using var inflate = new DeflateStream(new MemoryStream(chunk, Header, chunk.Length - Header, writable: false), CompressionMode.Decompress);
        var body = samples.Body(Math.Max(256, chunk.Length * 4));
        var length = 0;
        while (inflate.Read(body.AsSpan(length)) is var count and > 0)
        {
            length += count;
            if (length == body.Length)
            {
                if (length > Limit)
                {
                    throw new InvalidDataException("it inflates without end");
                }

                body = samples.Body(length * 2);
            }
        }

        return body.AsSpan(0, length);
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        while (bytes.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BitConverter.ToUInt64(bytes));
            bytes = bytes[8..];
        }

        foreach (var value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }
}
