using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Hosting;

/// <summary>
/// Tells systemd how the service is doing: datagrams on the unix socket named by NOTIFY_SOCKET (sd_notify(3)). Where there is no such socket every call
/// does nothing; a service manager that does not listen is no reason to fail.
/// </summary>
internal sealed class SystemdNotifier : IDisposable
{
    private readonly Socket? _socket;
    private readonly EndPoint? _manager;

    /// <param name="socketPath">The value of NOTIFY_SOCKET: a path, or an abstract name after an <c>@</c>.</param>
    /// <param name="watchdog">The value of WATCHDOG_USEC: how often systemd wants to hear from us.</param>
    public SystemdNotifier(string? socketPath, string? watchdog)
    {
        if (string.IsNullOrEmpty(socketPath) || socketPath[0] is not ('/' or '@'))
        {
            return;
        }

        _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        _manager = new UnixDomainSocketEndPoint(socketPath[0] == '@' ? "\0" + socketPath[1..] : socketPath);
        if (long.TryParse(watchdog, NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) && microseconds > 0)
        {
            WatchdogInterval = TimeSpan.FromMicroseconds(microseconds / 2);
        }
    }

    /// <summary>Half of what systemd waits for, as sd_watchdog_enabled(3) advises; null where it does not watch.</summary>
    public TimeSpan? WatchdogInterval { get; }

    public static SystemdNotifier OfThisProcess() =>
        new(Environment.GetEnvironmentVariable("NOTIFY_SOCKET"), Environment.GetEnvironmentVariable("WATCHDOG_USEC"));

    public void Ready(string status) => Send($"READY=1\nSTATUS={status}");

    /// <summary>systemd wants the time of the reload's start on CLOCK_MONOTONIC with it (Type=notify-reload).</summary>
    public void Reloading(HostClock clock) => Send(string.Create(
        CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={clock.AwakeTime.Ticks / TimeSpan.TicksPerMicrosecond}"));

    public void Stopping() => Send("STOPPING=1\nSTATUS=Stopping");

    public void Alive() => Send("WATCHDOG=1");

    public void Dispose() => _socket?.Dispose();

    private void Send(string state)
    {
        try
        {
            _socket?.SendTo(Encoding.UTF8.GetBytes(state), _manager!);
        }
        catch (SocketException)
        {
            // The service manager went away, or is being re-executed: it asks again by itself.
        }
    }
}
