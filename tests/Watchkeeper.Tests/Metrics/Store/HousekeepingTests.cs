using Watchkeeper.Metrics.Series;
using Watchkeeper.Metrics.Store;

namespace Watchkeeper.Tests.Metrics.Store;

/// <summary>Weeks of samples become few chunks, thinner with age, and go in the end.</summary>
public sealed class HousekeepingTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task Hours_are_joined_thinned_out_and_deleted_as_they_age()
    {
        await using var test = await TestStore.OpenAsync();
        var (gauge, counter) = (test.Series("g"), test.Series("c_total", MetricKind.Counter));
        var start = test.Now;
        var total = 0.0;
        for (var hour = 0; hour < 24 * 20; hour++)
        {
            var batch = new List<Sample>();
            for (var minute = 0; minute < 60; minute++)
            {
                var time = test.Now + (minute * 60_000);
                total = hour == 100 && minute == 30 ? 1 : total + 7;
                batch.Add(new(gauge, 10 + Math.Sin(hour + minute) * 2, time));
                batch.Add(new(counter, total, time));
            }

            test.Clock.Advance(Hour);
            await test.Store.AppendAsync([.. batch], test.Clock.Read());
            await test.Store.FlushAsync(evenUntrusted: false, default);
            await test.Store.TidyAsync(default);
        }

        var raw = test.Samples("g", test.Now - (13 * 86_400_000L));
        Assert.Equal(13 * 1440, raw.Length);
        var chunks = test.Database.Read(session => session.Query("SELECT tier, COUNT(*) FROM metrics_chunks GROUP BY tier ORDER BY tier", row => (row.Int32(0), row.Int64(1))));
        Assert.Equal(3, chunks.Count);
        Assert.InRange(chunks[0].Item2, 5, 60);

        // What is older than the samples are kept comes from five minutes, with the extremes of the samples.
        var old = test.Samples("g", start, start + 86_400_000L);
        Assert.InRange(old.Length, 280, 300);
        Assert.All(old, sample => Assert.InRange(sample.Value, 8, 12));
        Assert.True(test.Samples("g", start, start + 86_400_000L, Aspect.Greatest).Max(sample => sample.Value) > 11.9);
        Assert.True(test.Samples("g", start, start + 86_400_000L, Aspect.Least).Min(sample => sample.Value) < 8.1);

        // A counter keeps all its rises, across a restart too: 20 days of 1440 minutes with 7 a minute, less the one at which it began again at 1.
        var increase = test.Store.Engine.Instant($"increase(c_total[{20 * 24}h])", test.Now).Vector.Single().Values[0];
        Assert.InRange(increase, (20 * 1440 * 7) - 100, (20 * 1440 * 7) + 100);
    }

    [Fact]
    public void Thinning_keeps_both_sides_of_a_counters_restart()
    {
        using var fine = Of([1, 2, 3, 4, 5, 6], [5, 9, 1, 2, 3, 4]);
        using var known = new ThinnedSamples();

        var (times, columns) = Thinning.Counter(fine, known, step: 6, begin: 0, end: 6);

        Assert.Equal([2, 3, 6], times);
        Assert.Equal([9, 1, 4], columns[0]);
    }

    [Fact]
    public void Thinning_gives_mean_least_and_greatest_of_whole_periods()
    {
        using var fine = Of([1, 5, 10, 11, 20, 21], [1, 2, 6, 4, 5, 100]);
        using var known = new ThinnedSamples();

        var (times, columns) = Thinning.Gauge(fine, known, step: 10, begin: 0, end: 20);

        Assert.Equal([10, 20], times);
        Assert.Equal([3, 4.5], columns[0]);
        Assert.Equal([1, 4], columns[1]);
        Assert.Equal([6, 5], columns[2]);
    }

    [Fact]
    public void Thinning_again_keeps_what_is_known_of_samples_that_are_gone()
    {
        using var late = Of([15, 25], [100, 7]);
        using var known = new ThinnedSamples();
        known.Add(10, 1, 1, 1);
        known.Add(20, 5, 4, 6);
        known.Add(40, 9, 8, 10);

        var (times, columns) = Thinning.Gauge(late, known, step: 10, begin: 10, end: 30);

        Assert.Equal([10, 20, 30, 40], times);
        Assert.Equal([[1, 5, 7, 9], [1, 4, 7, 8], [1, 100, 7, 10]], columns);
    }

    private static ThinnedSamples Of(long[] times, double[] values)
    {
        var samples = new ThinnedSamples();
        foreach (var (time, value) in times.Zip(values))
        {
            samples.Add(time, value, value, value);
        }

        return samples;
    }
}
