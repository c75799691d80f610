using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Store;

/// <summary>
/// What is done in the background, a series at a time: joins the chunks of an hour to chunks of a day (a third smaller), thins out for the tiers, and
/// deletes what is older than its tier is kept.
/// </summary>
internal sealed class Housekeeping(Database database, SeriesCatalog catalog, HostClock clock, SampleWriter writer, Action<LiveSeries, long, string> damaged)
{
    private const int ChunksAtOnce = 500;
    private const int JoinWhen = 24;

    private static readonly Era Right = new(Guid.Empty, 0, Trusted: true);
    private static readonly TimeSpan Settled = TimeSpan.FromHours(2);

    public async Task RunAsync(SampleRetention retention, CancellationToken cancellation)
    {
        // A tier after the other: what is written together goes together, and gives back whole pages.
        await EachAsync(series => JoinAsync(series, cancellation));
        await EachAsync(series => ThinAsync(series, retention.Raw, retention.Fine, TimeSpan.FromHours(12), cancellation));
        await EachAsync(series => ThinAsync(series, retention.Fine, retention.Coarse, TimeSpan.FromDays(4), cancellation));

        await DeleteAsync(retention, cancellation);
        await ForgetAsync(cancellation);
    }

    private async Task EachAsync(Func<LiveSeries, Task> work)
    {
        foreach (var series in catalog.All().Where(series => series.Id != 0))
        {
            await work(series);
        }
    }

    /// <summary>
    /// Forgets the series of which nothing is left, so that what sent under a thousand names once does not take its source's places forever. The writer's
    /// loop decides: a sample that comes before is seen by it, and one that comes afterwards makes the series anew.
    /// </summary>
    private Task ForgetAsync(CancellationToken cancellation) => database.WriteAsync(
        transaction =>
        {
            foreach (var id in MetricsStore.EmptySeries(transaction, writer.HostKey(transaction)))
            {
                if (catalog.ById(id) is { } series && catalog.TryRetire(series))
                {
                    MetricsStore.DeleteSeries(transaction, id);
                }
            }
        },
        Durability.Periodic,
        cancellation);

    /// <summary>Chunks that end two hours ago or earlier, once there are enough of them, become as few as can be.</summary>
    public async Task JoinAsync(LiveSeries series, CancellationToken cancellation)
    {
        var before = (clock.Now - Settled).Microseconds;
        var small = database.Read(session => MetricsStore.SmallChunks(session, series.Id, NewChunk.MostSamples / 2, before));
        if (small.Count < JoinWhen)
        {
            return;
        }

        var samples = new SampleBuffer();
        var read = small.Where(chunk => TryRead(series, chunk, samples)).ToArray();
        samples.Order();
        var joined = NewChunk.Split(series.Id, Right, samples.Times, samples.Values);
        await database.WriteAsync(
            transaction =>
            {
                foreach (var chunk in read)
                {
                    MetricsStore.DeleteChunk(transaction, chunk.Id);
                }

                foreach (var chunk in joined)
                {
                    MetricsStore.AddChunk(transaction, series.Id, 0, chunk.Wall, chunk.Span, chunk.Count, chunk.Era, chunk.Data);
                }
            },
            Durability.Periodic,
            cancellation);
    }

    /// <summary>Continues a thinned-out tier from the finer one, once so much has come together.</summary>
    public async Task ThinAsync(LiveSeries series, Tier fine, Tier coarse, TimeSpan atLeast, CancellationToken cancellation)
    {
        var (step, until) = ((long)coarse.Step.TotalMilliseconds, (clock.Now - Settled).Microseconds / 1000);
        var chunks = database.Read(session =>
        {
            var from = MetricsStore.Newest(session, series.Id, coarse.Number) + 1 ?? MetricsStore.Oldest(session, series.Id, fine.Number);
            return from is null || until - (from / 1000) < atLeast.TotalMilliseconds
                ? []
                : MetricsStore.Chunks(session, series.Id, fine.Number, from.Value, until * 1000, (long)fine.Longest.TotalMicroseconds)
                    .ConvertAll(chunk => (From: from.Value / 1000, Chunk: chunk));
        });
        if (chunks.Count == 0)
        {
            return;
        }

        var thinned = Thin(series, chunks, step, until);
        if (thinned.Times.Length > 0)
        {
            var chunk = NewChunk.Of(series.Id, Right, thinned.Times, thinned.Columns);
            await database.WriteAsync(
                transaction => MetricsStore.AddChunk(
                    transaction, series.Id, coarse.Number, chunk.Wall, chunk.Span, chunk.Count, chunk.Era, chunk.Data),
                Durability.Periodic,
                cancellation);
        }
    }

    private (long[] Times, double[][] Columns) Thin(LiveSeries series, List<(long From, StoredChunk Chunk)> chunks, long step, long until)
    {
        // At most a week or so at once: what is left is thinned out the next time.
        var from = chunks[0].From;
        until = Math.Min(until, from + (long)TimeSpan.FromDays(step < 3_600_000 ? 7 : 80).TotalMilliseconds);
        var columns = new[] { new SampleBuffer(), new SampleBuffer(), new SampleBuffer() };
        var three = false;
        foreach (var (_, chunk) in chunks)
        {
            if (Read(series, chunk) is { } samples)
            {
                three |= samples.Columns.Length == 3;
                for (var column = 0; column < columns.Length; column++)
                {
                    samples.CopyTo(columns[column], Math.Min(column, samples.Columns.Length - 1), from, until);
                }
            }
        }

        foreach (var column in columns)
        {
            column.Order();
        }

        var times = columns[0].Times;
        var values = columns[0].Values;
        return Rises(series, values) ? Thinning.Counter(times, values, step, until)
            : three ? Thinning.Again(
                new(times.ToArray(), [values.ToArray(), columns[1].Values.ToArray(), columns[2].Values.ToArray()]), step, until)
            : Thinning.Gauge(times, values, step, until);
    }

    /// <summary>A counter, or what its sender called nothing but behaves as one.</summary>
    private static bool Rises(LiveSeries series, ReadOnlySpan<double> values)
    {
        if (series.Family.Kind != MetricKind.Untyped)
        {
            return series.Family.Kind == MetricKind.Counter;
        }

        var falls = 0;
        for (var i = 1; i < values.Length; i++)
        {
            falls += values[i] < values[i - 1] ? 1 : 0;
        }

        return falls <= values.Length / 1000;
    }

    private async Task DeleteAsync(SampleRetention retention, CancellationToken cancellation)
    {
        foreach (var tier in retention.Tiers)
        {
            var before = (clock.Now - tier.Keep).Microseconds;
            while (await database.WriteAsync(
                transaction => MetricsStore.DeleteChunks(transaction, writer.HostKey(transaction), tier.Number, before, ChunksAtOnce),
                Durability.Periodic,
                cancellation) == ChunksAtOnce)
            {
            }
        }
    }

    private bool TryRead(LiveSeries series, StoredChunk chunk, SampleBuffer samples)
    {
        var read = Read(series, chunk);
        read?.CopyTo(samples, 0, long.MinValue, long.MaxValue);
        return read is not null;
    }

    private ChunkSamples? Read(LiveSeries series, StoredChunk chunk)
    {
        try
        {
            return Chunk.Decode(chunk.Data, chunk.Wall / 1000);
        }
        catch (InvalidDataException problem)
        {
            damaged(series, chunk.Id, problem.Message);
            return null;
        }
    }
}
