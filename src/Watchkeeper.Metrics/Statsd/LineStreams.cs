using System.Buffers;
using System.Net.Sockets;

namespace Watchkeeper.Metrics.Statsd;

/// <summary>Takes statsd's lines from connections (TCP, unix): a line may come in pieces, and one without end is dropped.</summary>
internal static class LineStreams
{
    private const int LongestLine = 64 * 1024;

    /// <summary>Accepts until cancelled, each connection served by itself.</summary>
    public static async Task AcceptAsync(Socket listener, Func<Socket, CancellationToken, Task> serve, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                var connection = await listener.AcceptAsync(cancellation);
                _ = ServeAsync(connection, serve, cancellation);
            }
            catch (Exception problem) when (problem is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // A connection that was given up before it was accepted; or the end.
            }
        }
    }

    public static async Task ReadAsync(Socket connection, StatsdState state, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(2 * LongestLine);
        var length = 0;
        try
        {
            while (await connection.ReceiveAsync(buffer.AsMemory(length), cancellation) is var count and > 0)
            {
                length += count;
                var end = buffer.AsSpan(0, length).LastIndexOf((byte)'\n') + 1;
                if (end > 0)
                {
                    Take(state, buffer.AsSpan(0, end));
                    buffer.AsSpan(end, length - end).CopyTo(buffer);
                    length -= end;
                }
                else if (length > LongestLine)
                {
                    TakeBad(state, buffer.AsSpan(0, length));
                    length = 0;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Take(StatsdState state, ReadOnlySpan<byte> lines)
    {
        lock (state.Gate)
        {
            state.TakePacket(lines);
        }
    }

    private static void TakeBad(StatsdState state, ReadOnlySpan<byte> line)
    {
        lock (state.Gate)
        {
            state.TakeBadLine(line);
        }
    }

    private static async Task ServeAsync(Socket connection, Func<Socket, CancellationToken, Task> serve, CancellationToken cancellation)
    {
        using (connection)
        {
            try
            {
                await serve(connection, cancellation);
            }
            catch (Exception problem) when (problem is SocketException or OperationCanceledException or ObjectDisposedException or IOException)
            {
                // The other end went away, or the daemon stops.
            }
        }
    }
}
