using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Store;

/// <summary>
/// Takes samples in: into memory at once, and with the next group commit into the database, as rows of some thousand. What costs time (sorting, deflating)
/// is done before the writer's turn, so that no ping waits behind it.
/// </summary>
internal sealed class SampleWriter(Database database, SeriesCatalog catalog, HostClock clock, HostIdentity host)
{
    private const int SamplesInARow = 5000;
    private const int SeriesAtOnce = 500;

    private long _hostKey;

    /// <summary>
    /// Appends a batch. It can be queried when this returns; the task completes when it is committed too (without a sync of its own), or when the
    /// database, being away, had to drop it.
    /// </summary>
    /// <param name="samples">Given away by the caller.</param>
    public Task AppendAsync(Sample[] samples, Moment time)
    {
        if (samples.Length == 0)
        {
            return Task.CompletedTask;
        }

        var boot = clock.BootId;
        var now = Era.Of(boot, time);
        var milliseconds = time.Wall.Microseconds / 1000;
        foreach (ref var sample in samples.AsSpan())
        {
            // A time that the sender gave is the sender's: our own clock's trouble does not move it.
            var era = sample.Time is null ? now : now with { Trusted = true };
            while (!sample.Series.Head.TryAppend(sample.Time ?? milliseconds, sample.Value, era, isLive: sample.Time is null))
            {
                sample = sample with { Series = catalog.Revive(sample.Series) };
            }
        }

        return WriteAsync(samples, time, boot);
    }

    public long HostKey(Session session) => _hostKey != 0 ? _hostKey : _hostKey = MetricsStore.HostKey(session, host);

    /// <summary>Gives new series their numbers, some at a time. A series with samples in memory, or pinned, keeps its number.</summary>
    public async Task NumberAsync(IEnumerable<LiveSeries> series, CancellationToken cancellation = default)
    {
        foreach (var some in series.Where(one => one.Id == 0).Distinct().Chunk(SeriesAtOnce))
        {
            await database.WriteAsync(
                transaction =>
                {
                    foreach (var one in some)
                    {
                        var id = MetricsStore.AddSeries(transaction, HostKey(transaction), one);
                        transaction.OnCommit(() => one.Id = id);
                    }
                },
                Durability.Periodic,
                cancellation);
        }
    }

    private async Task WriteAsync(Sample[] samples, Moment time, Guid boot)
    {
        if (Array.Exists(samples, static sample => sample.Series.Id == 0))
        {
            await NumberAsync(samples.Select(static sample => sample.Series));
        }

        var rows = samples.Chunk(SamplesInARow).Select(Encode).ToArray();
        await Task.WhenAll(rows.Select(row => database.WriteAsync(
            transaction => MetricsStore.AddTick(transaction, HostKey(transaction), Grounded(time), boot, row), Durability.Periodic)));
    }

    private static byte[] Encode(Sample[] samples)
    {
        var numbered = Array.ConvertAll(samples, static sample => (sample.Series.Id, sample));
        Array.Sort(numbered, static (left, right) => left.Id.CompareTo(right.Id));
        return RecentSamples.Encode(numbered);
    }

    /// <summary>
    /// A batch that waited while the clock became right is written with the right time: the grounding of its table may have passed already.
    /// </summary>
    private Moment Grounded(Moment time)
    {
        var now = clock.Read();
        return time.Trusted || !now.Trusted ? time : new(now.Wall - (now.SinceBoot - time.SinceBoot), time.SinceBoot, Trusted: true);
    }
}
