using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Watchkeeper.Authentication;
using Watchkeeper.Core.Json;
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
        services.ConfigureHttpJsonOptions(ReadAndWriteJson);
        services.AddSingleton(listening);
        services.AddSingleton(LocalPeers.OfThisHost(listening.AdministratorsGroup));
        services.AddSingleton<TokenVault>().AddSingleton<FailedAttempts>();
        services.AddSingleton<StatusReader>();
        services.AddSingleton<TimelineReader>();
        services.AddSingleton<OpenApiDocument>();
    }

    /// <summary>Names and values in request bodies are written as in answers; each room adds its types.</summary>
    private static void ReadAndWriteJson(JsonOptions options)
    {
        options.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.SerializerOptions.Converters.Add(new InstantConverter());
        options.SerializerOptions.Converters.Add(new SecondsConverter());
        options.SerializerOptions.Converters.Add(new SeverityConverter());
        options.SerializerOptions.TypeInfoResolverChain.Insert(0, TokenJson.Default);
    }
}
