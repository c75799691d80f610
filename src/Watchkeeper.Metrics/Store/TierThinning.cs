using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Store;

/// <summary>
/// Keeps a thinned-out tier of a series up with the finer one. A watermark says up to where the tier has everything; samples that come behind it lower it,
/// and the periods from there on are thinned out again.
/// </summary>
internal sealed class TierThinning(Database database, HostClock clock, Action<LiveSeries, long, string> damaged)
{
    /// <summary>What is younger than this still gets late samples so often that it is left alone.</summary>
    public static readonly TimeSpan Settled = TimeSpan.FromHours(2);

    /// <summary>Goes on until the tier is up to date, or what is left is less than <paramref name="atLeast"/>.</summary>
    public async Task CatchUpAsync(LiveSeries series, Tier fine, Tier coarse, TimeSpan atLeast, CancellationToken cancellation)
    {
        if (database.Read(session => MetricsStore.Watermark(session, series.Id, coarse.Number)) is null)
        {
            await database.WriteAsync(transaction => Begin(transaction, series.Id, fine, coarse), Durability.Periodic, cancellation);
        }

        while (database.Read(session => Next(session, series.Id, fine, coarse, atLeast)) is { } work)
        {
            var chunks = Thin(series, work, coarse);
            await database.WriteAsync(transaction => Replace(transaction, series.Id, coarse, work, chunks), Durability.Periodic, cancellation);
        }
    }

    /// <summary>A database of before there were watermarks has what it has: the tier is as far as its newest chunk.</summary>
    private static void Begin(Transaction transaction, long series, Tier fine, Tier coarse)
    {
        if ((MetricsStore.Newest(transaction, series, coarse.Number) ?? MetricsStore.Oldest(transaction, series, fine.Number) - 1) is { } until)
        {
            MetricsStore.SetWatermark(transaction, series, coarse.Number, until);
        }
    }

    /// <summary>The next stretch that has samples behind the watermark, at most as long as a chunk of the tier.</summary>
    private Work? Next(Session session, long series, Tier fine, Tier coarse, TimeSpan atLeast)
    {
        var step = (long)coarse.Step.TotalMilliseconds;
        var until = (clock.Now - Settled).Microseconds / 1000 / step * step;
        if (MetricsStore.Watermark(session, series, coarse.Number) is not { } mark || until - (mark / 1000) < atLeast.TotalMilliseconds)
        {
            return null;
        }

        if (MetricsStore.FirstAfter(session, series, fine.Number, mark + 1, clock.BootId, (long)fine.Longest.TotalMicroseconds) is not { } first)
        {
            return null;
        }

        var begin = Thinning.End(Math.Max(first, mark + 1) / 1000, step) - step;
        var end = Math.Min(until, begin + (long)(coarse.Longest - TimeSpan.FromDays(1)).TotalMilliseconds);
        return end <= begin ? null : new(
            mark,
            begin,
            end,
            MetricsStore.Chunks(session, series, fine.Number, (begin + 1) * 1000, end * 1000, (long)fine.Longest.TotalMicroseconds),
            MetricsStore.Chunks(session, series, coarse.Number, (begin + 1) * 1000, end * 1000, (long)coarse.Longest.TotalMicroseconds));
    }

    private List<NewChunk> Thin(LiveSeries series, Work work, Tier coarse)
    {
        var step = (long)coarse.Step.TotalMilliseconds;
        using var fine = Read(series, work.Fine);
        using var known = Read(series, work.Known);
        var (times, columns) = Rises(series, fine)
            ? Thinning.Counter(fine, known, step, work.Begin, work.End)
            : Thinning.Gauge(fine, known, step, work.Begin, work.End);
        return NewChunk.Split(series.Id, Era.Right, times, coarse.Longest, columns);
    }

    private static void Replace(Transaction transaction, long series, Tier coarse, Work work, List<NewChunk> chunks)
    {
        foreach (var chunk in work.Known)
        {
            MetricsStore.DeleteChunk(transaction, chunk.Id);
        }

        foreach (var chunk in chunks)
        {
            MetricsStore.AddChunk(transaction, coarse.Number, chunk);
        }

        // Where samples came meanwhile the mark was lowered, and stays there.
        if (MetricsStore.Watermark(transaction, series, coarse.Number) == work.Mark)
        {
            MetricsStore.SetWatermark(transaction, series, coarse.Number, work.End * 1000);
        }

        MetricsStore.LowerWatermark(transaction, series, coarse.Number + 1, work.Begin * 1000);
    }

    /// <summary>Three columns of a chunk's samples: of one with a single column three times the same.</summary>
    private ThinnedSamples Read(LiveSeries series, List<StoredChunk> chunks)
    {
        var samples = new ThinnedSamples();
        using var decoded = new ChunkSamples();
        foreach (var chunk in chunks)
        {
            try
            {
                Chunk.Decode(chunk.Data, chunk.Wall / 1000, decoded);
                samples.Add(decoded);
            }
            catch (InvalidDataException problem)
            {
                damaged(series, chunk.Id, problem.Message);
            }
        }

        samples.Order();
        return samples;
    }

    /// <summary>A counter, or what its sender called nothing but behaves as one.</summary>
    private static bool Rises(LiveSeries series, ThinnedSamples samples)
    {
        if (series.Family.Kind != MetricKind.Untyped)
        {
            return series.Family.Kind == MetricKind.Counter;
        }

        var falls = 0;
        var values = samples.Means;
        for (var i = 1; i < values.Length; i++)
        {
            falls += values[i] < values[i - 1] ? 1 : 0;
        }

        return falls <= values.Length / 1000;
    }

    /// <summary>A stretch to thin out: times after <paramref name="Begin"/> and up to <paramref name="End"/> (milliseconds, ends of periods).</summary>
    /// <param name="Mark">The watermark when it was planned, microseconds.</param>
    /// <param name="Known">What the tier has of it already, perhaps of samples that are gone.</param>
    private sealed record Work(long Mark, long Begin, long End, List<StoredChunk> Fine, List<StoredChunk> Known);
}
