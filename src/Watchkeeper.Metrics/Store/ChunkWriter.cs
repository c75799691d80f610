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

    /// <summary>Writes columns that their sender has complete, with right times.</summary>
    public async Task ImportAsync(IReadOnlyList<(LiveSeries Series, long[] Times, double[] Values)> columns, CancellationToken cancellation)
    {
        foreach (var (series, times, values) in columns)
        {
            if (series.Id == 0)
            {
                series.Id = await database.WriteAsync(
                    transaction => MetricsStore.AddSeries(transaction, writer.HostKey(transaction), series), Durability.Periodic, cancellation);
            }

            series.Head.Incomplete();
            var chunks = NewChunk.Split(series.Id, new(Guid.Empty, 0, Trusted: true), times, values);
            await database.WriteAsync(transaction => Add(transaction, chunks), Durability.Periodic, cancellation);
        }
    }

    private static void Add(Transaction transaction, IEnumerable<NewChunk> chunks)
    {
        foreach (var chunk in chunks)
        {
            MetricsStore.AddChunk(transaction, chunk.Series, 0, chunk.Wall, chunk.Span, chunk.Count, chunk.Era, chunk.Data);
        }
    }

    private async Task WriteAsync(LiveSeries[] some, CancellationToken cancellation)
    {
        var work = some.Select(series => (Series: series, Segments: series.Head.Seal())).Where(item => item.Segments.Count > 0).ToArray();
        var chunks = work.SelectMany(item => item.Segments.SelectMany(segment => Encode(item.Series, segment))).ToArray();
        await database.WriteAsync(transaction => Add(transaction, chunks), Durability.Periodic, cancellation);
        foreach (var (series, segments) in work)
        {
            series.Head.Forget(segments);
        }
    }

    /// <summary>A segment as chunks that are neither too long nor too many samples.</summary>
    private static List<NewChunk> Encode(LiveSeries series, Segment segment) => NewChunk.Split(series.Id, segment.Era, segment.Times, segment.Values);
}

/// <summary>A chunk that is to be written.</summary>
internal sealed record NewChunk(long Series, long Wall, long Span, int Count, Era Era, byte[] Data)
{
    /// <summary>A day of one sample every ten seconds.</summary>
    public const int MostSamples = 8640;

    private static readonly long Longest = (long)SampleRetention.Default.Raw.Longest.TotalMilliseconds;

    /// <summary>Cuts samples into chunks of at most a week and at most <see cref="MostSamples"/>.</summary>
    public static List<NewChunk> Split(long series, Era era, ReadOnlySpan<long> times, ReadOnlySpan<double> values)
    {
        var chunks = new List<NewChunk>();
        for (var start = 0; start < times.Length;)
        {
            var count = Math.Min(MostSamples, SampleBuffer.LowerBound(times[start..], times[start] + Longest));
            chunks.Add(Of(series, era, times.Slice(start, count), values.Slice(start, count).ToArray()));
            start += count;
        }

        return chunks;
    }

    public static NewChunk Of(long series, Era era, ReadOnlySpan<long> times, params ReadOnlySpan<double[]> columns) => new(
        series, times[0] * 1000, (times[^1] - times[0]) * 1000, times.Length, era, Chunk.Encode(times[0], times, columns));
}
