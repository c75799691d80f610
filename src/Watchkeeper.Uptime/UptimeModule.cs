using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Contracts;
using Watchkeeper.Logs.Journals;
using Watchkeeper.Uptime.Crashes;
using Watchkeeper.Uptime.Endings;

namespace Watchkeeper.Uptime;

public static class UptimeModule
{
    public static Module Module => new("uptime", "Was the host up? When did it crash, why, and for how long?")
    {
        Options = OptionsReader.Of(UptimeOptions.Read),
        Migrations = UptimeStore.Migrations,
        Grounded = UptimeStore.Grounded,
        Services = AddServices,
        Endpoints = UptimeApi.Map,
        Command = UptimeCommands.Make,
        Needs = [new SystemNeed("journal.conf", "the journal tells why a boot ended", static () => JournalLocation.IsReadable)],
    };

    private static void AddServices(IServiceCollection services)
    {
        services.Configure<JsonOptions>(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, UptimeJson.Default));
        services.AddSingleton(new EvidenceFinder("/", JournalLocation.Local));
        services.AddSingleton(new ShutdownState());
        services.AddSingleton<Inquest>();
        services.AddSingleton<UptimeService>();
        services.AddHostedService(provider => provider.GetRequiredService<UptimeService>());
        services.AddSingleton<UptimeReader>();
        services.AddSingleton<CrashScene>();
        services.AddSingleton<CrashReporter>();
        services.AddHostedService(provider => provider.GetRequiredService<CrashReporter>());
        services.AddSingleton<IStatusSection, UptimeStatus>();
        services.AddSingleton<ITimelineSource, UptimeTimeline>();
        services.AddSingleton<IAbsences, UptimeAbsences>();
    }
}
