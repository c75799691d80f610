using System.Globalization;
using Watchkeeper.Core.Time;
using Watchkeeper.Metrics;
using Watchkeeper.Metrics.Series;
using Watchkeeper.Metrics.Store;

namespace Watchkeeper.Benchmarks.Metrics;

/// <summary>
/// <c>metrics-day FILE [OUT]</c>: what a day of a host's own samples takes on the disk, everything included. FILE is a copy of the database of a daemon that
/// ran for some while, an hour at best: its samples, replayed hour by hour over a day and joined as housekeeping joins them. Gauges go to and fro through
/// what was recorded, counters rise on by what they rose.
/// </summary>
internal static class DayBenchmark
{
    private const int Step = 10_000;
    private const int TicksPerHour = 360;
    private const int Hours = 24;

    public static async Task RunAsync(string file, string? output)
    {
        var recorded = await RecordedAsync(file);
        var target = output ?? Path.Combine(Directory.CreateTempSubdirectory("wk-bench-").FullName, "day.db");
        await (await StoreBenchmark.OpenAsync(target)).DisposeAsync();
        var empty = new FileInfo(target).Length;
        await using var database = await StoreBenchmark.OpenAsync(target);
        var store = StoreBenchmark.Make(database);
        var start = (HostClock.Open().Now.Microseconds / 1000) - ((Hours + 3) * 3_600_000L);
        for (var hour = 0; hour < Hours; hour++)
        {
            var columns = recorded.Select(series => Column(store, series, start, hour)).ToArray();
            await store.ImportAsync(columns);
            Array.ForEach(columns, column => column.Dispose());
        }

        await store.TidyAsync(default);
        var pages = database.Read(session => session.First(
            "SELECT (SELECT page_count FROM pragma_page_count) - (SELECT freelist_count FROM pragma_freelist_count)", row => row.Int64(0)));
        var page = database.Read(session => session.First("SELECT page_size FROM pragma_page_size", row => row.Int64(0)));
        var samples = recorded.Count * (double)Hours * TicksPerHour;
        Print($"{recorded.Count} series of {recorded.Max(series => series.Values.Length)} recorded samples, a day at 10 s: {samples:0} samples");
        Print($"{pages * page / samples:0.000} bytes a sample, the whole file with the first of the five minutes ({pages * page} bytes, of which {empty} when empty)");
        foreach (var view in store.Storage().Series.Take(12))
        {
            Print($"  {view.Series}: {view.BytesPerSample:0.000}");
        }
    }

    private static async Task<List<Recorded>> RecordedAsync(string file)
    {
        await using var database = await StoreBenchmark.OpenAsync(file);
        var store = StoreBenchmark.Make(database);
        store.Load();
        var recorded = new List<Recorded>();
        foreach (var series in store.Catalog.All().Where(series => series.Source == SeriesCatalog.Host))
        {
            foreach (var data in store.Reader.Select(series, 0, long.MaxValue / 2000))
            {
                recorded.Add(new(series.Family, series.Labels, data.Samples.Values.ToArray()));
            }
        }

        return [.. recorded.Where(series => series.Values.Length > 1)];
    }

    private static SampleColumn Column(SampleStore store, Recorded series, long start, int hour)
    {
        var column = new SampleColumn(store.Catalog.Get(series.Family, series.Labels, SeriesCatalog.Host)!);
        for (var tick = hour * TicksPerHour; tick < (hour + 1) * TicksPerHour; tick++)
        {
            column.Add(start + ((long)tick * Step), series.At(tick));
        }

        return column;
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private sealed record Recorded(MetricFamily Family, Labels Labels, double[] Values)
    {
        private readonly double _rise = Values[^1] - Values[0];

        public double At(int tick)
        {
            var (round, at) = Math.DivRem(tick, Values.Length - 1);
            return Family.Kind == MetricKind.Counter ? Math.Round(Values[at] + (round * _rise), 3)
                : round % 2 == 0 ? Values[at] : Values[^(at + 1)];
        }
    }
}
