using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;
using Watchkeeper.Metrics.Series;
using Watchkeeper.Metrics.Store;

namespace Watchkeeper.Metrics;

/// <summary>
/// How much the samples take, now and in a year at the present pace. Each tier is projected by itself: what a period of it takes, times how long it is kept
/// or a year. A tier that has nothing yet is taken to cost what the finer one does, three columns for one. Before the first chunks are joined no year is
/// foretold, and of what comes rarely not for weeks.
/// </summary>
internal static class StorageReport
{
    /// <summary>What a chunk costs beside its bytes: its row's other columns, its place in the index, and what pages leave empty.</summary>
    private const long RowBytes = 90;

    private static readonly TimeSpan Year = TimeSpan.FromDays(365.25);

    /// <summary>A series of which nothing came for so long has no pace.</summary>
    private static readonly TimeSpan Silent = TimeSpan.FromDays(1);

    /// <summary>What came within less than this tells nothing of a year: the chunks of its hours are joined only after a day.</summary>
    private static readonly TimeSpan Enough = TimeSpan.FromHours(30);

    /// <summary>Of a series with fewer samples than this, rows weigh more than what is in them, and their number settles slowly.</summary>
    private const long Many = 2000;
    private static readonly TimeSpan EnoughOfFew = TimeSpan.FromDays(21);

    public static StorageAnswer Read(Session session, long host, SeriesCatalog catalog, SampleRetention retention, Instant now)
    {
        var sizes = MetricsStore.Sizes(session, host).ToLookup(size => size.Series);
        var series = catalog.All().Where(one => one.Id != 0).Select(one => (one.Id, Name: one.ToString(), one.Head.Held)).ToArray();
        var recent = MetricsStore.RecentSize(session, host);
        var recentBytes = recent.Bytes + (recent.Rows * RowBytes);
        var perHeld = (double)recentBytes / Math.Max(1, series.Sum(one => (long)one.Held.Count));
        var names = series.Select(one => one.Id).ToHashSet();
        var views = series.Concat(sizes.Where(size => !names.Contains(size.Key)).Select(size => (size.Key, $"series {size.Key}", (0, 0L, 0L))))
            .Select(one => View(one.Item2, [.. sizes[one.Item1]], one.Item3, perHeld, retention, now)).OfType<StorageView>()
            .OrderByDescending(view => view.Bytes).ThenBy(view => view.Series, StringComparer.Ordinal).ToArray();
        var (samples, bytes) = (views.Sum(view => view.Samples), views.Sum(view => view.Bytes));
        var known = views.Where(view => view.BytesInAYear is not null).ToArray();

        // A few young series do not make the whole unknown.
        var inAYear = known.Sum(view => view.Bytes) < bytes * 0.9 || known.Length == 0 ? null : known.Sum(view => view.BytesInAYear);
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
        var isKnown = tiers.Length > 0 && last - first >= (samples >= Many ? Enough : EnoughOfFew);
        long? inAYear = now - last > Silent ? 0 : isKnown ? Projected(tiers, held.Count, last, retention) : null;
        return new(name, samples, bytes, PerSample(bytes, samples), inAYear, first, last);
    }

    /// <param name="held">Samples that are not in chunks yet.</param>
    /// <param name="last">The newest sample: how fast they come is told by all the time from the first to the last, also by that in which few came.</param>
    private static long Projected(StoredSize[] tiers, int held, Instant last, SampleRetention retention)
    {
        var sum = 0.0;
        var (perPoint, pointsPerDay) = (0.0, 0.0);
        foreach (var tier in retention.Tiers)
        {
            var kept = Math.Min(tier.Keep.TotalDays, Year.TotalDays);
            if (Array.Find(tiers, size => size.Tier == tier.Number) is { Samples: > 1 } size && size.Last > size.First)
            {
                var until = tier.Number == 0 ? last : size.Last;
                (perPoint, pointsPerDay) = (PerPoint(size), (size.Samples - 1 + (tier.Number == 0 ? held : 0)) / (until - size.First).TotalDays);

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

    /// <summary>By the chunks that are joined already: those of an hour take more for a sample.</summary>
    private static double PerPoint(StoredSize size) => (double)(size.LargeBytes + (size.LargeChunks * RowBytes)) / size.LargeSamples;

    private static long Bytes(StoredSize size) => size.Bytes + (size.Chunks * RowBytes);

    private static double PerSample(long bytes, long samples) => samples == 0 ? 0 : Math.Round((double)bytes / samples, 3);
}
