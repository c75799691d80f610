using System.Text.Json;
using Watchkeeper.Metrics.Exposition;
using Watchkeeper.Metrics.Query;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics;

/// <summary>Answers in Prometheus' own JSON (https://prometheus.io/docs/prometheus/latest/querying/api/), which Grafana and others read.</summary>
internal static class PrometheusJson
{
    public static byte[] Success(Action<Utf8JsonWriter> data) => Write(json =>
    {
        json.WriteString("status", "success");
        json.WritePropertyName("data");
        data(json);
    });

    public static byte[] Failure(string type, string message) => Write(json =>
    {
        json.WriteString("status", "error");
        json.WriteString("errorType", type);
        json.WriteString("error", message);
    });

    public static void Instant(Utf8JsonWriter json, long time, QueryValue value)
    {
        json.WriteStartObject();
        json.WriteString("resultType", value.Kind == ValueKind.Text ? "string" : value.Kind == ValueKind.Scalar ? "scalar" : "vector");
        json.WritePropertyName("result");
        switch (value.Kind)
        {
            case ValueKind.Scalar:
                Point(json, time, PrometheusText.Number(value.Scalar[0]));
                break;
            case ValueKind.Text:
                Point(json, time, value.Text);
                break;
            default:
                json.WriteStartArray();
                foreach (var series in value.Vector.Where(series => !VectorSeries.IsAbsent(series.Values[0])))
                {
                    json.WriteStartObject();
                    Metric(json, series.Labels);
                    json.WritePropertyName("value");
                    Point(json, time, PrometheusText.Number(series.Values[0]));
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                break;
        }

        json.WriteEndObject();
    }

    public static void Range(Utf8JsonWriter json, IEnumerable<(Labels Labels, long[] Times, double[] Values)> matrix)
    {
        json.WriteStartObject();
        json.WriteString("resultType", "matrix");
        json.WriteStartArray("result");
        foreach (var (labels, times, values) in matrix)
        {
            json.WriteStartObject();
            Metric(json, labels);
            json.WriteStartArray("values");
            for (var i = 0; i < times.Length; i++)
            {
                if (!VectorSeries.IsAbsent(values[i]))
                {
                    Point(json, times[i], PrometheusText.Number(values[i]));
                }
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void Texts(Utf8JsonWriter json, IEnumerable<string> texts)
    {
        json.WriteStartArray();
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    public static void LabelSet(Utf8JsonWriter json, Labels labels)
    {
        json.WriteStartObject();
        foreach (var (name, value) in labels.Pairs)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }

    private static void Metric(Utf8JsonWriter json, Labels labels)
    {
        json.WritePropertyName("metric");
        LabelSet(json, labels);
    }

    private static void Point(Utf8JsonWriter json, long time, string value)
    {
        json.WriteStartArray();
        json.WriteNumberValue(time / 1000m);
        json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static byte[] Write(Action<Utf8JsonWriter> content)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            content(json);
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }
}
