using System.Text;
using System.Text.Json;
using Watchkeeper.Core.Time;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Push;

/// <summary>One sample in JSON: <c>{"name": "backup_bytes", "labels": {"job": "db"}, "value": 12, "time": "2026-11-20T08:00:00Z", "kind": "gauge"}</c>.</summary>
internal sealed record JsonSample(string? Name, Dictionary<string, string>? Labels, double? Value, Instant? Time, string? Kind);

/// <summary>Reads samples as JSON: one object, an array of them, or an object a line.</summary>
internal static class JsonSamples
{
    /// <exception cref="PushException">It is not such JSON.</exception>
    public static void Read(string text, PushedBatch batch)
    {
        foreach (var (index, sample) in Read(text).Index())
        {
            batch.Add(sample, index + 1);
        }
    }

    /// <exception cref="PushException">It is not such JSON.</exception>
    public static List<PushedSample> Read(string text)
    {
        try
        {
            if (text.AsSpan().TrimStart() is ['[', ..])
            {
                return Elements(Encoding.UTF8.GetBytes(text));
            }

            var lines = text.Split('\n');
            return lines.Length > 1 && lines[0].TrimEnd() is [.., '}']
                ? [.. lines.Index().Where(line => line.Item.Trim().Length > 0).Select(line => One(Encoding.UTF8.GetBytes(line.Item), line.Index + 1))]
                : [One(Encoding.UTF8.GetBytes(text), 1)];
        }
        catch (JsonException problem)
        {
            throw Wrong((int)(problem.LineNumber ?? 0) + 1, problem);
        }
    }

    /// <summary>The samples of an array, one by one, so that each knows the line on which it begins.</summary>
    private static List<PushedSample> Elements(ReadOnlySpan<byte> text)
    {
        var samples = new List<PushedSample>();
        var reader = new Utf8JsonReader(text);
        var (line, counted) = (1, 0);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            line += text[counted..start].Count((byte)'\n');
            counted = start;
            reader.Skip();
            samples.Add(One(text[start..(int)reader.BytesConsumed], line));
        }

        // What stands behind the end is no JSON, and is told by the reader.
        reader.Read();
        return samples;
    }

    private static PushedSample One(ReadOnlySpan<byte> text, int line)
    {
        try
        {
            JsonKeys.Check(text, line);
            return Sample(JsonSerializer.Deserialize(text, MetricsJson.Default.JsonSample), line);
        }
        catch (JsonException problem)
        {
            throw Wrong(line + (int)(problem.LineNumber ?? 0), problem);
        }
    }

    private static PushException Wrong(int line, JsonException problem) => new(
        line, problem.Path is { Length: > 1 } path
            ? $"what stands at {path} is not what a sample has there: name and kind are texts, value is a number, labels are texts by name, time is RFC 3339"
            : "it is not the JSON of samples: " + problem.Message.Split('.')[0]);

    private static PushedSample Sample(JsonSample? sample, int line)
    {
        if (sample?.Name is not { Length: > 0 } name || sample.Value is not { } value)
        {
            throw new PushException(line, "a sample needs a name and a value");
        }

        if (name != TextSamples.Name(name))
        {
            throw new PushException(line, $"“{name}” is not a metric's name (letters, digits, _ and :, no digit first)");
        }

        var kind = sample.Kind switch
        {
            "counter" => MetricKind.Counter,
            "gauge" => MetricKind.Gauge,
            null or "untyped" => name.EndsWith("_total", StringComparison.Ordinal) ? MetricKind.Counter : MetricKind.Untyped,
            var other => throw new PushException(line, $"the kind “{other}” is unknown; write gauge, counter or untyped"),
        };
        foreach (var (label, text) in sample.Labels ?? [])
        {
            if (label != TextSamples.Name(label) || label.Contains(':', StringComparison.Ordinal) || label == Labels.NameLabel)
            {
                throw new PushException(line, $"“{label}” is not a label's name (letters, digits and _, no digit first)");
            }

            if (text is null)
            {
                throw new PushException(line, $"the label {label} has no value");
            }
        }

        var labels = Labels.Of([.. sample.Labels ?? [], new(Labels.NameLabel, name)]);
        return new(new(name, kind, ""), labels, value, sample.Time?.Microseconds / 1000);
    }
}
