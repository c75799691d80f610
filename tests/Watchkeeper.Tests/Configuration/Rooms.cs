using Watchkeeper.Canaries;
using Watchkeeper.Core;
using Watchkeeper.Disks;
using Watchkeeper.Metrics;
using Watchkeeper.Notifications;
using Watchkeeper.Notifications.Heartbeat;
using Watchkeeper.Uptime;
using Watchkeeper.Watches;

namespace Watchkeeper.Tests.Configuration;

/// <summary>The capabilities, in the order of the program.</summary>
internal static class Rooms
{
    public static IReadOnlyList<Module> All { get; } =
    [
        UptimeModule.Module,
        DisksModule.Module,
        MetricsModule.Module,
        CanariesModule.Module,
        WatchesModule.Module,
        NotificationsModule.Module,
        HeartbeatModule.Module,
    ];
}
