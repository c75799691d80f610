using System.Globalization;
using Watchkeeper.Core.Time;
using Watchkeeper.Metrics;
using Watchkeeper.Metrics.Series;
using Watchkeeper.Metrics.Store;

namespace Watchkeeper.Benchmarks.Metrics;

/// <summary>
/// <c>metrics-day FILE [OUT]</c>: what a day of a host's own samples takes on the disk, everything included. FILE is a copy of the database of a daemon that
/// ran for an hour or so. A day is that recording time after time, each a chunk of its own: joined, a compressor would find the second hour in the first, and
/// the figure would be a fifth of the truth. So the file holds more rows than that of a day that was joined, whose size is reckoned beside it.
/// </summary>
internal static class DayBenchmark
{
    private const int Step = 10_000;
    private const int TicksPerDay = 8640;

    public static async Task RunAsync(string file, string? output)
    {
        var all = await RecordedAsync(file);
        var ticks = all.Max(series => series.Values.Length);
        var recorded = all.FindAll(series => series.Values.Length > ticks * 9 / 10);
        var target = output ?? Path.Combine(Directory.CreateTempSubdirectory("wk-bench-").FullName, "day.db");
        await (await StoreBenchmark.OpenAsync(target)).DisposeAsync();
        var empty = new FileInfo(target).Length;
        await using var database = await StoreBenchmark.OpenAsync(target);
        var store = StoreBenchmark.Make(database);
        var start = (HostClock.Open().Now.Microseconds / 1000) - ((long)TicksPerDay * Step);
        for (var first = 0; first < TicksPerDay; first += ticks)
        {
            var columns = recorded.Select(series => Column(store, series, start + ((long)first * Step), first / ticks, Math.Min(ticks, TicksPerDay - first))).ToArray();
            await store.ImportAsync(columns);
            Array.ForEach(columns, column => column.Dispose());
        }

        var bytes = database.Read(session => session.First(
            "SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size", row => row.Int64(0)));
        var (rows, packed) = database.Read(session => session.First(
            "SELECT COUNT(*), SUM(LENGTH(data)) FROM metrics_chunks WHERE tier = 0", row => (row.Int64(0), row.Int64(1))));
        var samples = (double)recorded.Count * TicksPerDay;
        var perRow = (bytes - empty - packed) / (double)rows;
        Print($"{recorded.Count} series of {ticks} recorded samples, a day at 10 s: {samples:0} samples");
        Print($"{bytes / samples:0.000} bytes a sample, the whole file of {rows} chunks of {ticks} samples ({bytes} bytes, of which {empty} when empty, {packed / samples:0.000} a sample packed, {perRow:0} a row beside)");
        Print($"{(packed + empty + (perRow * recorded.Count)) / samples:0.000} bytes a sample with one chunk a series and day, packed no better than those");
        foreach (var view in store.Storage().Series.Take(12))
        {
            Print($"  {view.Series}: {view.BytesPerSample:0.000}");
        }
    }

    private static async Task<List<Recorded>> RecordedAsync(string file)
    {
        await using var database = await StoreBenchmark.OpenAsync(file);
        return
        [
            .. MetricsQueries.Offline(database).Samples(null, new Instant(0), HostClock.Open().Now)
                .Where(data => data.Series.Source == SeriesCatalog.Host && data.Samples.Count > 1)
                .Select(data => new Recorded(data.Series.Family, data.Series.Labels, data.Samples.Values.ToArray())),
        ];
    }

    private static SampleColumn Column(SampleStore store, Recorded series, long start, int round, int ticks)
    {
        var column = new SampleColumn(store.Catalog.Get(series.Family, series.Labels, SeriesCatalog.Host)!);
        for (var tick = 0; tick < ticks; tick++)
        {
            column.Add(start + ((long)tick * Step), series.At(tick, round));
        }

        return column;
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    /// <summary>What was recorded of a series; a counter rises on, from round to round, by what it rose.</summary>
    private sealed record Recorded(MetricFamily Family, Labels Labels, double[] Values)
    {
        private readonly double _rise = Values[^1] - Values[0];

        public double At(int tick, int round)
        {
            var value = Values[Math.Min(tick, Values.Length - 1)];
            return Family.Kind == MetricKind.Counter ? Math.Round(value + (round * _rise), 3) : value;
        }
    }
}
