using System.Text.Json;
using System.Text.Json.Serialization;
using Watchkeeper.Authentication;
using Watchkeeper.Core.Json;
using Watchkeeper.Events;
using Watchkeeper.Http;
using Watchkeeper.Status;
using Watchkeeper.Timeline;

namespace Watchkeeper.Hosting;

/// <summary>The services of the program itself, beside those of the modules.</summary>
internal static class HostServices
{
    /// <param name="services">Where they are added.</param>
    /// <param name="listening">Where the daemon listens.</param>
    /// <param name="longestStop">How long the background services may take to stop.</param>
    public static void Add(IServiceCollection services, Listening listening, TimeSpan longestStop)
    {
        services.AddSingleton<IHostLifetime, OwnLifetime>();
        services.Configure<HostOptions>(host =>
        {
            host.ShutdownTimeout = longestStop;
            host.ServicesStopConcurrently = true;
            host.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore;
        });
        services.AddRoutingCore();
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(options => Json(options.SerializerOptions));
        services.AddSingleton(listening);
        services.AddSingleton(LocalPeers.OfThisHost(listening.AdministratorsGroup));
        services.AddSingleton<TokenVault>().AddSingleton<FailedAttempts>();
        services.AddSingleton<StatusReader>();
        services.AddSingleton<TimelineReader>();
        services.AddSingleton<OpenApiDocument>();
    }

    /// <summary>
    /// How bodies are read, whichever room's types they are: a room's own source-generated context gives the types, but the options are these. A key that is
    /// not known, or missing, is an error with its place.
    /// </summary>
    private static void Json(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.Converters.Add(new InstantConverter());
        options.Converters.Add(new SecondsConverter());
        options.Converters.Add(new SeverityConverter());
        options.TypeInfoResolverChain.Insert(0, TokenJson.Default);
        options.TypeInfoResolverChain.Add(EventJson.Default);
        options.TypeInfoResolverChain.Add(TimelineJson.Default);
    }
}
