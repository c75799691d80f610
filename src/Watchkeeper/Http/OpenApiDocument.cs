using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Options;
using Watchkeeper.CommandLine;

namespace Watchkeeper.Http;

/// <summary>
/// The description of all endpoints at <c>/openapi.json</c> (OpenAPI 3.1), made of the routes themselves when it is first asked for. The framework's own
/// generator wants the JSON metadata of every type of every endpoint and fails as a whole where one is missing; this one leaves out that schema.
/// </summary>
internal sealed class OpenApiDocument(EndpointDataSource endpoints, IOptions<JsonOptions> json)
{
    private readonly Lazy<byte[]> _document = new(() => Write(endpoints, json.Value.SerializerOptions));

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/openapi.json", static (OpenApiDocument document) => TypedResults.Bytes(document._document.Value, "application/json"))
        .WithName("GetOpenApi").WithTags("meta").WithSummary("This document.");

    private static byte[] Write(EndpointDataSource endpoints, JsonSerializerOptions options)
    {
        var paths = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal)
        {
            ["/healthz"] = new() { ["get"] = Health() },
        };
        foreach (var endpoint in endpoints.Endpoints.OfType<RouteEndpoint>().Where(IsDescribed))
        {
            var path = PathOf(endpoint.RoutePattern);
            var item = paths.TryGetValue(path, out var known) ? known : paths[path] = [];
            foreach (var method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            {
                item[method.ToLowerInvariant()] = OpenApiOperation.Of(endpoint, method, options);
            }
        }

        var document = new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Watchkeeper",
                ["version"] = VersionCommand.Version,
                ["description"] = "Keeps watch over a host. Errors are problem+json (RFC 9457) with a sentence in 'detail'; times are RFC 3339 in UTC, durations are seconds.",
            },
            ["paths"] = new JsonObject(paths.Select(path => KeyValuePair.Create<string, JsonNode?>(path.Key, path.Value))),
            ["components"] = Components(),
        };
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            document.WriteTo(writer);
        }

        return body.ToArray();
    }

    private static bool IsDescribed(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is not { ExcludeFromDescription: true };

    private static string PathOf(RoutePattern pattern)
    {
        var path = string.Concat(pattern.PathSegments.Select(segment => "/" + string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            _ => "",
        }))));
        return path.Length == 0 ? "/" : path;
    }

    private static JsonObject Health() => new()
    {
        ["operationId"] = "GetHealth",
        ["summary"] = "200 when the daemon and its database are there, 503 otherwise.",
        ["tags"] = new JsonArray("meta"),
        ["security"] = new JsonArray(new JsonObject()),
        ["x-required-role"] = "none",
        ["responses"] = new JsonObject
        {
            ["200"] = new JsonObject { ["description"] = "OK" },
            ["default"] = new JsonObject { ["$ref"] = "#/components/responses/Problem" },
        },
    };

    private static JsonNode Components() => JsonNode.Parse("""
        {
          "securitySchemes": {
            "token": { "type": "http", "scheme": "bearer", "description": "Made with 'watchkeeper tokens create'; not needed on the unix socket, nor on loopback as long as there is none." }
          },
          "responses": {
            "Problem": {
              "description": "What went wrong, in a sentence.",
              "content": { "application/problem+json": { "schema": {
                "type": "object",
                "properties": {
                  "type": { "type": "string" }, "title": { "type": "string" }, "status": { "type": "integer" },
                  "detail": { "type": "string" }, "instance": { "type": "string" }
                }
              } } }
            }
          }
        }
        """)!;
}
