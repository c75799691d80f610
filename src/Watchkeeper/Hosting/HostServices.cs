using Watchkeeper.Authentication;
using Watchkeeper.Http;
using Watchkeeper.Status;
using Watchkeeper.Timeline;

namespace Watchkeeper.Hosting;

/// <summary>The services of the program itself, beside those of the modules.</summary>
internal static class HostServices
{
    public static void Add(IServiceCollection services, Listening listening)
    {
        services.AddRoutingCore();
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, TokenJson.Default));
        services.AddSingleton(listening);
        services.AddSingleton(LocalPeers.OfThisHost(listening.AdministratorsGroup));
        services.AddSingleton<TokenVault>().AddSingleton<FailedAttempts>();
        services.AddSingleton<StatusReader>();
        services.AddSingleton<TimelineReader>();
        services.AddSingleton<OpenApiDocument>();
    }
}
