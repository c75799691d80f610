using System.Buffers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;

namespace Watchkeeper.Metrics.Statsd;

/// <summary>Lines of connections (TCP, unix): one may come in pieces, and one without end takes no more memory than the longest that is taken.</summary>
internal static class LineStreams
{
    private const int LongestMetric = 64 * 1024;
    private const int LongestCommand = 16 * 1024;
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);

    /// <summary>Takes statsd's lines until the other end goes away.</summary>
    public static async Task ReadAsync(Socket connection, StatsdState state, CancellationToken cancellation)
    {
        await foreach (var lines in BlocksAsync(connection, LongestMetric, null, cancellation))
        {
            lock (state.Gate)
            {
                if (lines.Length <= LongestMetric || lines.Span[^1] == '\n')
                {
                    state.TakePacket(lines.Span);
                }
                else
                {
                    state.TakeBadLine(lines.Span);
                }
            }
        }
    }

    /// <summary>Commands, one a line; ends with the connection, with a line that is too long, or when nothing came for minutes.</summary>
    public static async IAsyncEnumerable<string> CommandsAsync(Socket connection, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var block in BlocksAsync(connection, LongestCommand, Idle, cancellation))
        {
            if (block.Length > LongestCommand && block.Span[^1] != '\n')
            {
                yield break;
            }

            var lines = block.Span[^1] == '\n' ? block[..^1] : block;
            foreach (var line in Encoding.UTF8.GetString(lines.Span).Split('\n'))
            {
                yield return line.TrimEnd('\r');
            }
        }
    }

    /// <summary>Whole lines as they come; the last one perhaps without a line feed, and one that is too long as far as it came.</summary>
    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> BlocksAsync(
        Socket connection, int longest, TimeSpan? idle, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(2 * longest);
        var length = 0;
        try
        {
            while (await ReceiveAsync(connection, buffer.AsMemory(length), idle, cancellation) is var count and > 0)
            {
                length += count;
                var end = buffer.AsSpan(0, length).LastIndexOf((byte)'\n') + 1;
                end = end > 0 ? end : length > longest ? length : 0;
                if (end > 0)
                {
                    yield return buffer.AsMemory(0, end);
                    buffer.AsSpan(end, length - end).CopyTo(buffer);
                    length -= end;
                }
            }

            if (length > 0)
            {
                yield return buffer.AsMemory(0, length);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async ValueTask<int> ReceiveAsync(Socket connection, Memory<byte> room, TimeSpan? idle, CancellationToken cancellation)
    {
        if (idle is null)
        {
            return await connection.ReceiveAsync(room, cancellation);
        }

        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limited.CancelAfter(idle.Value);
        return await connection.ReceiveAsync(room, limited.Token);
    }
}
