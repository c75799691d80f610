using Watchkeeper.Core;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;
using Watchkeeper.Metrics.Series;
using Watchkeeper.Metrics.Store;

namespace Watchkeeper.Metrics.Push;

/// <summary>Puts what was pushed into the store, and answers when it is written.</summary>
internal sealed class PushIntake(SampleStore store, Database database, HostClock clock)
{
    public const string Source = "push";

    /// <summary>A push of more samples goes past memory straight into chunks.</summary>
    private const int Large = 5000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LargePatience = TimeSpan.FromMinutes(1);

    /// <summary>How old the newest sample of another source's series is when a push may take it over.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromHours(1);

    private readonly long _begun = clock.GetTimestamp();

    public PushedBatch Begin() => new(clock, store.Catalog);

    public TextSamples Reader(bool openMetrics) => new(openMetrics, store.Catalog);

    /// <summary>Returns how many samples were kept and how many refused, because their source has as many series as it may have.</summary>
    /// <exception cref="ProblemException">A series belongs to another source, and nothing was kept; or it could not be written.</exception>
    public async Task<PushAnswer> TakeAsync(PushedBatch batch, CancellationToken cancellation)
    {
        var silent = Check(batch);
        if (!database.Ready.IsCompletedSuccessfully || database.WhyAway is not null)
        {
            throw new ProblemException(ProblemKind.Unavailable, database.WhyAway ?? "The database is being opened; nothing was stored. Try again in a moment.");
        }

        var refused = 0;
        try
        {
            await TakeOverAsync(silent, cancellation).WaitAsync(Patience, clock, cancellation);
            (var columns, var samples, refused) = Resolve(batch);
            var isLarge = columns.Sum(column => column.Count) > Large;
            await WriteAsync(columns, samples, isLarge, cancellation).WaitAsync(isLarge ? LargePatience : Patience, clock, cancellation);
        }
        catch (TimeoutException problem)
        {
            throw new ProblemException(
                ProblemKind.Unavailable,
                $"{database.WhyAway ?? "The database is busy."} The samples are in memory and not written yet; sending them again does no harm.",
                problem);
        }

        return new(batch.Count - refused, refused);
    }

    /// <summary>
    /// A push is refused whole when a part of it is not the sender's to give. What another source has not sent for long may be taken over, except the host's:
    /// returns these series.
    /// </summary>
    private List<LiveSeries> Check(PushedBatch batch)
    {
        var silent = new List<LiveSeries>();
        foreach (var labels in batch.Columns.Select(column => column.Labels).Concat(batch.Now.Keys))
        {
            if (store.Catalog.OwnerOf(labels) is not { } owner || owner == Source)
            {
                continue;
            }

            if (owner != SeriesCatalog.Host && store.Catalog.Find(labels) is { } series && IsSilent(series))
            {
                silent.Add(series);
            }
            else
            {
                throw new ProblemException(
                    ProblemKind.Conflict,
                    $"{labels} belongs to the source {owner} and cannot be pushed; nothing was stored. Choose another name, or add a label"
                    + (owner == SeriesCatalog.Host ? "." : ", or push it again when that source has sent no sample of it for an hour."));
            }
        }

        return silent;
    }

    /// <summary>After a start, samples that are chunks already are not in memory: then an hour without any is waited for.</summary>
    private bool IsSilent(LiveSeries series) => series.Head.Latest is { } latest
        ? (clock.Now.Microseconds / 1000) - latest.Time > Silence.TotalMilliseconds
        : clock.GetElapsedTime(_begun) > Silence;

    /// <summary>Written first: otherwise the former source would have them again after a start.</summary>
    private async Task TakeOverAsync(List<LiveSeries> series, CancellationToken cancellation)
    {
        if (series.Count == 0)
        {
            return;
        }

        await database.WriteAsync(
            transaction => series.ForEach(one => MetricsStore.SetSource(transaction, one.Id, Source)), Durability.Durable, cancellation);
        store.Catalog.Give(series, Source);
    }

    private (List<SampleColumn> Columns, List<Sample> Samples, int Refused) Resolve(PushedBatch batch)
    {
        var (columns, samples, refused) = (new List<SampleColumn>(), new List<Sample>(batch.Now.Count), batch.Surplus);
        store.Catalog.Refuse(Source, batch.Surplus);
        foreach (var column in batch.Columns)
        {
            column.Series = store.Catalog.Get(column.Family, column.Labels, Source);
            refused += column.Series is null ? column.Count : 0;
            if (column.Series is not null)
            {
                columns.Add(column);
            }
        }

        foreach (var (labels, (family, value)) in batch.Now)
        {
            if (store.Catalog.Get(family, labels, Source) is { } series)
            {
                samples.Add(new(series, value));
            }
            else
            {
                refused++;
            }
        }

        return (columns, samples, refused);
    }

    private async Task WriteAsync(List<SampleColumn> columns, List<Sample> samples, bool isLarge, CancellationToken cancellation)
    {
        if (!isLarge)
        {
            columns.ForEach(column => column.CopyTo(samples));
        }

        await store.AppendAsync([.. samples], clock.Read());
        if (isLarge)
        {
            await store.ImportAsync(columns, cancellation);
        }
    }
}
