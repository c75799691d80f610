using Watchkeeper.Core.Data;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Store;

/// <summary>
/// Brings a series' samples together: the newest from memory, older ones from chunks, and periods of which none of these are left from the thinned-out
/// tiers. A chunk that was damaged is left out and told of; the others are still read.
/// </summary>
internal sealed class SampleReader(Database database, SeriesCatalog catalog, Func<SampleRetention> retention, Action<LiveSeries, long, string> damaged)
{
    /// <summary>
    /// All series that match, one after the other, with their samples between two times (milliseconds, both included); series without any are left out.
    /// The samples of one are gone as soon as the next is asked for.
    /// </summary>
    public IEnumerable<SeriesData> Select(IReadOnlyList<Matcher> matchers, long from, long to, Aspect aspect) =>
        Select(catalog.Select(matchers), from, to, aspect);

    /// <summary>One series' samples as they came; nothing when there are none.</summary>
    public IEnumerable<SeriesData> Select(LiveSeries series, long from, long to) => Select([series], from, to, Aspect.Mean);

    /// <summary>Those series that have samples between two times (milliseconds, both included), as far as can be told without reading chunks.</summary>
    public IReadOnlyList<LiveSeries> Between(IEnumerable<LiveSeries> series, long from, long to)
    {
        var tiers = retention().Tiers;
        return database.Read<IReadOnlyList<LiveSeries>>(session =>
        [
            .. series.Where(one => one.Head.Has(from, to) || (one.Id != 0 && tiers.Any(tier => MetricsStore.HasChunks(
                session, one.Id, tier.Number, from * 1000, to * 1000, (long)tier.Longest.TotalMicroseconds)))),
        ]);
    }

    private IEnumerable<SeriesData> Select(IReadOnlyList<LiveSeries> selected, long from, long to, Aspect aspect)
    {
        foreach (var series in selected)
        {
            using var data = new SeriesData(series);

            // Memory first: what moves from memory to chunks meanwhile is then seen twice, which does no harm, and not missed.
            series.Head.CopyTo(data.Samples, from, to);
            if (series.Id != 0 && series.Head.CompleteSince > from)
            {
                database.Read(session =>
                {
                    ReadChunks(session, data, from, to, aspect);
                    return true;
                });
            }

            data.Samples.Order();
            if (data.Samples.Count > 0)
            {
                yield return data;
            }
        }
    }

    private void ReadChunks(Session session, SeriesData data, long from, long to, Aspect aspect)
    {
        using var decoded = new ChunkSamples();
        var kept = retention();
        Read(session, data, kept.Raw, 0, (from, to), data.Samples, decoded);
        foreach (var tier in kept.Tiers.Skip(1))
        {
            data.Samples.Order();
            var step = (long)tier.Step.TotalMilliseconds;
            var until = EndOfLastGap(data.Samples.Times, from, to, step);
            if (until <= from)
            {
                return;
            }

            using var thinned = new SampleBuffer();
            Read(session, data, tier, (int)aspect, (from, until), thinned, decoded);
            thinned.Order();
            Fill(data, thinned, step);
        }
    }

    /// <summary>Before this time there may be periods without samples; the start of the range when there are none.</summary>
    private static long EndOfLastGap(ReadOnlySpan<long> times, long from, long to, long step)
    {
        var after = to;
        for (var i = times.Length - 1; i >= 0; i--)
        {
            if (after - times[i] > step)
            {
                return after;
            }

            after = times[i];
        }

        return after - from > step || times.IsEmpty ? after : from;
    }

    /// <summary>Adds those periods of a tier in which there is no sample of a finer one.</summary>
    private static void Fill(SeriesData data, SampleBuffer thinned, long step)
    {
        using var missing = new SampleBuffer();
        var finer = data.Samples.Times;
        for (var i = 0; i < thinned.Count; i++)
        {
            var (time, end) = (thinned.Times[i], Thinning.End(thinned.Times[i], step));
            var next = SampleBuffer.LowerBound(finer, end - step + 1);
            if (next == finer.Length || finer[next] > end)
            {
                missing.Add(time, thinned.Values[i]);
                data.CoarseBefore = Math.Max(data.CoarseBefore, time + 1);
                data.CoarseStep = step;
            }
        }

        data.Samples.AddRange(missing.Times, missing.Values, long.MinValue, long.MaxValue);
    }

    private void Read(
        Session session, SeriesData data, Tier tier, int column, (long From, long To) range, SampleBuffer into, ChunkSamples decoded)
    {
        var chunks = MetricsStore.Chunks(session, data.Series.Id, tier.Number, range.From * 1000, range.To * 1000, (long)tier.Longest.TotalMicroseconds);
        into.Reserve(chunks.Sum(chunk => chunk.Count));
        foreach (var chunk in chunks)
        {
            try
            {
                Chunk.Decode(chunk.Data, chunk.Wall / 1000, decoded);
                decoded.CopyTo(into, Math.Min(column, decoded.ColumnCount - 1), range.From, range.To);
            }
            catch (InvalidDataException problem)
            {
                damaged(data.Series, chunk.Id, problem.Message);
            }
        }
    }
}
