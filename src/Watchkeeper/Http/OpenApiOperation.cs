using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.WebUtilities;
using Watchkeeper.Core.Http;

namespace Watchkeeper.Http;

/// <summary>What <see cref="OpenApiDocument"/> says of one endpoint and method.</summary>
internal static class OpenApiOperation
{
    public static JsonObject Of(RouteEndpoint endpoint, string method, JsonSerializerOptions options)
    {
        var metadata = endpoint.Metadata;
        var role = metadata.GetMetadata<RequiredRole>()?.Role ?? (method is "GET" or "HEAD" ? Role.Read : Role.Admin);
        var operation = new JsonObject();
        void Add(string key, JsonNode? value)
        {
            if (value is not null)
            {
                operation[key] = value;
            }
        }

        Add("operationId", metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName is { } name ? name + Suffix(metadata, method) : null);
        Add("summary", metadata.GetMetadata<IEndpointSummaryMetadata>()?.Summary);
        Add("description", metadata.GetMetadata<IEndpointDescriptionMetadata>()?.Description);
        Add("tags", metadata.GetMetadata<ITagsMetadata>() is { } tags ? new JsonArray([.. tags.Tags.Select(tag => JsonValue.Create(tag))]) : null);
        var parameters = Parameters(endpoint);
        Add("parameters", parameters.Count > 0 ? parameters : null);
        Add("requestBody", method is "GET" or "HEAD" or "DELETE" ? null : Body(metadata, options));
        Add("security", role == Role.None ? new JsonArray(new JsonObject()) : new JsonArray(new JsonObject { ["token"] = new JsonArray() }));
        Add("x-required-role", role.ToString().ToLowerInvariant());
        Add("responses", Responses(metadata, options));
        return operation;
    }

    /// <summary>The id of an operation is its own: where an endpoint takes several methods, the later ones are told apart.</summary>
    private static string Suffix(EndpointMetadataCollection metadata, string method) =>
        metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is [var first, ..] && first != method ? $"By{method[0]}{method[1..].ToLowerInvariant()}" : "";

    private static JsonArray Parameters(RouteEndpoint endpoint)
    {
        var found = new JsonArray();
        var inPath = endpoint.RoutePattern.Parameters.Select(parameter => parameter.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var typed = endpoint.Metadata.GetMetadata<MethodInfo>()?.GetParameters() ?? [];
        foreach (var name in inPath)
        {
            var type = Array.Find(typed, parameter => string.Equals(parameter.Name, name, StringComparison.OrdinalIgnoreCase))?.ParameterType;
            found.Add((JsonNode)new JsonObject { ["name"] = name, ["in"] = "path", ["required"] = true, ["schema"] = SchemaOf(type) ?? new JsonObject { ["type"] = "string" } });
        }

        foreach (var parameter in typed.Where(parameter => parameter.Name is { } name && !inPath.Contains(name)))
        {
            if (SchemaOf(parameter.ParameterType) is not { } schema)
            {
                continue;
            }

            var header = parameter.GetCustomAttributes().OfType<IFromHeaderMetadata>().FirstOrDefault();
            var query = parameter.GetCustomAttributes().OfType<IFromQueryMetadata>().FirstOrDefault();
            found.Add((JsonNode)new JsonObject
            {
                ["name"] = header?.Name ?? query?.Name ?? parameter.Name,
                ["in"] = header is null ? "query" : "header",
                ["required"] = !parameter.HasDefaultValue && new NullabilityInfoContext().Create(parameter).WriteState != NullabilityState.Nullable,
                ["schema"] = schema,
            });
        }

        return found;
    }

    /// <summary>Of a value that stands in a URL; null for services, bodies and whatever else a handler is given.</summary>
    private static JsonObject? SchemaOf(Type? type)
    {
        if (type is null)
        {
            return null;
        }

        if (type.IsArray)
        {
            return SchemaOf(type.GetElementType()) is { } items ? new JsonObject { ["type"] = "array", ["items"] = items } : null;
        }

        type = Nullable.GetUnderlyingType(type) ?? type;
        return Type.GetTypeCode(type) switch
        {
            TypeCode.Int32 or TypeCode.Int64 or TypeCode.Int16 or TypeCode.UInt32 or TypeCode.UInt64 when !type.IsEnum => new() { ["type"] = "integer" },
            TypeCode.Double or TypeCode.Single or TypeCode.Decimal => new() { ["type"] = "number" },
            TypeCode.Boolean => new() { ["type"] = "boolean" },
            TypeCode.String => new() { ["type"] = "string" },
            TypeCode.DateTime => new() { ["type"] = "string", ["format"] = "date-time" },
            _ when type.IsEnum || type == typeof(Guid) || type == typeof(DateTimeOffset) => new() { ["type"] = "string" },
            _ => null,
        };
    }

    /// <summary>The type that the services can read from JSON; handlers that read the body themselves say what they take with <c>Accepts</c>.</summary>
    private static JsonObject? Body(EndpointMetadataCollection metadata, JsonSerializerOptions options)
    {
        var accepts = metadata.GetMetadata<IAcceptsMetadata>();
        var types = (metadata.GetMetadata<MethodInfo>()?.GetParameters() ?? []).Select(parameter => parameter.ParameterType);
        var type = types.FirstOrDefault(type => SchemaOf(type) is null && options.TryGetTypeInfo(type, out _)) ?? accepts?.RequestType;
        if (accepts is null && type is null)
        {
            return null;
        }

        var schema = type is null ? new JsonObject() : JsonSchemas.Of(type, options);
        var contents = accepts?.ContentTypes ?? ["application/json"];
        return new JsonObject
        {
            ["required"] = accepts is not { IsOptional: true },
            ["content"] = new JsonObject(contents.Select(content => KeyValuePair.Create<string, JsonNode?>(content, new JsonObject { ["schema"] = schema.DeepClone() }))),
        };
    }

    private static JsonObject Responses(EndpointMetadataCollection metadata, JsonSerializerOptions options)
    {
        var responses = new JsonObject();
        foreach (var produced in metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>())
        {
            var response = new JsonObject { ["description"] = ReasonPhrases.GetReasonPhrase(produced.StatusCode) };
            if (produced.ContentTypes.Any())
            {
                response["content"] = new JsonObject(produced.ContentTypes.Distinct().Select(content => KeyValuePair.Create<string, JsonNode?>(
                    content, produced.Type is { } type ? new JsonObject { ["schema"] = JsonSchemas.Of(type, options) } : [])));
            }

            responses[produced.StatusCode.ToString(CultureInfo.InvariantCulture)] = response;
        }

        if (responses.Count == 0)
        {
            responses["200"] = new JsonObject { ["description"] = "OK" };
        }

        if (responses["200"] is JsonObject ok && ok["content"] is null && AnswerOf(metadata) is { } answer)
        {
            ok["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = JsonSchemas.Of(answer, options) } };
        }

        responses["default"] = new JsonObject { ["$ref"] = "#/components/responses/Problem" };
        return responses;
    }

    /// <summary>What a typed handler answers with; <c>TypedResults.Json</c> carries no metadata of its own.</summary>
    private static Type? AnswerOf(EndpointMetadataCollection metadata)
    {
        var type = Argument(metadata.GetMetadata<MethodInfo>()?.ReturnType, typeof(Task<>)) ?? metadata.GetMetadata<MethodInfo>()?.ReturnType;
        return Argument(type, typeof(JsonHttpResult<>));
    }

    private static Type? Argument(Type? type, Type generic) =>
        type is { IsGenericType: true } && type.GetGenericTypeDefinition() == generic ? type.GenericTypeArguments[0] : null;
}
