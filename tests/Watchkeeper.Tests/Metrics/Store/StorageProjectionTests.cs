using Watchkeeper.Metrics;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Tests.Metrics.Store;

/// <summary>What <c>metrics storage</c> says after some weeks is what is there after a year, with tiers thinned out and old samples gone.</summary>
public sealed class StorageProjectionTests
{
    private const int Seconds = 60;

    /// <summary>How far the samples of the fourth series and the following ones lie apart, milliseconds.</summary>
    private static readonly long[] Rare = [300_000, 3_600_000, 86_400_000];

    [Fact]
    public async Task Whatever_is_foretold_holds_after_a_year_within_a_tenth()
    {
        await using var test = await TestStore.OpenAsync();
        var series = new[] { test.Series("noise"), test.Series("bytes_total", MetricKind.Counter), test.Series("walk"), test.Series("five_minutes"), test.Series("hourly"), test.Series("daily") };
        var state = new State();
        var foretold = new List<(int Day, StorageAnswer Answer)>();
        var day = 0;
        foreach (var next in new[] { 1, 2, 3, 5, 7, 10, 14, 20, 30, 60 })
        {
            await AccumulateAsync(test, series, state, days: next - day);
            day = next;
            foretold.Add((day, test.Store.Storage()));
        }

        await AccumulateAsync(test, series, state, days: 366 - day);
        var late = test.Store.Storage();

        Assert.InRange(late.BytesInAYear!.Value, late.Bytes * 0.9, late.Bytes * 1.1);
        foreach (var (when, early) in foretold)
        {
            Holds($"all on day {when}", early.BytesInAYear, late.Bytes);
            foreach (var view in late.Series)
            {
                Holds($"{view.Series} on day {when}", early.Series.SingleOrDefault(one => one.Series == view.Series)?.BytesInAYear, view.Bytes);
            }
        }

        Assert.All(foretold[0].Answer.Series, view => Assert.Null(view.BytesInAYear));
        Assert.NotNull(foretold[1].Answer.Series.Single(view => view.Series == "noise").BytesInAYear);
        Assert.NotNull(foretold[^1].Answer.BytesInAYear);
        Assert.All(foretold[^1].Answer.Series, view => Assert.NotNull(view.BytesInAYear));
    }

    private static void Holds(string what, long? foretold, long bytes) =>
        Assert.True(foretold is null || Math.Abs(foretold.Value - bytes) <= 0.1 * bytes, $"{what}: {foretold} were foretold, and it came to {bytes}.");

    [Fact]
    public async Task What_is_not_in_chunks_yet_counts_and_foretells_nothing()
    {
        await using var test = await TestStore.OpenAsync();
        for (var i = 0; i < 4; i++)
        {
            await test.AppendAsync(test.Series("young"), i);
            test.Clock.Advance(TimeSpan.FromSeconds(10));
        }

        var fresh = Assert.Single(test.Store.Storage().Series);
        await test.Store.FlushAsync(evenUntrusted: false, default);
        var young = Assert.Single(test.Store.Storage().Series);
        test.Clock.Advance(TimeSpan.FromDays(1));
        await test.AppendAsync(test.Series("young"), 5);
        var rare = Assert.Single(test.Store.Storage().Series);

        Assert.Equal(("young", 4, null), (fresh.Series, fresh.Samples, fresh.BytesInAYear));
        Assert.InRange(fresh.Bytes, 4, 600);
        Assert.Equal((4, null), (young.Samples, young.BytesInAYear));
        Assert.Equal((5, null), (rare.Samples, rare.BytesInAYear));
    }

    [Fact]
    public async Task A_series_that_is_silent_will_take_nothing()
    {
        await using var test = await TestStore.OpenAsync();
        await AccumulateAsync(test, [test.Series("a")], new(), days: 2);
        test.Clock.Advance(TimeSpan.FromDays(3));

        Assert.Equal(0, test.Store.Storage().BytesInAYear);
    }

    private static async Task AccumulateAsync(TestStore test, LiveSeries[] series, State state, int days)
    {
        for (var end = test.Clock.Now + TimeSpan.FromDays(days); test.Clock.Now < end;)
        {
            // As the daemon does it, hour by hour, until chunks of hours were joined to chunks of days; then day by day.
            var stride = TimeSpan.FromHours(state.Strides++ < 72 ? 1 : 24);
            var batch = new List<Sample>();
            for (var time = test.Now; time < test.Now + stride.TotalMilliseconds; time += Seconds * 1000)
            {
                var values = state.Next();
                batch.AddRange(series.Take(3).Select((one, i) => new Sample(one, values[i], time)));
                batch.AddRange(series.Skip(3).Zip(Rare).Where(pair => time % pair.Second == 0).Select(pair => new Sample(pair.First, values[0], time)));
            }

            test.Clock.Advance(stride);
            await test.Store.AppendAsync([.. batch], test.Clock.Read());
            await test.Store.FlushAsync(evenUntrusted: false, default);
            await test.Store.TidyAsync(default);
        }
    }

    /// <summary>Values as a host has them: noise with two decimals, a counter of traffic, and what wanders in pages of 4 KiB.</summary>
    private sealed class State
    {
        private readonly Random _random = new(7);

        private double _bytes;
        private double _walk = 1e9;

        public int Strides { get; set; }

        public double[] Next()
        {
            _bytes += _random.Next(200_000);
            _walk += _random.Next(-20, 21) * 4096;
            return [Math.Round(_random.NextDouble() * 100, 2), _bytes, _walk];
        }
    }
}
