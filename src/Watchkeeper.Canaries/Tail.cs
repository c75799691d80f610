namespace Watchkeeper.Canaries;

/// <summary>Keeps the last so many bytes of what is written to it.</summary>
internal sealed class Tail(int limit)
{
    private readonly byte[] _ring = new byte[limit];
    private long _written;

    public int Length => (int)Math.Min(_written, _ring.Length);

    public void Write(ReadOnlySpan<byte> bytes)
    {
        _written += Math.Max(bytes.Length - _ring.Length, 0);
        bytes = bytes[Math.Max(bytes.Length - _ring.Length, 0)..];
        while (!bytes.IsEmpty)
        {
            var place = (int)(_written % _ring.Length);
            var count = Math.Min(bytes.Length, _ring.Length - place);
            bytes[..count].CopyTo(_ring.AsSpan(place));
            bytes = bytes[count..];
            _written += count;
        }
    }

    public byte[] ToArray()
    {
        if (_ring.Length == 0 || _written <= _ring.Length)
        {
            return _ring[..Length];
        }

        var start = (int)(_written % _ring.Length);
        return [.. _ring.AsSpan(start), .. _ring.AsSpan(0, start)];
    }
}
