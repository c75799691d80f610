namespace Watchkeeper.Logs.Records;

/// <summary>Reads lines and runs of bytes from a stream, through a buffer of its own.</summary>
internal sealed class ByteReader(Stream stream)
{
    private const int LongestLine = 1024 * 1024;

    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <summary>The next line without its end; null at the end of the stream. A line beyond a mebibyte is cut there.</summary>
    public byte[]? Line()
    {
        var line = new List<byte>();
        while (_start < _end || Fill())
        {
            var rest = _buffer.AsSpan(_start, _end - _start);
            var feed = rest.IndexOf((byte)'\n');
            line.AddRange(rest[..Math.Min(feed < 0 ? rest.Length : feed, LongestLine - line.Count)]);
            _start += feed < 0 ? rest.Length : feed + 1;
            if (feed >= 0)
            {
                return [.. line];
            }
        }

        return line.Count > 0 ? [.. line] : null;
    }

    /// <summary>Exactly so many bytes; null when the stream ends before.</summary>
    public byte[]? Bytes(int count)
    {
        var bytes = new byte[count];
        for (var have = 0; have < count;)
        {
            if (_start == _end && !Fill())
            {
                return null;
            }

            var take = Math.Min(count - have, _end - _start);
            _buffer.AsSpan(_start, take).CopyTo(bytes.AsSpan(have));
            _start += take;
            have += take;
        }

        return bytes;
    }

    private bool Fill()
    {
        _start = 0;
        _end = stream.Read(_buffer);
        return _end > 0;
    }
}
