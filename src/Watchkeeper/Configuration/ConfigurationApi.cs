using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Http;

namespace Watchkeeper.Configuration;

/// <summary>The configuration in force, over HTTP: read by administrators only, because it tells where everything is.</summary>
internal static class ConfigurationApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/configuration", (Reload reload) => TypedResults.Json(ConfigurationAnswer.Of(reload.Current), ConfigurationJson.Default.ConfigurationAnswer))
            .WithMetadata(new RequiredRole(Role.Admin))
            .WithSummary("The configuration in force, with the origin of each value; secrets are hidden.");
        routes.MapGet("/api/v1/configuration.yaml", (Reload reload) => TypedResults.Text(EffectiveConfiguration.ToYaml(reload.Current.Settings), "application/yaml"))
            .WithMetadata(new RequiredRole(Role.Admin))
            .WithSummary("The same as YAML, with the origins as comments.");
        routes.MapPost("/api/v1/configuration/reload", (Reload reload) => TypedResults.Json(new ReloadAnswer(reload.Run()), ConfigurationJson.Default.ReloadAnswer))
            .WithMetadata(new RequiredRole(Role.Admin))
            .WithSummary("Reads the configuration anew; a bad file leaves the present one in force.");
    }
}

/// <param name="File">The file that was read; null when there is none.</param>
/// <param name="Configuration">Every key with its value, durations in seconds, sizes in bytes.</param>
/// <param name="Origins">Where each value was written that is not at its default, by path.</param>
internal sealed record ConfigurationAnswer(string? File, JsonObject Configuration, JsonObject Origins)
{
    public static ConfigurationAnswer Of(WatchkeeperConfiguration configuration) => new(
        configuration.File, EffectiveConfiguration.ToJson(configuration.Settings), EffectiveConfiguration.Origins(configuration.Settings));
}

internal sealed record ReloadRequest;

/// <param name="WaitingForRestart">Top-level keys that changed and are taken up only by a restart.</param>
internal sealed record ReloadAnswer(IReadOnlyList<string> WaitingForRestart);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ConfigurationAnswer))]
[JsonSerializable(typeof(ConfigurationCheckResult))]
[JsonSerializable(typeof(ReloadRequest))]
[JsonSerializable(typeof(ReloadAnswer))]
internal sealed partial class ConfigurationJson : JsonSerializerContext;
