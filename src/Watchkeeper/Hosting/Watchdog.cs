using Watchkeeper.Core.Time;

namespace Watchkeeper.Hosting;

/// <summary>
/// Tells systemd twice in each of its intervals that the daemon lives. The call runs on the thread pool like everything else here, so that a daemon whose
/// pool is stuck is restarted.
/// </summary>
internal static class Watchdog
{
    /// <summary>Null where systemd does not watch.</summary>
    public static ITimer? Start(SystemdNotifier notifier, HostClock clock) => notifier.WatchdogInterval is { } interval
        ? clock.CreateTimer(static state => ((SystemdNotifier)state!).Alive(), notifier, TimeSpan.Zero, interval)
        : null;
}
