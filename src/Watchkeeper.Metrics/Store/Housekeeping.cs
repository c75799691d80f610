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

    private readonly TierThinning _thinning = new(database, clock, damaged);

    public async Task RunAsync(SampleRetention retention, CancellationToken cancellation)
    {
        // A tier after the other: what is written together goes together, and gives back whole pages.
        await EachAsync(series => JoinAsync(series, cancellation));
        await EachAsync(series => _thinning.CatchUpAsync(series, retention.Raw, retention.Fine, TimeSpan.FromHours(12), cancellation));
        await EachAsync(series => _thinning.CatchUpAsync(series, retention.Fine, retention.Coarse, TimeSpan.FromDays(4), cancellation));

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
        var before = (clock.Now - TierThinning.Settled).Microseconds;
        var small = database.Read(session => MetricsStore.SmallChunks(session, series.Id, NewChunk.MostSamples / 2, before));
        if (small.Count < JoinWhen)
        {
            return;
        }

        using var samples = new SampleBuffer();
        using var decoded = new ChunkSamples();
        var read = small.Where(chunk => TryRead(series, chunk, decoded, samples)).ToArray();
        samples.Order();
        var joined = NewChunk.Split(series.Id, Era.Right, samples.Times, samples.Values);
        await database.WriteAsync(
            transaction =>
            {
                foreach (var chunk in read)
                {
                    MetricsStore.DeleteChunk(transaction, chunk.Id);
                }

                foreach (var chunk in joined)
                {
                    MetricsStore.AddChunk(transaction, 0, chunk);
                }
            },
            Durability.Periodic,
            cancellation);
    }

    private async Task DeleteAsync(SampleRetention retention, CancellationToken cancellation)
    {
        var now = await database.WriteAsync(DeletionTime, Durability.Periodic, cancellation);
        foreach (var tier in retention.Tiers)
        {
            var before = (now - tier.Keep).Microseconds;
            while (await database.WriteAsync(
                transaction => MetricsStore.DeleteChunks(transaction, writer.HostKey(transaction), tier, before, ChunksAtOnce),
                Durability.Periodic,
                cancellation) == ChunksAtOnce)
            {
            }
        }
    }

    private Instant DeletionTime(Transaction transaction)
    {
        var (host, now) = (writer.HostKey(transaction), clock.Now);
        var time = MetricsStore.DeletionClock(transaction, host)?.At(now) ?? new(now);
        MetricsStore.SetDeletionClock(transaction, host, time);
        return time.Believed;
    }

    private bool TryRead(LiveSeries series, StoredChunk chunk, ChunkSamples decoded, SampleBuffer samples)
    {
        try
        {
            Chunk.Decode(chunk.Data, chunk.Wall / 1000, decoded);
            decoded.CopyTo(samples, 0, long.MinValue, long.MaxValue);
            return true;
        }
        catch (InvalidDataException problem)
        {
            damaged(series, chunk.Id, problem.Message);
            return false;
        }
    }
}
