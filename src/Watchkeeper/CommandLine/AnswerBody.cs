using System.Globalization;
using System.Text;
using Watchkeeper.Core;

namespace Watchkeeper.CommandLine;

/// <summary>
/// The body of an HTTP/1.1 answer: so many bytes, or chunks (RFC 9112, section 7.1). An answer that breaks off is an error and never looks like a short one.
/// </summary>
/// <param name="source">The connection, behind the header.</param>
/// <param name="length">The value of Content-Length; null for chunks.</param>
internal sealed class AnswerBody(Stream source, long? length) : ForwardStream
{
    private const int LongestLine = 16 * 1024;

    private readonly bool _isChunked = length is null;
    private long _left = length ?? 0;
    private bool _began;
    private bool _ended;

    /// <summary>A line of the header or of the chunks' frame, without its CR LF.</summary>
    public static string ReadLine(Stream source)
    {
        var line = new StringBuilder();
        while (true)
        {
            var one = source.ReadByte();
            if (one < 0 || line.Length > LongestLine)
            {
                throw BrokenOff();
            }

            if (one == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)one);
        }
    }

    public override int Read(Span<byte> buffer)
    {
        if (_left == 0 && !_ended)
        {
            Begin();
        }

        if (_ended || buffer.IsEmpty)
        {
            return 0;
        }

        var count = source.Read(buffer[..(int)Math.Min(buffer.Length, _left)]);
        _left -= count;
        return count > 0 ? count : throw BrokenOff();
    }

    private void Begin()
    {
        if (!_isChunked)
        {
            _ended = true;
            return;
        }

        if (_began)
        {
            ReadLine(source);
        }

        _began = true;
        var size = ReadLine(source);
        _left = long.Parse(size.Split(';')[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        _ended = _left == 0;
    }

    private static IOException BrokenOff() => new("The daemon's answer broke off.");
}
