using Microsoft.Extensions.DependencyInjection;
using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;

namespace Watchkeeper.Notifications.Heartbeat;

/// <summary>A section of its own in the configuration, because it is about the watchman and not about who is told: <c>heartbeat: { url: …, every: 1m }</c>.</summary>
public static class HeartbeatModule
{
    public static Module Module => new("heartbeat", "Is the watchman himself awake? Pings a URL elsewhere while he is.")
    {
        Options = OptionsReader.Of(HeartbeatOptions.Read),
        Migrations = HeartbeatStore.Migrations,
        Services = static services => services.AddSingleton<Loops>().AddHostedService<HeartbeatService>(),
    };
}
