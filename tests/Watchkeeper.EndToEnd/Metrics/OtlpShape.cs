using System.Globalization;
using System.Text.Json;

namespace Watchkeeper.EndToEnd.Metrics;

/// <summary>A data point of a request.</summary>
/// <param name="Time">Nanoseconds since 1970.</param>
internal sealed record OtlpPoint(string Name, bool IsSum, long Time, double Value);

/// <summary>
/// Reads an ExportMetricsServiceRequest in JSON as a receiver does that was generated from opentelemetry-proto: each object has the fields of its message in
/// lowerCamelCase and no others, 64-bit integers are texts, and enumerations numbers (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding).
/// </summary>
internal static class OtlpShape
{
    public static List<OtlpPoint> Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return
        [
            .. Items(document.RootElement, ["resourceMetrics"], "resourceMetrics").SelectMany(resource =>
            {
                Attributes(Fields(resource.GetProperty("resource"), "attributes", "droppedAttributesCount"));
                return Items(resource, ["resource", "scopeMetrics", "schemaUrl"], "scopeMetrics")
                    .SelectMany(scope => Items(scope, ["scope", "metrics", "schemaUrl"], "metrics")).SelectMany(Metric);
            }),
        ];
    }

    private static IEnumerable<OtlpPoint> Metric(JsonElement metric)
    {
        Fields(metric, "name", "description", "unit", "gauge", "sum", "metadata");
        var name = metric.GetProperty("name").GetString()!;
        var isSum = metric.TryGetProperty("sum", out var data);
        if (isSum)
        {
            Assert.Equal(2, data.GetProperty("aggregationTemporality").GetInt32());
            Assert.True(data.GetProperty("isMonotonic").GetBoolean());
        }
        else
        {
            data = metric.GetProperty("gauge");
        }

        string[] allowed = isSum ? ["dataPoints", "aggregationTemporality", "isMonotonic"] : ["dataPoints"];
        return Items(data, allowed, "dataPoints").Select(point =>
        {
            Attributes(Fields(point, "attributes", "startTimeUnixNano", "timeUnixNano", "asDouble", "asInt", "exemplars", "flags"));
            Assert.Equal(JsonValueKind.String, point.GetProperty("timeUnixNano").ValueKind);
            var time = long.Parse(point.GetProperty("timeUnixNano").GetString()!, NumberStyles.None, CultureInfo.InvariantCulture);
            var value = point.GetProperty("asDouble");
            return new OtlpPoint(name, isSum, time, value.ValueKind == JsonValueKind.Number ? value.GetDouble() : Named(value.GetString()!));
        });
    }

    private static double Named(string text) => text switch
    {
        "NaN" => double.NaN,
        "Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        _ => throw new InvalidDataException($"“{text}” is not a double of protobuf's JSON."),
    };

    private static void Attributes(JsonElement owner)
    {
        foreach (var pair in owner.GetProperty("attributes").EnumerateArray())
        {
            Fields(pair, "key", "value");
            Assert.Equal(JsonValueKind.String, Fields(pair.GetProperty("value"), "stringValue").GetProperty("stringValue").ValueKind);
        }
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement owner, string[] allowed, string field) => Fields(owner, allowed).GetProperty(field).EnumerateArray();

    private static JsonElement Fields(JsonElement message, params string[] allowed)
    {
        Assert.All(message.EnumerateObject(), field => Assert.Contains(field.Name, allowed));
        return message;
    }
}
