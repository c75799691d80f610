using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Http;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Disks.Varlink;

/// <summary>
/// The Varlink service <c>io.watchkeeper.disks</c> (varlink.org) on a unix socket that any local user may ask: calls and answers are JSON objects, each ended by
/// a zero byte.
/// </summary>
internal sealed class VarlinkService(LiveOptions<DisksOptions> options, LiveOptions<CoreOptions> core, DisksInterface disks, HostClock clock, ILogger<VarlinkService> log)
    : BackgroundService
{
    private const int MostConnections = 64;

    private readonly SemaphoreSlim _connections = new(MostConnections);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var path = SocketPath();
            using var moving = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            void Changed(DisksOptions changed)
            {
                if (SocketPath() != path)
                {
                    moving.Cancel();
                }
            }

            options.Changed += Changed;
            try
            {
                await (path is null ? Task.Delay(Timeout.InfiniteTimeSpan, clock, moving.Token) : ServeAtAsync(path, moving.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            finally
            {
                options.Changed -= Changed;
            }
        }
    }

    /// <summary>Listens until the configuration names another place; where it cannot, it waits for that.</summary>
    private async Task ServeAtAsync(string path, CancellationToken moving)
    {
        try
        {
            using var listener = Listen(path);
            while (true)
            {
                await _connections.WaitAsync(moving);
                _ = ServeAsync(await listener.AcceptAsync(moving), moving);
            }
        }
        catch (OperationCanceledException)
        {
            File.Delete(path);
        }
        catch (Exception failure) when (failure is SocketException or IOException or UnauthorizedAccessException or ProblemException)
        {
            DisksLog.VarlinkFailed(log, path, failure.Message);
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, moving);
        }
    }

    public override void Dispose()
    {
        _connections.Dispose();
        base.Dispose();
    }

    private string? SocketPath() => options.Current.Varlink switch
    {
        "none" or "" => null,
        "auto" => Path.Combine(Path.GetDirectoryName(core.Current.Socket)!, DisksInterface.Name),
        var path => path,
    };

    private static Socket Listen(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        StaleSocket.Remove(path);
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, (UnixFileMode)0b110_110_110);
        }

        listener.Listen();
        return listener;
    }

    private async Task ServeAsync(Socket socket, CancellationToken cancellation)
    {
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            await new VarlinkConnection(stream, disks, clock).RunAsync(cancellation);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or SocketException)
        {
            // The caller left, or the daemon stops.
        }
        catch (Exception failure)
        {
            DisksLog.VarlinkCallFailed(log, failure);
        }
        finally
        {
            _connections.Release();
        }
    }
}
