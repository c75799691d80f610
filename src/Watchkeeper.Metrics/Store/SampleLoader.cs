using Watchkeeper.Core.Data;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Store;

/// <summary>Brings back what an earlier run left: the series, and the samples that had not become chunks.</summary>
internal static class SampleLoader
{
    /// <param name="damaged">Called with a sentence about what could not be read.</param>
    public static void Load(Session session, long host, SeriesCatalog catalog, Action<string> damaged)
    {
        var byId = new Dictionary<long, LiveSeries>();
        foreach (var stored in MetricsStore.Series(session, host))
        {
            try
            {
                var labels = LabelsText.Parse(stored.Labels);
                byId[stored.Id] = catalog.Restore(new(new(labels.Name, stored.Kind, stored.Help), labels, stored.Source, stored.Id));
            }
            catch (FormatException problem)
            {
                damaged($"Series {stored.Id} has unreadable labels and is left out: {problem.Message}.");
            }
        }

        foreach (var tick in MetricsStore.Ticks(session, host, MetricsStore.Cursor(session, host, ChunkWriter.CursorName) ?? 0, int.MaxValue))
        {
            try
            {
                Replay(tick, byId);
            }
            catch (InvalidDataException problem)
            {
                damaged($"The samples of {tick.Time.Wall} were damaged and are left out: {problem.Message}.");
            }
        }
    }

    private static void Replay(StoredTick tick, Dictionary<long, LiveSeries> byId)
    {
        var era = Era.Of(tick.Boot, tick.Time);
        var time = tick.Time.Wall.Microseconds / 1000;
        RecentSamples.Decode(tick.Samples, (id, value, own) =>
        {
            if (byId.TryGetValue(id, out var series))
            {
                _ = series.Head.TryAppend(own ?? time, value, own is null ? era : era with { Trusted = true }, isLive: own is null);
            }
        });
    }
}
