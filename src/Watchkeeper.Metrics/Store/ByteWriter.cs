using System.Buffers.Binary;

namespace Watchkeeper.Metrics.Store;

/// <summary>Bytes that grow, with variable-length integers (seven bits a byte, lowest first) as Protocol Buffers has them.</summary>
internal sealed class ByteWriter
{
    private byte[] _bytes = new byte[1024];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public Span<byte> Span => _bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void Byte(byte value)
    {
        Reserve(1);
        _bytes[Length++] = value;
    }

    public void Varint(ulong value)
    {
        Reserve(10);
        while (value >= 0x80)
        {
            _bytes[Length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _bytes[Length++] = (byte)value;
    }

    /// <summary>A signed number: small magnitudes of either sign are short.</summary>
    public void Zigzag(long value) => Varint((ulong)((value << 1) ^ (value >> 63)));

    public void Double(double value)
    {
        Reserve(8);
        BinaryPrimitives.WriteDoubleLittleEndian(_bytes.AsSpan(Length), value);
        Length += 8;
    }

    public void UInt32(uint value)
    {
        Reserve(4);
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(Length), value);
        Length += 4;
    }

    public void Bytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>Room for so many bytes, to be filled by the caller.</summary>
    public Span<byte> Take(int count)
    {
        Reserve(count);
        var room = _bytes.AsSpan(Length, count);
        Length += count;
        return room;
    }

    /// <summary>Gives back the last bytes of what was taken.</summary>
    public void Back(int count) => Length -= count;

    public byte[] ToArray() => Written.ToArray();

    private void Reserve(int more)
    {
        if (Length + more > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(Length + more, _bytes.Length * 2));
        }
    }
}

/// <summary>Reads what <see cref="ByteWriter"/> wrote; bytes that end too early are <see cref="InvalidDataException"/>.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool AtEnd => _rest.IsEmpty;

    public byte Byte()
    {
        if (_rest.IsEmpty)
        {
            throw new InvalidDataException("it ends too early");
        }

        var value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    public ulong Varint()
    {
        var value = 0UL;
        for (var (i, shift) = (0, 0); i < _rest.Length && shift < 64; i++, shift += 7)
        {
            value |= (ulong)(_rest[i] & 0x7f) << shift;
            if (_rest[i] < 0x80)
            {
                _rest = _rest[(i + 1)..];
                return value;
            }
        }

        throw new InvalidDataException("it ends too early, or has a number of more than 64 bits");
    }

    /// <summary>A count of things of which each takes at least so many eighths of a byte: no more than there are bytes for.</summary>
    public int Count(int limit)
    {
        var count = Varint();
        return count <= (ulong)limit ? (int)count : throw new InvalidDataException($"it claims {count} items");
    }

    public long Zigzag()
    {
        var value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Bytes(8));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count < 0 || _rest.Length < count)
        {
            throw new InvalidDataException("it ends too early");
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
