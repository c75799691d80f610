using System.Text;
using Watchkeeper.Logs.Records;

namespace Watchkeeper.Logs.Files;

/// <summary>Cuts what was read into lines. What follows the last line feed is kept; a very long line is cut, and what is beyond is passed over.</summary>
internal sealed class LineBuffer
{
    private readonly List<byte> _line = [];
    private long _length;

    /// <summary>How many bytes belong to the line that is not complete yet.</summary>
    public long Held => _length;

    /// <summary>Adds bytes, and hands over the lines that they complete; invalid UTF-8 becomes U+FFFD, a carriage return at the end is dropped.</summary>
    public void Add(ReadOnlySpan<byte> bytes, Action<string> line)
    {
        for (var feed = bytes.IndexOf((byte)'\n'); feed >= 0; feed = bytes.IndexOf((byte)'\n'))
        {
            Hold(bytes[..feed]);
            line(Take());
            bytes = bytes[(feed + 1)..];
        }

        Hold(bytes);
    }

    /// <summary>The line that is not complete, as it is.</summary>
    public string Take()
    {
        var bytes = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_line);
        var text = Encoding.UTF8.GetString(bytes is [.., (byte)'\r'] ? bytes[..^1] : bytes);
        _line.Clear();
        _length = 0;
        return text;
    }

    private void Hold(ReadOnlySpan<byte> bytes)
    {
        _length += bytes.Length;

        // One byte beyond the limit tells the parser that the line was cut, which it marks.
        _line.AddRange(bytes[..Math.Min(bytes.Length, LineRecords.LongestLine + 1 - _line.Count)]);
    }
}
