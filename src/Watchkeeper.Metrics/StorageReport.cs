using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;
using Watchkeeper.Metrics.Series;
using Watchkeeper.Metrics.Store;

namespace Watchkeeper.Metrics;

/// <summary>
/// How much the samples take, now and in a year at the present pace. Each tier is projected by itself: what a period of it takes, times how long it is kept
/// or a year. A tier that has nothing yet is taken to cost what the finer one does, three columns for one. Of what came within less than a day no year is
/// foretold.
/// </summary>
internal static class StorageReport
{
    /// <summary>What a chunk costs beside its bytes: its row's other columns, its place in the index, and what pages leave empty.</summary>
    private const long RowBytes = 90;

    private static readonly TimeSpan Year = TimeSpan.FromDays(365.25);

    /// <summary>A series of which nothing came for so long has no pace.</summary>
    private static readonly TimeSpan Silent = TimeSpan.FromDays(1);

    /// <summary>What came within less than this tells nothing of a year.</summary>
    private static readonly TimeSpan Enough = TimeSpan.FromDays(1);

    public static StorageAnswer Read(Session session, long host, SeriesCatalog catalog, SampleRetention retention, Instant now)
    {
        var sizes = MetricsStore.Sizes(session, host, NewChunk.MostSamples / 2).ToLookup(size => size.Series);
        var known = catalog.All().Where(series => series.Id != 0).Select(series => (series.Id, Name: series.ToString(), series.Head.Held)).ToArray();
        var recent = MetricsStore.RecentSize(session, host);
        var recentBytes = recent.Bytes + (recent.Rows * RowBytes);
        var perHeld = (double)recentBytes / Math.Max(1, known.Sum(series => (long)series.Held.Count));
        var names = known.Select(series => series.Id).ToHashSet();
        var views = known.Concat(sizes.Where(size => !names.Contains(size.Key)).Select(size => (size.Key, $"series {size.Key}", (0, 0L, 0L))))
            .Select(series => View(series.Item2, [.. sizes[series.Item1]], series.Item3, perHeld, retention, now)).OfType<StorageView>()
            .OrderByDescending(view => view.Bytes).ThenBy(view => view.Series, StringComparer.Ordinal).ToArray();
        var (samples, bytes) = (views.Sum(view => view.Samples), views.Sum(view => view.Bytes));
        var inAYear = Array.TrueForAll(views, view => view.BytesInAYear is null) ? null : views.Sum(view => view.BytesInAYear);
        return new(samples, bytes, PerSample(bytes, samples), inAYear, recentBytes, views);
    }

    /// <summary>A series with what is in chunks, and its share of what is not yet; null when it has nothing.</summary>
    private static StorageView? View(
        string name, StoredSize[] tiers, (int Count, long First, long Last) held, double perHeld, SampleRetention retention, Instant now)
    {
        var samples = tiers.Sum(tier => tier.Samples) + held.Count;
        if (samples == 0)
        {
            return null;
        }

        var bytes = tiers.Sum(Bytes) + (long)(held.Count * perHeld);
        var firsts = tiers.Select(tier => tier.First);
        var lasts = tiers.Select(tier => tier.Last);
        var first = (held.Count == 0 ? firsts : firsts.Append(new(held.First * 1000))).Min();
        var last = (held.Count == 0 ? lasts : lasts.Append(new(held.Last * 1000))).Max();
        long? inAYear = now - last > Silent ? 0 : last - first < Enough || tiers.Length == 0 ? null : Projected(tiers, retention);
        return new(name, samples, bytes, PerSample(bytes, samples), inAYear, first, last);
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
