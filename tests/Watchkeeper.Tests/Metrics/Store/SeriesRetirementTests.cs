using Watchkeeper.Metrics.Series;
using Watchkeeper.Tests.Core.Data;

namespace Watchkeeper.Tests.Metrics.Store;

/// <summary>A series of which nothing is left is forgotten, and comes back whole when another sample comes.</summary>
public sealed class SeriesRetirementTests
{
    private static readonly TimeSpan Retention = TimeSpan.FromDays(740);

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_series_without_samples_goes_with_its_row_and_gives_its_place_back(TestEngine engine)
    {
        await using var test = await TestStore.OpenAsync(engine, limit: 2);
        await test.AppendAsync(test.Series("a"), 1);
        var kept = test.Series("b");
        await test.Store.FlushAsync(evenUntrusted: false, default);
        await test.Store.TidyAsync(default);
        Assert.Equal(1, Rows(test));

        test.Clock.Advance(Retention);
        await test.Store.TidyAsync(default);
        test.Clock.Advance(TimeSpan.FromDays(8));
        await test.AppendAsync(kept, 2);
        await test.Store.FlushAsync(evenUntrusted: false, default);
        await test.Store.TidyAsync(default);

        Assert.Equal(1, Rows(test));
        Assert.Null(test.Store.Catalog.Find(Labels.Of("a")));
        Assert.NotNull(test.Store.Catalog.Get(MetricFamily.Gauge("c", ""), Labels.Of("c"), "test"));
        test.Restart();
        Assert.Equal(["b"], test.Store.Catalog.All().Select(series => series.Labels.Name));
    }

    [Fact]
    public async Task Whoever_holds_a_forgotten_series_may_go_on_sending()
    {
        await using var test = await TestStore.OpenAsync();
        var held = await RetiredAsync(test);

        await test.AppendAsync(held, 2);
        await test.AppendAsync(held, 3, test.Now + 1000);

        Assert.Equal([2, 3], test.Samples("a").Select(sample => sample.Value));
        Assert.Equal(held, test.Store.Catalog.Find(held.Labels));
        test.Restart();
        Assert.Equal([2, 3], test.Samples("a").Select(sample => sample.Value));
    }

    [Fact]
    public async Task Two_who_hold_a_forgotten_series_meet_in_one()
    {
        await using var test = await TestStore.OpenAsync();
        var held = await RetiredAsync(test);
        var other = test.Series("a");

        await test.AppendAsync(other, 2);
        await test.AppendAsync(held, 3, test.Now + 1000);

        Assert.NotSame(held, other);
        Assert.Equal([2, 3], test.Samples("a").Select(sample => sample.Value));
        test.Restart();
        Assert.Equal([2, 3], test.Samples("a").Select(sample => sample.Value));
        Assert.Equal(1, Rows(test));
    }

    private static async Task<LiveSeries> RetiredAsync(TestStore test)
    {
        var held = test.Series("a");
        await test.AppendAsync(held, 1);
        await test.Store.FlushAsync(evenUntrusted: false, default);
        test.Clock.Advance(Retention);
        await test.Store.TidyAsync(default);
        Assert.Equal(0, Rows(test));
        return held;
    }

    private static long Rows(TestStore test) => test.Database.Read(session => session.First("SELECT COUNT(*) FROM metrics_series", row => row.Int64(0)));
}
