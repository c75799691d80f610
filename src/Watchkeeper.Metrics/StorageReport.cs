using Watchkeeper.Core.Data;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics;

/// <summary>How much the samples take, now and in a year at the present pace.</summary>
internal static class StorageReport
{
    /// <summary>What a chunk costs beside its bytes: its row's other columns, and its place in the index.</summary>
    private const long RowBytes = 60;

    public static StorageAnswer Read(Session session, long host, SeriesCatalog catalog)
    {
        var names = catalog.All().Where(series => series.Id != 0).ToDictionary(series => series.Id, series => series.Labels.ToString());
        var views = MetricsStore.Sizes(session, host).GroupBy(size => size.Series)
            .Select(tiers => View(names.GetValueOrDefault(tiers.Key, $"series {tiers.Key}"), [.. tiers]))
            .OrderByDescending(view => view.Bytes).ThenBy(view => view.Series, StringComparer.Ordinal).ToArray();
        var (samples, bytes) = (views.Sum(view => view.Samples), views.Sum(view => view.Bytes));
        var recent = MetricsStore.RecentSize(session, host);
        return new(samples, bytes, PerSample(bytes, samples), views.Sum(view => view.BytesPerYear), recent.Bytes + (recent.Rows * RowBytes), views);
    }

    /// <summary>A year's samples as they came would be thinned out after their retention; the projection is for keeping all of them.</summary>
    private static StorageView View(string name, StoredSize[] tiers)
    {
        var bytes = tiers.Sum(tier => tier.Bytes + (tier.Chunks * RowBytes));
        var samples = tiers.Sum(tier => tier.Samples);
        var perYear = tiers.Sum(tier =>
        {
            var years = (tier.Last - tier.First) / TimeSpan.FromDays(365.25);
            return years > 0 ? (long)((tier.Bytes + (tier.Chunks * RowBytes)) / years) : 0;
        });
        return new(name, samples, bytes, PerSample(bytes, samples), perYear, tiers.Min(tier => tier.First), tiers.Max(tier => tier.Last));
    }

    private static double PerSample(long bytes, long samples) => samples == 0 ? 0 : Math.Round((double)bytes / samples, 3);
}
