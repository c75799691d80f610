using System.Text.Json.Serialization;
using Watchkeeper.Core.Json;
using Watchkeeper.Core.Time;
using Watchkeeper.Metrics.Push;
using Watchkeeper.Metrics.Query;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics;

/// <summary>A series as the API lists it, with its newest value.</summary>
internal sealed record MetricView(
    string Name, IReadOnlyDictionary<string, string> Labels, string Kind, string Help, string Source, Instant? Time, double? Value);

/// <summary>The answer of <c>GET /api/v1/metrics</c>.</summary>
internal sealed record MetricList(IReadOnlyList<MetricView> Metrics);

/// <summary>A sample of an answer.</summary>
internal sealed record PointView(Instant Time, double Value);

/// <summary>A series of an answer; the label <c>__name__</c> is its name where it has one.</summary>
internal sealed record SeriesView(IReadOnlyDictionary<string, string> Labels, IReadOnlyList<PointView> Points)
{
    public static SeriesView Of(Labels labels, ReadOnlySpan<long> times, ReadOnlySpan<double> values)
    {
        var points = new List<PointView>(times.Length);
        for (var i = 0; i < times.Length; i++)
        {
            if (!VectorSeries.IsAbsent(values[i]))
            {
                points.Add(new(new Instant(times[i] * 1000), values[i]));
            }
        }

        return new(Of(labels), points);
    }

    public static SortedDictionary<string, string> Of(Labels labels)
    {
        var pairs = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in labels.Pairs)
        {
            pairs.Add(name, value);
        }

        return pairs;
    }
}

/// <summary>The answer of <c>GET /api/v1/metrics/query</c>.</summary>
internal sealed record QueryAnswer(IReadOnlyList<SeriesView> Series);

/// <summary>What a push brought in.</summary>
internal sealed record PushAnswer(int Samples, int Refused);

/// <summary>How much is stored of one series; what it takes in a year is not known before there is a day of it.</summary>
internal sealed record StorageView(string Series, long Samples, long Bytes, double BytesPerSample, long? BytesInAYear, Instant First, Instant Last);

/// <summary>The answer of <c>GET /api/v1/metrics/storage</c>.</summary>
internal sealed record StorageAnswer(long Samples, long Bytes, double BytesPerSample, long? BytesInAYear, long RecentBytes, IReadOnlyList<StorageView> Series);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(InstantConverter), typeof(SecondsConverter)])]
[JsonSerializable(typeof(MetricList))]
[JsonSerializable(typeof(QueryAnswer))]
[JsonSerializable(typeof(SeriesView))]
[JsonSerializable(typeof(PushAnswer))]
[JsonSerializable(typeof(StorageAnswer))]
[JsonSerializable(typeof(JsonSample))]
internal sealed partial class MetricsJson : JsonSerializerContext;
