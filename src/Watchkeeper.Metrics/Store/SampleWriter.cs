using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Store;

/// <summary>Takes samples in: into memory at once, and with the next group commit into the database as one row.</summary>
internal sealed class SampleWriter(Database database, SeriesCatalog catalog, HostClock clock, HostIdentity host)
{
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
            while (!sample.Series.Head.TryAppend(sample.Time ?? milliseconds, sample.Value, era))
            {
                sample = sample with { Series = catalog.Revive(sample.Series) };
            }
        }

        return database.WriteAsync(
            transaction =>
            {
                var key = HostKey(transaction);
                var numbered = Number(transaction, key, samples);
                MetricsStore.AddTick(transaction, key, Grounded(time), boot, RecentSamples.Encode(numbered));
            },
            Durability.Periodic);
    }

    public long HostKey(Session session) => _hostKey != 0 ? _hostKey : _hostKey = MetricsStore.HostKey(session, host);

    /// <summary>Gives new series their numbers, and puts the samples in the order of these.</summary>
    private static List<(long Id, Sample Sample)> Number(Transaction transaction, long host, Sample[] samples)
    {
        var numbered = new List<(long Id, Sample Sample)>(samples.Length);
        foreach (var sample in samples)
        {
            var series = sample.Series;
            var id = series.Id;
            if (id == 0)
            {
                id = MetricsStore.AddSeries(transaction, host, series);
                transaction.OnCommit(() => series.Id = id);
            }

            numbered.Add((id, sample));
        }

        numbered.Sort(static (left, right) => left.Id.CompareTo(right.Id));
        return numbered;
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
