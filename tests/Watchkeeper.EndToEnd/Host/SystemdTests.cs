using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Watchkeeper.EndToEnd.Host;

/// <summary>What the daemon tells its service manager, on a real socket.</summary>
public sealed class SystemdTests
{
    [Fact]
    public async Task It_reports_ready_alive_reloading_and_stopping()
    {
        var path = Path.Combine(Path.GetTempPath(), $"notify-{Guid.NewGuid():N}.sock");
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 10_000 };
        manager.Bind(new UnixDomainSocketEndPoint(path));
        await using var daemon = await Daemon.StartAsync("", new Dictionary<string, string> { ["NOTIFY_SOCKET"] = path, ["WATCHDOG_USEC"] = "1000000", ["JOURNAL_STREAM"] = "8:1" });

        var first = Until(manager, "READY=1");
        Until(manager, "WATCHDOG=1");
        await daemon.SignalAsync("HUP");
        Until(manager, "RELOADING=1");
        Until(manager, "READY=1");
        await daemon.StopAsync();
        Until(manager, "STOPPING=1");
        File.Delete(path);

        Assert.Contains("STATUS=Listening on", first, StringComparison.Ordinal);
        Assert.Contains("<6>hosting: Watchkeeper ", daemon.Log, StringComparison.Ordinal);
    }

    private static string Until(Socket manager, string state)
    {
        var since = Stopwatch.StartNew();
        var buffer = new byte[4096];
        while (since.Elapsed < TimeSpan.FromSeconds(20))
        {
            var text = Encoding.UTF8.GetString(buffer, 0, manager.Receive(buffer));
            if (text.Split('\n').Contains(state))
            {
                return text;
            }
        }

        throw new TimeoutException($"The daemon did not say {state}.");
    }
}
