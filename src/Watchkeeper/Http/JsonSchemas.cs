using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Http;

/// <summary>The JSON schemas of the types that endpoints take and answer with.</summary>
internal static class JsonSchemas
{
    /// <summary>Nothing of ours is nested deeper; a type that contains itself ends there.</summary>
    private const int Deepest = 12;

    /// <summary>What a converter of ours writes, which the exporter cannot know: it would say "anything".</summary>
    private static readonly JsonSchemaExporterOptions Exporting = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = static (context, schema) =>
        {
            var nullable = Nullable.GetUnderlyingType(context.TypeInfo.Type);
            return (nullable ?? context.TypeInfo.Type) switch
            {
                var type when type == typeof(Instant) => Simple("string", nullable is not null, "format", "date-time"),
                var type when type == typeof(TimeSpan) => Simple("number", nullable is not null, "description", "Seconds."),
                var type when type == typeof(Severity) => Simple("string", nullable is not null, "enum", new JsonArray([.. Enum.GetValues<Severity>().Select(each => (JsonNode)Severities.Name(each))])),
                { IsEnum: true } => Simple("string", nullable is not null),
                _ => schema is JsonObject ? schema : new JsonObject(),
            };
        },
    };

    /// <summary>Anything, where the type's JSON metadata is not among the services'.</summary>
    public static JsonNode Of(Type type, JsonSerializerOptions options)
    {
        if (!options.TryGetTypeInfo(type, out var info))
        {
            return new JsonObject();
        }

        var schema = info.GetJsonSchemaAsNode(Exporting);
        return Whole(schema, schema, Deepest);
    }

    private static JsonObject Simple(string type, bool nullable, string? key = null, JsonNode? value = null)
    {
        var schema = new JsonObject { ["type"] = nullable ? new JsonArray(type, "null") : type };
        if (key is not null)
        {
            schema[key] = value;
        }

        return schema;
    }

    /// <summary>
    /// The exporter points from a type's second mention to its first one, counted from the schema's own root, which is another one inside a document: so
    /// each mention becomes a copy.
    /// </summary>
    private static JsonNode Whole(JsonNode node, JsonNode root, int depth) => node switch
    {
        JsonObject one when one["$ref"] is { } pointer => depth == 0 ? new JsonObject() : Whole(At(root, (string)pointer!), root, depth - 1),
        JsonObject one => new JsonObject(one.Select(pair => KeyValuePair.Create(pair.Key, pair.Value is null ? null : Whole(pair.Value, root, depth)))),
        JsonArray many => new JsonArray([.. many.Select(each => each is null ? null : Whole(each, root, depth))]),
        _ => node.DeepClone(),
    };

    /// <summary>What a JSON pointer (RFC 6901) after a <c>#</c> points at.</summary>
    private static JsonNode At(JsonNode root, string pointer) => pointer.Split('/').Skip(1)
        .Select(part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))
        .Aggregate(root, static (node, part) => (node is JsonArray many ? many[int.Parse(part, CultureInfo.InvariantCulture)] : node[part])!);
}
