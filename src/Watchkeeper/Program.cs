using Watchkeeper.Authentication;
using Watchkeeper.Canaries;
using Watchkeeper.CommandLine;
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
    TokensModule.Module,
];

return await CommandLineProgram.RunAsync(modules, args);
