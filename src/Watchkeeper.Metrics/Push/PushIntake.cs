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

    public PushedBatch Begin() => new(clock, store.Catalog);

    public TextSamples Reader(bool openMetrics) => new(openMetrics, store.Catalog);

    /// <summary>Returns how many samples were kept and how many refused, because their source has as many series as it may have.</summary>
    /// <exception cref="ProblemException">A series belongs to another source, and nothing was kept; or it could not be written.</exception>
    public async Task<PushAnswer> TakeAsync(PushedBatch batch, CancellationToken cancellation)
    {
        Check(batch);
        var (columns, samples, refused) = Resolve(batch);
        if (!database.Ready.IsCompletedSuccessfully || database.WhyAway is not null)
        {
            throw new ProblemException(ProblemKind.Unavailable, database.WhyAway ?? "The database is being opened; nothing was stored. Try again in a moment.");
        }

        try
        {
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

    /// <summary>A push is refused whole when a part of it is not the sender's to give.</summary>
    private void Check(PushedBatch batch)
    {
        foreach (var labels in batch.Columns.Select(column => column.Labels).Concat(batch.Now.Keys))
        {
            if (store.Catalog.OwnerOf(labels) is { } owner && owner != Source)
            {
                throw new ProblemException(
                    ProblemKind.Conflict,
                    $"{labels} belongs to the source {owner} and cannot be pushed; nothing was stored. Choose another name, or add a label.");
            }
        }
    }

    private (List<SampleColumn> Columns, List<Sample> Samples, int Refused) Resolve(PushedBatch batch)
    {
        var (columns, samples, refused) = (new List<SampleColumn>(), new List<Sample>(batch.Now.Count), batch.Surplus);
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
