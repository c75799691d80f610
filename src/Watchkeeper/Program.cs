using Watchkeeper.Authentication;
using Watchkeeper.Canaries;
using Watchkeeper.CommandLine;
using Watchkeeper.Disks;
using Watchkeeper.Hosting;
using Watchkeeper.Metrics;
using Watchkeeper.Notifications;
using Watchkeeper.Notifications.Heartbeat;
using Watchkeeper.Uptime;
using Watchkeeper.Watches;

var modules = new ModuleList(
    ("uptime", () => UptimeModule.Module),
    ("disks", () => DisksModule.Module),
    ("metrics", () => MetricsModule.Module),
    ("canaries", () => CanariesModule.Module),
    ("watches", () => WatchesModule.Module),
    ("notifications", () => NotificationsModule.Module),
    ("heartbeat", () => HeartbeatModule.Module),
    ("tokens", () => TokensModule.Module));

return await CommandLineProgram.RunAsync(modules, args);
