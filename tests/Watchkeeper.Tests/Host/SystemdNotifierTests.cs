using System.Net.Sockets;
using System.Text;
using Watchkeeper.Core.Time;
using Watchkeeper.Hosting;

namespace Watchkeeper.Tests.Host;

/// <summary>On a real datagram socket, as systemd listens on one.</summary>
public sealed class SystemdNotifierTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"notify-{Guid.NewGuid():N}.sock");
    private readonly Socket _manager = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    public SystemdNotifierTests()
    {
        _manager.Bind(new UnixDomainSocketEndPoint(_path));
        _manager.ReceiveTimeout = 5000;
    }

    [Fact]
    public void It_says_what_systemd_understands()
    {
        using var clock = (IDisposable)HostClock.Open();
        using var notifier = new SystemdNotifier(_path, watchdog: "30000000");

        notifier.Ready("Listening");
        Assert.Equal("READY=1\nSTATUS=Listening", Receive());
        notifier.Reloading((HostClock)clock);
        Assert.Matches("^RELOADING=1\nMONOTONIC_USEC=[0-9]+$", Receive());
        notifier.Alive();
        Assert.Equal("WATCHDOG=1", Receive());
        notifier.Stopping();
        Assert.StartsWith("STOPPING=1\n", Receive(), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(15), notifier.WatchdogInterval);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("relative.sock")]
    [InlineData("/nowhere/at/all.sock")]
    public void Without_a_manager_nothing_happens(string? path)
    {
        using var notifier = new SystemdNotifier(path, watchdog: null);

        notifier.Ready("Listening");

        Assert.Null(notifier.WatchdogInterval);
    }

    public void Dispose()
    {
        _manager.Dispose();
        File.Delete(_path);
    }

    private string Receive()
    {
        var buffer = new byte[1024];
        return Encoding.UTF8.GetString(buffer, 0, _manager.Receive(buffer));
    }
}
