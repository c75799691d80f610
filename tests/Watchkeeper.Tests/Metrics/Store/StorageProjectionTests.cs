using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Tests.Metrics.Store;

/// <summary>What <c>metrics storage</c> says after some weeks is what is there after a year, with tiers thinned out and old samples gone.</summary>
public sealed class StorageProjectionTests
{
    private const int Seconds = 60;
    private static readonly TimeSpan Stride = TimeSpan.FromDays(1);

    [Fact]
    public async Task The_projection_of_the_third_week_holds_after_a_year_within_a_tenth()
    {
        await using var test = await TestStore.OpenAsync();
        var series = new[] { test.Series("noise"), test.Series("bytes_total", MetricKind.Counter), test.Series("walk") };
        var state = new State();
        await AccumulateAsync(test, series, state, days: 20);
        var early = test.Store.Storage();

        await AccumulateAsync(test, series, state, days: 346);
        var late = test.Store.Storage();

        Assert.InRange(early.BytesInAYear!.Value, late.Bytes * 0.9, late.Bytes * 1.1);
        Assert.InRange(late.BytesInAYear!.Value, late.Bytes * 0.9, late.Bytes * 1.1);
        foreach (var view in late.Series.Where(view => view.Bytes > 10_000))
        {
            var then = early.Series.Single(one => one.Series == view.Series);
            Assert.True(Math.Abs(then.BytesInAYear!.Value - view.Bytes) < 0.15 * view.Bytes, $"{view.Series}: projected {then.BytesInAYear}, came to {view.Bytes}");
        }
    }

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
        var known = Assert.Single(test.Store.Storage().Series);

        Assert.Equal(("young", 4, null), (fresh.Series, fresh.Samples, fresh.BytesInAYear));
        Assert.InRange(fresh.Bytes, 4, 600);
        Assert.Equal((4, null), (young.Samples, young.BytesInAYear));
        Assert.Equal(5, known.Samples);
        Assert.NotNull(known.BytesInAYear);
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
        for (var stride = 0; stride < days; stride++)
        {
            var batch = new List<Sample>();
            for (var time = test.Now; time < test.Now + Stride.TotalMilliseconds; time += Seconds * 1000)
            {
                var values = state.Next();
                batch.AddRange(series.Select((one, i) => new Sample(one, values[i], time)));
            }

            test.Clock.Advance(Stride);
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

        public double[] Next()
        {
            _bytes += _random.Next(200_000);
            _walk += _random.Next(-20, 21) * 4096;
            return [Math.Round(_random.NextDouble() * 100, 2), _bytes, _walk];
        }
    }
}
