using Watchkeeper.Canaries;
using Watchkeeper.Core;
using Watchkeeper.Disks;
using Watchkeeper.Metrics;
using Watchkeeper.Notifications;
using Watchkeeper.Uptime;
using Watchkeeper.Watches;

Module[] modules =
[
    UptimeModule.Module,
    DisksModule.Module,
    MetricsModule.Module,
    CanariesModule.Module,
    WatchesModule.Module,
    NotificationsModule.Module,
];

Console.WriteLine(string.Join('\n', modules.Select(module => $"{module.Name}: {module.Summary}")));
