using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Watchkeeper.Canaries.Imports;
using Watchkeeper.Canaries.Schedules;
using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Contracts;

namespace Watchkeeper.Canaries;

/// <summary>The room of the canaries: did the jobs that should run, run?</summary>
public static class CanariesModule
{
    public static Module Module => new("canaries", "Did the jobs that should run, run?")
    {
        Options = OptionsReader.Of(CanariesOptions.Read),
        Grammars = [new("canaries.schedule", ScheduleReader.Objection)],
        Migrations = CanaryStore.Migrations,
        Grounded = CanaryStore.Grounded,
        Retention = CanaryStore.Retention,
        Services = AddServices,
        Endpoints = routes =>
        {
            CanariesApi.Map(routes);
            PingsApi.Map(routes);
            CoalMineApi.Map(routes);
        },
        Shortcut = services => new ShortUrlApi(services.GetRequiredService<CanariesService>()).Choose,
        Command = CanariesCommands.Make,
        Converters = [CoalMineConverter.Converter],
    };

    private static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<CanariesService>().AddHostedService(provider => provider.GetRequiredService<CanariesService>());
        services.AddSingleton<CoalMineApi>().AddSingleton<PingsApi>();
        services.AddSingleton<ICanaryPings, CanaryPings>().AddSingleton<IStatusSection, CanariesStatus>();
        services.Configure<JsonOptions>(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, CanariesJson.Default));
    }
}
