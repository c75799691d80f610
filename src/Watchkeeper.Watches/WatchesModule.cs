using System.Net;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Contracts;
using Watchkeeper.Watches.Actions;
using Watchkeeper.Watches.Active;
using Watchkeeper.Watches.Lanes;
using Watchkeeper.Watches.Probes;
using Watchkeeper.Watches.Running;

namespace Watchkeeper.Watches;

public static class WatchesModule
{
    public static Module Module => new("watches", "When something goes wrong, what is done about it?")
    {
        Options = OptionsReader.Of(WatchesOptions.Read),
        Migrations = WatchStore.Migrations,
        Grounded = WatchStore.Grounded,
        Services = AddServices,
        Endpoints = WatchesApi.Map,
        Command = WatchesCommands.Make,
    };

    private static void AddServices(IServiceCollection services)
    {
        services.Configure<JsonOptions>(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, WatchesJson.Default));
        services.AddKeyedSingleton("watches", (_, _) => new HttpClient(new SocketsHttpHandler
        {
            // A name that moves to another address is found again.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AutomaticDecompression = DecompressionMethods.All,
            UseCookies = false,
        }));
        services.AddSingleton<BootAxis>();
        services.AddSingleton<AlarmClock>();
        services.AddSingleton<Roster>();
        services.AddSingleton<ConditionOutlets>();
        services.AddSingleton<ConditionBoard>();
        services.AddSingleton<Prober>();
        services.AddSingleton<CommandRunner>();
        services.AddSingleton<UnitRunner>();
        services.AddSingleton<WebhookRunner>();
        services.AddSingleton<StepRunner>();
        services.AddSingleton<RunRecorder>();
        services.AddSingleton<RunWorker>();
        services.AddSingleton<QueueBook>();
        services.AddSingleton<RunQueues>();
        services.AddSingleton<LaneFactory>();
        services.AddSingleton<Checkpoint>();
        services.AddSingleton<Recollection>();
        services.AddSingleton<WatchesService>();
        services.AddHostedService(provider => provider.GetRequiredService<WatchesService>());
        services.AddSingleton<WatchesReader>();
        services.AddSingleton<WatchControl>();
        services.AddSingleton<IStatusSection, WatchesStatus>();
    }
}
