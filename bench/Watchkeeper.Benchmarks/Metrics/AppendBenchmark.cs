using System.Diagnostics;
using System.Globalization;
using Watchkeeper.Core.Time;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Benchmarks.Metrics;

/// <summary>
/// <c>metrics-append</c>: how long a tick waits until it is committed while the hour becomes chunks, two weeks are joined and thinned out, and old samples
/// are deleted. Two hundred series of a day and a half at ten seconds lie there in chunks of an hour, as after an ordinary week without housekeeping.
/// </summary>
internal static class AppendBenchmark
{
    private const int Series = 200;
    private const int Hours = 36;
    private const int Ticks = 360;

    public static async Task RunAsync()
    {
        var file = Path.GetTempFileName();
        var clock = HostClock.Open();
        await using var database = await StoreBenchmark.OpenAsync(file);
        var store = StoreBenchmark.Make(database);
        var series = Enumerable.Range(0, Series).Select(i => StoreBenchmark.Live(store, $"series_{i}")).ToArray();
        var values = TenSeries.Make(Hours * Ticks);
        var start = (clock.Now.Microseconds / 1000) - ((Hours + 4) * 3_600_000L);
        for (var hour = 0; hour < Hours; hour++)
        {
            long[] times = [.. Enumerable.Range(0, Ticks).Select(i => start + (((hour * Ticks) + i) * 10_000L))];
            await store.ImportAsync([.. series.Select((one, i) => StoreBenchmark.Column(one, times, values[i % values.Length].Values.AsSpan(hour * Ticks, Ticks)))]);
        }

        Sample[] Tick(long age) => [.. series.Select((one, i) => new Sample(one, values[i % values.Length].Values[age % Ticks], (clock.Now.Microseconds / 1000) - (age * 10_000)))];
        for (var i = Ticks; i > 0; i--)
        {
            await store.AppendAsync(Tick(i), clock.Read());
        }

        var alone = await MeasureAsync(Task.Delay(TimeSpan.FromSeconds(3)));
        var busy = await MeasureAsync(Task.Run(async () =>
        {
            await store.FlushAsync(evenUntrusted: true, default);
            await store.TidyAsync(default);
        }));
        Print($"a tick of {Series} samples until it is committed, alone: {alone}");
        Print($"the same while chunks are made, joined, thinned out: {busy}");
        await database.DisposeAsync();
        File.Delete(file);

        async Task<string> MeasureAsync(Task until)
        {
            var waits = new List<double>();
            var since = Stopwatch.StartNew();
            while (!until.IsCompleted && since.Elapsed < TimeSpan.FromMinutes(1))
            {
                var tick = Tick(0);
                var begin = Stopwatch.GetTimestamp();
                await store.AppendAsync(tick, clock.Read());
                waits.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
                await Task.Delay(5);
            }

            await until;
            waits.Sort();
            return string.Create(
                CultureInfo.InvariantCulture,
                $"median {waits[waits.Count / 2]:0.00} ms, p99 {waits[waits.Count * 99 / 100]:0.0} ms, longest {waits[^1]:0.0} ms of {waits.Count} in {since.Elapsed.TotalSeconds:0.0} s");
        }
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
