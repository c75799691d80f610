using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Store;

/// <summary>
/// Turns the newest samples into chunks, some series at a time, so that neither a tick nor a ping waits for long behind it; the rows of the ticks go
/// with the last of them, unless another engine does not have them yet. A crash in between leaves both, and reading them twice gives the same.
/// </summary>
internal sealed class ChunkWriter(Database database, SeriesCatalog catalog, HostClock clock, SampleWriter writer, Func<IEnumerable<string>> readers)
{
    /// <summary>Up to which tick everything is in chunks stands among the cursors, beside those of other engines.</summary>
    public const string CursorName = "chunks";

    private const int SeriesAtOnce = 50;
    private const int ChunksAtOnce = 250;

    /// <summary>Writes what is in memory. What was recorded on a clock that is still wrong waits for the clock, unless it is too much to keep.</summary>
    public async Task FlushAsync(bool evenUntrusted, CancellationToken cancellation)
    {
        if (!evenUntrusted && !clock.IsTrusted)
        {
            return;
        }

        var last = await database.WriteAsync(transaction => MetricsStore.LastTick(transaction, writer.HostKey(transaction)), Durability.Periodic, cancellation);
        foreach (var some in catalog.All().Where(series => series.Id != 0).Chunk(SeriesAtOnce))
        {
            await WriteAsync(some, cancellation);
        }

        await database.WriteAsync(
            transaction =>
            {
                var host = writer.HostKey(transaction);
                MetricsStore.SetCursor(transaction, host, CursorName, last);
                MetricsStore.KeepCursors(transaction, host, [CursorName, .. readers()]);
                MetricsStore.DeleteTicks(transaction, host);
            },
            Durability.Periodic,
            cancellation);
    }

    /// <summary>Writes columns of samples with right times, past memory; whoever asks meanwhile finds what is written already.</summary>
    public async Task ImportAsync(IReadOnlyCollection<SampleColumn> columns, CancellationToken cancellation)
    {
        var pinned = columns.Select(column => (Series: Pinned(column.Series!), Column: column)).ToArray();
        try
        {
            await writer.NumberAsync(pinned.Select(item => item.Series), cancellation);
            foreach (var (series, column) in pinned)
            {
                series.Head.Passed(column.Newest.Time, column.Newest.Value);
            }

            var chunks = pinned.SelectMany(item => item.Column.Chunks().Select(chunk => chunk with { Series = item.Series.Id }));
            foreach (var some in chunks.Chunk(ChunksAtOnce))
            {
                await database.WriteAsync(transaction => Add(transaction, some), Durability.Periodic, cancellation);
            }
        }
        finally
        {
            Array.ForEach(pinned, item => item.Series.Head.Unpin());
        }
    }

    private LiveSeries Pinned(LiveSeries series)
    {
        while (!series.Head.TryPin())
        {
            series = catalog.Revive(series);
        }

        return series;
    }

    private static void Add(Transaction transaction, IEnumerable<NewChunk> chunks)
    {
        foreach (var chunk in chunks)
        {
            MetricsStore.AddChunk(transaction, 0, chunk);
            MetricsStore.LowerWatermark(transaction, chunk.Series, 1, chunk.Wall - 1);
        }
    }

    private async Task WriteAsync(LiveSeries[] some, CancellationToken cancellation)
    {
        var work = some.Select(series => (Series: series, Segments: series.Head.Seal())).Where(item => item.Segments.Count > 0).ToArray();
        var chunks = work.SelectMany(item => item.Segments.SelectMany(segment => NewChunk.Split(item.Series.Id, segment.Era, segment.Times, segment.Values))).ToArray();
        var newest = await database.WriteAsync(
            transaction =>
            {
                Add(transaction, chunks);
                return Array.ConvertAll(work, item => MetricsStore.Newest(transaction, item.Series.Id, 0) ?? 0);
            },
            Durability.Periodic,
            cancellation);
        foreach (var ((series, segments), last) in work.Zip(newest))
        {
            series.Head.Forget(segments, last / 1000);
        }
    }
}
