using Watchkeeper.Metrics.Series;
using Watchkeeper.Metrics.Store;
using Watchkeeper.Tests.Core.Data;

namespace Watchkeeper.Tests.Metrics.Store;

/// <summary>Nothing leaves a tier before the next one has it, however late it came and whatever the clock says.</summary>
public sealed class TierInvariantTests
{
    private const long Minute = 60_000;
    private const long Day = 86_400_000;

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_year_of_history_given_at_once_is_kept_to_its_first_hour(TestEngine engine)
    {
        await using var test = await TestStore.OpenAsync(engine);
        var start = test.Now - (365 * Day);
        await test.ImportAsync(test.Series("hist"), start, Minute, Enumerable.Range(0, 365 * 1440).Select(i => (double)(i % 60)));
        await test.Store.TidyAsync(default);

        Assert.InRange(test.Samples("hist", start, start + (30 * Day)).Length, (30 * 24) - 1, (30 * 24) + 1);
        Assert.InRange(test.Samples("hist", test.Now - (100 * Day), test.Now - (70 * Day)).Length, (30 * 288) - 1, (30 * 288) + 1);
        Assert.InRange(test.Samples("hist", test.Now - (10 * Day)).Length, 14_390, 14_400);
        Assert.Equal(365 * 24, CountByHour(test.Samples("hist", 0)), 5.0);
        Assert.InRange(test.Chunks(0), 2, 4);
    }

    [Fact]
    public async Task Samples_that_come_months_late_reach_the_tiers_and_hide_nothing()
    {
        await using var test = await TestStore.OpenAsync();
        var (series, start) = (test.Series("a"), test.Now - (60 * Day));
        await test.ImportAsync(series, start, Minute, Enumerable.Range(0, 60 * 1440).Select(i => i < 10 * 1440 ? double.NaN : 10 + (i % 5)));
        await test.Store.TidyAsync(default);
        var before = test.Samples("a", start, start + (40 * Day));

        await test.AppendAsync(series, 1000, start + (20 * Day) + Minute);
        await test.AppendAsync(series, 7, start + (5 * Day) + Minute);
        Assert.True(test.Samples("a", start, start + (40 * Day)).Length >= before.Length);
        await test.Store.FlushAsync(evenUntrusted: false, default);
        await test.Store.TidyAsync(default);

        var after = test.Samples("a", start, start + (40 * Day));
        Assert.Equal(before.Length + 1, after.Length);
        Assert.Equal((start + (5 * Day) + (5 * Minute), 7), after[0]);
        Assert.Equal(before.Select(sample => sample.Value), after.Skip(1).Select(sample => sample.Value));
        Assert.Equal(1000, test.Samples("a", start + (20 * Day), start + (21 * Day), Aspect.Greatest).Max(sample => sample.Value));
        Assert.Equal(14, test.Samples("a", start + (21 * Day), start + (22 * Day), Aspect.Greatest).Max(sample => sample.Value));
        Assert.InRange(test.Chunks(0), 1, 5);
    }

    [Fact]
    public async Task A_counters_late_samples_take_their_place_among_those_that_were_kept()
    {
        await using var test = await TestStore.OpenAsync();
        var (series, start) = (test.Series("c_total", MetricKind.Counter), test.Now - (60 * Day));
        await test.ImportAsync(series, start, Minute, Enumerable.Range(0, 60 * 1440).Select(i => i * 7.0));
        await test.Store.TidyAsync(default);
        await test.AppendAsync(series, (20 * 1440 * 7) + 3, start + (20 * Day) + (Minute / 2));
        await test.Store.FlushAsync(evenUntrusted: false, default);
        await test.Store.TidyAsync(default);

        var increase = test.Store.Engine.Instant($"increase(c_total[{60 * 24}h])", test.Now).Vector.Single().Values[0];
        Assert.InRange(increase, (60 * 1440 * 7) - 100, (60 * 1440 * 7) + 100);
    }

    [Fact]
    public async Task A_clock_far_in_the_future_deletes_nothing_until_it_has_stayed_there_for_a_week()
    {
        await using var test = await TestStore.OpenAsync();
        var (series, start, now) = (test.Series("a"), test.Now - (100 * Day), test.Clock.Now);
        await test.ImportAsync(series, start, 10 * Minute, Enumerable.Range(0, 100 * 144).Select(i => (double)i));
        await test.Store.TidyAsync(default);
        var before = test.Samples("a", start, test.Now);

        test.Clock.StepTo(now + TimeSpan.FromDays(365 * 70));
        for (var hour = 0; hour < 24; hour++)
        {
            test.Clock.Advance(TimeSpan.FromHours(1));
            await test.AppendAsync(series, hour);
            await test.Store.FlushAsync(evenUntrusted: false, default);
            await test.Store.TidyAsync(default);
        }

        Assert.Equal(before, test.Samples("a", start, now.Microseconds / 1000));
        test.Clock.StepTo(now + TimeSpan.FromDays(1));
        await test.AppendAsync(series, -1);
        await test.Store.FlushAsync(evenUntrusted: false, default);
        await test.Store.TidyAsync(default);
        Assert.Equal(before, test.Samples("a", start, now.Microseconds / 1000));
        Assert.Contains(test.Samples("a", now.Microseconds / 1000, test.Now), sample => sample.Value == -1);

        test.Clock.StepTo(now + TimeSpan.FromDays(365 * 70));
        await test.Store.TidyAsync(default);
        test.Clock.Advance(TimeSpan.FromDays(7));
        await test.Store.TidyAsync(default);
        Assert.Empty(test.Samples("a", start, now.Microseconds / 1000));
    }

    [Fact]
    public async Task What_the_next_tier_lacks_is_not_deleted_however_old_it_is()
    {
        await using var test = await TestStore.OpenAsync();
        await test.ImportAsync(test.Series("a"), test.Now - (100 * Day), Minute, Enumerable.Range(0, 1440).Select(i => (double)i));
        await test.Database.WriteAsync(
            transaction => Watchkeeper.Metrics.MetricsStore.DeleteChunks(
                transaction, 1, SampleRetention.Default.Raw, test.Clock.Now.Microseconds, 100),
            Watchkeeper.Core.Data.Durability.Periodic);

        Assert.Equal(1, test.Chunks(0));
    }

    private static int CountByHour((long Time, double Value)[] samples) => samples.Select(sample => (sample.Time - 1) / 3_600_000).Distinct().Count();
}
