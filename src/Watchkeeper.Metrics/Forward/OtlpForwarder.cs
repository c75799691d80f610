using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Forward;

/// <summary>
/// OTLP over HTTP as JSON (https://opentelemetry.io/docs/specs/otlp): counters are monotonic cumulative sums, everything else gauges; names and labels stay
/// what they are here.
/// </summary>
internal sealed class OtlpForwarder(ForwardOptions options, HttpForwarding http) : IForwarder
{
    private const int Cumulative = 2;

    public Task<Delivery> SendAsync(IReadOnlyList<ForwardedSample> samples, CancellationToken cancellation)
    {
        var body = new ByteArrayContent(Encode(samples, options));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return http.PostAsync(body, [], cancellation);
    }

    public void Dispose() => http.Dispose();

    internal static byte[] Encode(IReadOnlyList<ForwardedSample> samples, ForwardOptions options)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteStartArray("resourceMetrics");
            json.WriteStartObject();
            json.WriteStartObject("resource");
            Attributes(json, [.. options.Labels, new("service.name", "watchkeeper")]);
            json.WriteEndObject();
            json.WriteStartArray("scopeMetrics");
            json.WriteStartObject();
            json.WriteStartArray("metrics");
            foreach (var family in samples.GroupBy(sample => sample.Series.Labels.Name))
            {
                Metric(json, family.Key, [.. family]);
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static void Metric(Utf8JsonWriter json, string name, ForwardedSample[] samples)
    {
        var family = samples[0].Series.Family;
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("description", family.Help);
        json.WriteStartObject(family.Kind == MetricKind.Counter ? "sum" : "gauge");
        if (family.Kind == MetricKind.Counter)
        {
            json.WriteNumber("aggregationTemporality", Cumulative);
            json.WriteBoolean("isMonotonic", true);
        }

        json.WriteStartArray("dataPoints");
        foreach (var sample in samples)
        {
            json.WriteStartObject();
            Attributes(json, sample.Series.Labels.Without(Labels.NameLabel).Pairs.ToArray());

            // Protobuf's JSON writes 64-bit integers as texts, and names what is not finite.
            json.WriteString("timeUnixNano", (sample.Time * 1_000_000).ToString(CultureInfo.InvariantCulture));
            if (double.IsFinite(sample.Value))
            {
                json.WriteNumber("asDouble", sample.Value);
            }
            else
            {
                json.WriteString("asDouble", double.IsNaN(sample.Value) ? "NaN" : sample.Value > 0 ? "Infinity" : "-Infinity");
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Attributes(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, string>> pairs)
    {
        json.WriteStartArray("attributes");
        foreach (var (name, value) in pairs)
        {
            json.WriteStartObject();
            json.WriteString("key", name);
            json.WriteStartObject("value");
            json.WriteString("stringValue", value);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
