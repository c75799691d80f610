using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Metrics.Statsd;

/// <summary>
/// Accepts connections, each served by itself and at most so many at once. When the process may open no more files it waits instead of turning, and says so.
/// </summary>
internal sealed class Connections(Socket listener, string what, HostClock clock, ILogger log)
{
    public const int Most = 256;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(10);

    private int _open;
    private TimeSpan? _told;

    /// <summary>Accepts until cancelled.</summary>
    public async Task AcceptAsync(Func<Socket, CancellationToken, Task> serve, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                var connection = await listener.AcceptAsync(cancellation);
                if (Volatile.Read(ref _open) < Most)
                {
                    _ = ServeAsync(connection, serve, cancellation);
                    continue;
                }

                connection.Dispose();
                Tell($"{what} has {Most} connections, so further ones are closed. Close those that are not used.");
            }
            catch (SocketException problem) when (problem.SocketErrorCode is SocketError.ConnectionAborted or SocketError.ConnectionReset)
            {
                // It was given up before it was accepted.
            }
            catch (SocketException problem)
            {
                Tell($"{what} cannot accept connections for now: {problem.Message}. If too many files are open, raise the limit (LimitNOFILE of the unit, ulimit -n).");
                await Task.Delay(Pause, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception problem) when (problem is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(Socket connection, Func<Socket, CancellationToken, Task> serve, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _open);
        using (connection)
        {
            try
            {
                // A peer that went away without a word does not hold its place for ever.
                connection.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                await serve(connection, cancellation);
            }
            catch (Exception problem) when (problem is SocketException or OperationCanceledException or ObjectDisposedException or IOException)
            {
                // The other end went away or was silent for too long, or the daemon stops.
            }
            finally
            {
                Interlocked.Decrement(ref _open);
            }
        }
    }

    private void Tell(string sentence)
    {
        if (_told is not { } told || clock.Uptime - told >= Quiet)
        {
            _told = clock.Uptime;
            MetricsLog.Problem(log, sentence);
        }
    }
}
