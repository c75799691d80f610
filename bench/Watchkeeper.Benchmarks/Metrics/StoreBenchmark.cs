using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;
using Watchkeeper.Metrics;
using Watchkeeper.Metrics.Collectors;
using Watchkeeper.Metrics.Series;
using Watchkeeper.Metrics.Store;

namespace Watchkeeper.Benchmarks.Metrics;

/// <summary><c>metrics-store [FOLDER]</c>: bytes a sample, bulk ingestion, and a query over 30 days, on a real file. Prints lines for results.md.</summary>
internal static class StoreBenchmark
{
    private const int Count = 100_000;
    private const long Start = 1_700_000_000_000;

    public static async Task RunAsync(string[] arguments)
    {
        var folder = arguments is [var given, ..] ? given : Directory.CreateTempSubdirectory("wk-bench-").FullName;
        await TenSeriesAsync(Path.Combine(folder, "ten.db"), arguments.Length > 0 ? folder : null);
        await ThirtyDaysAsync(Path.Combine(folder, "thirty.db"));
        if (arguments.Length == 0)
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary><c>metrics-recorded FILE</c>: what a host's own samples take as chunks, from a copy of a daemon's database.</summary>
    public static async Task RecordedAsync(string file)
    {
        await using var database = await OpenAsync(file);
        var store = Make(database);
        store.Load();
        await store.FlushAsync(evenUntrusted: true, default);
        var storage = store.Storage();
        Print($"{storage.Series.Count} series, {storage.Samples} samples, {storage.BytesPerSample:0.000} bytes a sample with rows and index");
    }

    private static async Task TenSeriesAsync(string file, string? export)
    {
        var series = TenSeries.Make(Count);
        long[] times = [.. Enumerable.Range(0, Count).Select(i => Start + (i * 60_000L))];
        await (await OpenAsync(file)).DisposeAsync();
        Print($"an empty database: {new FileInfo(file).Length} bytes");
        await using var database = await OpenAsync(file);
        var store = Make(database);
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var clock = Stopwatch.GetTimestamp();
        await store.ImportAsync([.. series.Select(one => Column(Live(store, one.Name), times, one.Values))]);
        var (wall, used) = (Stopwatch.GetElapsedTime(clock), Process.GetCurrentProcess().TotalProcessorTime - cpu);
        await database.DisposeAsync();
        var (samples, bytes) = (Count * series.Length, new FileInfo(file).Length);
        Print($"ten series of {Count} samples at 60 s: {bytes / (double)samples:0.000} bytes a sample ({bytes} bytes, the whole file)");
        Print($"bulk ingestion: {samples / wall.TotalSeconds / 1e6:0.00} million samples/s wall, {samples / used.TotalSeconds / 1e6:0.00} million/s of CPU");
        foreach (var (name, values) in series)
        {
            var chunks = NewChunk.Split(1, new(Guid.Empty, 0, true), times, values);
            Print($"  {name}: {chunks.Sum(chunk => chunk.Data.Length) / (double)Count:0.000}");
        }

        if (export is not null)
        {
            await using var text = new StreamWriter(Path.Combine(export, "ten.om"));
            foreach (var (name, values) in series)
            {
                await text.WriteAsync($"# TYPE {name} unknown\n");
                for (var i = 0; i < Count; i++)
                {
                    await text.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{name} {values[i]:R} {times[i] / 1000}\n"));
                }
            }

            await text.WriteAsync("# EOF\n");
        }
    }

    private static async Task ThirtyDaysAsync(string file)
    {
        const int Samples = 30 * 8640;
        await using var database = await OpenAsync(file);
        var store = Make(database);
        var values = TenSeries.Make(Samples)[8].Values;
        await store.ImportAsync([Column(Live(store, "cpu_busy_percent"), [.. Enumerable.Range(0, Samples).Select(i => Start + (i * 10_000L))], values)]);
        var (from, to) = (Start, Start + (Samples * 10_000L));
        var step = (to - from) / 1000;
        foreach (var query in (string[])["cpu_busy_percent", $"avg_over_time(cpu_busy_percent[{step}ms])", $"max_over_time(cpu_busy_percent[{step}ms])"])
        {
            var times = new List<double>();
            var cpu = Process.GetCurrentProcess().TotalProcessorTime;
            for (var i = 0; i < 20; i++)
            {
                var clock = Stopwatch.GetTimestamp();
                var (_, value) = store.Engine.Range(query, from, to, step);
                times.Add(Stopwatch.GetElapsedTime(clock).TotalMilliseconds);
                ArgumentOutOfRangeException.ThrowIfNotEqual(value.Vector.Count, 1);
            }

            var used = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMilliseconds / times.Count;
            times.Sort();
            Print($"{query} over 30 days at 10 s, 1000 points: median {times[10]:0.0} ms, slowest {times[^1]:0.0} ms, {used:0.0} ms of CPU");
        }
    }

    public static SampleColumn Column(LiveSeries series, long[] times, ReadOnlySpan<double> values)
    {
        var column = new SampleColumn(series);
        for (var i = 0; i < times.Length; i++)
        {
            column.Add(times[i], values[i]);
        }

        return column;
    }

    public static LiveSeries Live(SampleStore store, string name) => store.Catalog.Get(MetricFamily.Gauge(name, ""), Labels.Of(name), "bench")!;

    public static async Task<Database> OpenAsync(string file)
    {
        var database = Database.Open(new DatabaseOptions("sqlite:" + file, HostClock.Open(), HostIdentity.Of(null), [MetricsModule.Module]));
        await database.Ready;
        return database;
    }

    public static SampleStore Make(Database database) => new(
        database,
        HostClock.Open(),
        HostIdentity.Of(null),
        new LiveOptions<MetricsOptions>(new(
            TimeSpan.FromSeconds(10), StoredSeriesChoice.Essential, 10_000, SampleRetention.Default with { Samples = TimeSpan.FromDays(36_500) }, [], FilesystemFilter.Default, HostRoots.Default)),
        [], NullLogger<SampleStore>.Instance);

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
