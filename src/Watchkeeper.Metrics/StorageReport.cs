using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;
using Watchkeeper.Metrics.Series;
using Watchkeeper.Metrics.Store;

namespace Watchkeeper.Metrics;

/// <summary>
/// How much the samples take, now and in a year at the present pace. Each tier is projected by itself: what a period of it takes, times how long it is kept
/// or a year. A tier that has nothing yet is taken to cost what the finer one does, three columns for one.
/// </summary>
internal static class StorageReport
{
    /// <summary>What a chunk costs beside its bytes: its row's other columns, its place in the index, and what pages leave empty.</summary>
    private const long RowBytes = 90;

    private static readonly TimeSpan Year = TimeSpan.FromDays(365.25);

    /// <summary>A series of which nothing came for so long has no pace.</summary>
    private static readonly TimeSpan Silent = TimeSpan.FromDays(1);

    public static StorageAnswer Read(Session session, long host, SeriesCatalog catalog, SampleRetention retention, Instant now)
    {
        var names = catalog.All().Where(series => series.Id != 0).ToDictionary(series => series.Id);
        var views = MetricsStore.Sizes(session, host, NewChunk.MostSamples / 2).GroupBy(size => size.Series)
            .Select(tiers => View(names.GetValueOrDefault(tiers.Key)?.ToString() ?? $"series {tiers.Key}", [.. tiers], retention, now))
            .OrderByDescending(view => view.Bytes).ThenBy(view => view.Series, StringComparer.Ordinal).ToArray();
        var (samples, bytes) = (views.Sum(view => view.Samples), views.Sum(view => view.Bytes));
        var recent = MetricsStore.RecentSize(session, host);
        return new(samples, bytes, PerSample(bytes, samples), views.Sum(view => view.BytesInAYear), recent.Bytes + (recent.Rows * RowBytes), views);
    }

    private static StorageView View(string name, StoredSize[] tiers, SampleRetention retention, Instant now)
    {
        var bytes = tiers.Sum(Bytes);
        var samples = tiers.Sum(tier => tier.Samples);
        var last = tiers.Max(tier => tier.Last);
        var inAYear = now - last > Silent ? 0 : Projected(tiers, retention);
        return new(name, samples, bytes, PerSample(bytes, samples), inAYear, tiers.Min(tier => tier.First), last);
    }

    private static long Projected(StoredSize[] tiers, SampleRetention retention)
    {
        var sum = 0.0;
        var (perPoint, pointsPerDay) = (0.0, 0.0);
        foreach (var tier in retention.Tiers)
        {
            var kept = Math.Min(tier.Keep.TotalDays, Year.TotalDays);
            if (Array.Find(tiers, size => size.Tier == tier.Number) is { Samples: > 1 } size && size.Last > size.First)
            {
                (perPoint, pointsPerDay) = (PerPoint(size), (size.Samples - 1) / (size.Last - size.First).TotalDays);

                // A chunk goes when its last sample is too old: half a chunk's span is kept beyond the limit.
                kept = Math.Min(kept + ((size.Last - size.First).TotalDays / size.Chunks / 2), Year.TotalDays);
            }
            else
            {
                var columns = tier.Number == 1 ? 3 : 1;
                (perPoint, pointsPerDay) = (perPoint * columns, Math.Min(pointsPerDay, tier.Step > TimeSpan.Zero ? TimeSpan.FromDays(1) / tier.Step : 0));
            }

            sum += perPoint * pointsPerDay * kept;
        }

        return (long)sum;
    }

    /// <summary>By the chunks that have their final size where there are some: those of an hour are larger than the ones they are joined to.</summary>
    private static double PerPoint(StoredSize size) => size.LargeSamples > 0
        ? (double)(size.LargeBytes + (size.LargeChunks * RowBytes)) / size.LargeSamples
        : (double)Bytes(size) / size.Samples;

    private static long Bytes(StoredSize size) => size.Bytes + (size.Chunks * RowBytes);

    private static double PerSample(long bytes, long samples) => samples == 0 ? 0 : Math.Round((double)bytes / samples, 3);
}
