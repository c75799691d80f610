using Watchkeeper.Core.Data;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Store;

/// <summary>
/// Brings a series' samples together: the newest from memory, older ones from chunks, and what is older than these from the thinned-out tiers. A chunk
/// that was damaged is left out and told of; the others are still read.
/// </summary>
internal sealed class SampleReader(Database database, SeriesCatalog catalog, Func<SampleRetention> retention, Action<LiveSeries, long, string> damaged)
{
    /// <summary>All series that match, with their samples between two times (milliseconds, both included); series without any are left out.</summary>
    public IReadOnlyList<SeriesData> Select(IReadOnlyList<Matcher> matchers, long from, long to, Aspect aspect) =>
        Select(catalog.Select(matchers), from, to, aspect);

    /// <summary>One series' samples as they came; nothing when there are none.</summary>
    public IReadOnlyList<SeriesData> Select(LiveSeries series, long from, long to) => Select([series], from, to, Aspect.Mean);

    private List<SeriesData> Select(IReadOnlyList<LiveSeries> selected, long from, long to, Aspect aspect)
    {
        var found = new List<SeriesData>();

        // Memory first: what moves from memory to chunks meanwhile is then seen twice, which does no harm, and not missed.
        var memory = selected.Select(series =>
        {
            var data = new SeriesData(series);
            series.Head.CopyTo(data.Samples, from, to);
            return data;
        }).ToArray();
        if (Array.TrueForAll(memory, data => data.Series.Id == 0 || IsCovered(data, from)))
        {
            return [.. memory.Where(data => data.Samples.Count > 0)];
        }

        database.Read(session =>
        {
            foreach (var data in memory)
            {
                ReadChunks(session, data, from, to, aspect);
                data.Samples.Order();
                if (data.Samples.Count > 0)
                {
                    found.Add(data);
                }
            }

            return true;
        });
        return found;
    }

    private void ReadChunks(Session session, SeriesData data, long from, long to, Aspect aspect)
    {
        var id = data.Series.Id;
        if (id == 0 || IsCovered(data, from))
        {
            return;
        }

        var kept = retention();
        var raw = kept.Raw;
        foreach (var chunk in MetricsStore.Chunks(session, id, raw.Number, from * 1000, to * 1000, (long)raw.Longest.TotalMicroseconds))
        {
            Decode(data, chunk, 0, from, to);
        }

        var oldest = MetricsStore.Oldest(session, id, raw.Number) / 1000 ?? OldestInMemory(data);
        foreach (var tier in kept.Tiers.Skip(1))
        {
            if (oldest <= from)
            {
                break;
            }

            var until = Math.Min(to, oldest - 1);
            var before = data.Samples.Count;
            foreach (var chunk in MetricsStore.Chunks(session, id, tier.Number, from * 1000, until * 1000, (long)tier.Longest.TotalMicroseconds))
            {
                Decode(data, chunk, (int)aspect, from, until);
            }

            if (data.Samples.Count > before)
            {
                data.CoarseBefore = Math.Max(data.CoarseBefore, oldest);
                data.CoarseStep = (long)tier.Step.TotalMilliseconds;
            }

            oldest = Math.Min(oldest, MetricsStore.Oldest(session, id, tier.Number) / 1000 ?? long.MaxValue);
        }
    }

    /// <summary>A range within the newest samples needs no database: the head begins before it.</summary>
    private static bool IsCovered(SeriesData data, long from) => data.Series.Head.CompleteSince <= from;

    private static long OldestInMemory(SeriesData data) => data.Samples.Count > 0 ? data.Samples.Times.ToArray().Min() : long.MaxValue;

    private void Decode(SeriesData data, StoredChunk chunk, int column, long from, long to)
    {
        try
        {
            var samples = Chunk.Decode(chunk.Data, chunk.Wall / 1000);
            samples.CopyTo(data.Samples, Math.Min(column, samples.Columns.Length - 1), from, to);
        }
        catch (InvalidDataException problem)
        {
            damaged(data.Series, chunk.Id, problem.Message);
        }
    }
}
