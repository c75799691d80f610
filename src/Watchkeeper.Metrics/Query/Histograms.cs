using System.Globalization;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Query;

/// <summary>Quantiles of histograms with buckets by the label <c>le</c>, interpolated within a bucket as Prometheus does.</summary>
internal static class Histograms
{
    private static readonly HashSet<string> Bucket = new(StringComparer.Ordinal) { "le", Labels.NameLabel };

    public static List<VectorSeries> Quantile(double[] quantiles, IReadOnlyList<VectorSeries> vector)
    {
        var result = new List<VectorSeries>();
        var histograms = vector.Select(series => (Bound: Bound(series.Labels["le"]), Series: series)).Where(bucket => bucket.Bound is not null)
            .GroupBy(bucket => bucket.Series.Labels.Keep(Bucket, keep: false));
        foreach (var histogram in histograms)
        {
            var buckets = histogram.OrderBy(bucket => bucket.Bound).ToArray();
            var values = VectorSeries.None(quantiles.Length);
            for (var step = 0; step < values.Length; step++)
            {
                var present = buckets.Where(bucket => !VectorSeries.IsAbsent(bucket.Series.Values[step]))
                    .Select(bucket => (Bound: bucket.Bound!.Value, Count: bucket.Series.Values[step])).ToArray();
                values[step] = present.Length == 0 ? VectorSeries.Absent : Quantile(quantiles[step], present);
            }

            result.Add(new(histogram.Key, values));
        }

        return result;
    }

    private static double? Bound(string? text) => text switch
    {
        null => null,
        "+Inf" => double.PositiveInfinity,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var bound) ? bound : null,
    };

    private static double Quantile(double quantile, (double Bound, double Count)[] buckets)
    {
        if (double.IsNaN(quantile) || quantile is < 0 or > 1)
        {
            return double.IsNaN(quantile) ? double.NaN : quantile < 0 ? double.NegativeInfinity : double.PositiveInfinity;
        }

        if (!double.IsPositiveInfinity(buckets[^1].Bound) || buckets.Length < 2)
        {
            return double.NaN;
        }

        for (var i = 1; i < buckets.Length; i++)
        {
            buckets[i].Count = Math.Max(buckets[i].Count, buckets[i - 1].Count);
        }

        var observations = buckets[^1].Count;
        if (observations == 0)
        {
            return double.NaN;
        }

        var rank = quantile * observations;
        var at = Array.FindIndex(buckets, 0, buckets.Length - 1, bucket => bucket.Count >= rank);
        if (at < 0)
        {
            return buckets[^2].Bound;
        }

        if (at == 0 && buckets[0].Bound <= 0)
        {
            return buckets[0].Bound;
        }

        var (start, before) = at == 0 ? (0, 0) : (buckets[at - 1].Bound, buckets[at - 1].Count);
        return start + ((buckets[at].Bound - start) * ((rank - before) / (buckets[at].Count - before)));
    }
}
