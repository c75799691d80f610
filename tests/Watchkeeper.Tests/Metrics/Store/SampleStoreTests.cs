using Microsoft.Extensions.Logging.Abstractions;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Metrics;
using Watchkeeper.Metrics.Series;
using Watchkeeper.Tests.Core.Data;
using Watchkeeper.Tests.Core.Time;

namespace Watchkeeper.Tests.Metrics.Store;

/// <summary>Samples come back, from memory, from rows and from chunks, whatever happened in between.</summary>
public sealed class SampleStoreTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Samples_come_back_before_and_after_a_restart_and_as_chunks(TestEngine engine)
    {
        await using var test = await TestStore.OpenAsync(engine);
        var series = test.Series("a", labels: ("b", "c\"d\\e\nf"));
        var written = new List<(long, double)>();
        for (var i = 0; i < 50; i++)
        {
            test.Clock.Advance(TimeSpan.FromSeconds(10));
            await test.AppendAsync(series, i / 4.0);
            written.Add((test.Now, i / 4.0));
        }

        Assert.Equal(written, test.Samples("a"));
        test.Restart();
        Assert.Equal(written, test.Samples("a"));
        await test.Store.FlushAsync(evenUntrusted: false, default);
        Assert.Equal(written, test.Samples("a"));
        Assert.Equal(1, test.Database.Read(session => session.First("SELECT COUNT(*) FROM metrics_recent", row => row.Int64(0))));
        test.Restart();
        Assert.Equal(written, test.Samples("a"));
        Assert.Equal(written[10..21], test.Samples("a", written[10].Item1, written[20].Item1));
    }

    [Fact]
    public async Task A_sample_of_an_hour_ago_is_kept_in_its_place_also_after_its_neighbours_became_chunks()
    {
        await using var test = await TestStore.OpenAsync();
        var series = test.Series("a");
        test.Clock.Advance(TimeSpan.FromHours(2));
        await test.AppendAsync(series, 1);
        await test.Store.FlushAsync(evenUntrusted: false, default);
        await test.AppendAsync(series, 2, test.Now - 3_600_000);
        await test.AppendAsync(series, 3, test.Now - 1_800_000);

        Assert.Equal([2, 3, 1], test.Samples("a").Select(sample => sample.Value));
        test.Restart();
        await test.Store.FlushAsync(evenUntrusted: false, default);
        Assert.Equal([2, 3, 1], test.Samples("a").Select(sample => sample.Value));
    }

    [Fact]
    public async Task What_is_in_chunks_is_found_also_when_only_something_older_was_written_since()
    {
        await using var test = await TestStore.OpenAsync();
        var series = test.Series("a");
        var start = test.Now;
        test.Clock.Advance(TimeSpan.FromHours(3));
        await test.AppendAsync(series, 1, start + 7_200_000);
        await test.Store.FlushAsync(evenUntrusted: false, default);
        await test.AppendAsync(series, 2, start);
        await test.Store.FlushAsync(evenUntrusted: false, default);
        await test.ImportAsync(series, start + 3_600_000, 1000, 3, 4);

        Assert.Equal([3, 4, 1], test.Samples("a", start + 1).Select(sample => sample.Value));
    }

    [Fact]
    public async Task A_clock_that_was_set_back_does_not_keep_an_older_value_as_the_present_one()
    {
        await using var test = await TestStore.OpenAsync();
        var series = test.Series("a");
        await test.AppendAsync(series, 1);
        test.Clock.Step(-TimeSpan.FromDays(1));
        Assert.False(test.Store.IsFresh(series));
        await test.AppendAsync(series, 2);

        Assert.Equal(2, series.Head.Latest!.Value.Value);
        Assert.True(test.Store.IsFresh(series));
    }

    [Fact]
    public async Task A_series_belongs_to_one_source_and_the_hosts_to_the_host()
    {
        await using var test = await TestStore.OpenAsync(limit: 2);
        var catalog = test.Store.Catalog;
        LiveSeries? Get(string name, string source) => catalog.Get(MetricFamily.Gauge(name, ""), Labels.Of(name), source);

        Assert.NotNull(Get("load", SeriesCatalog.Host));
        var pushed = Get("a", "push");
        Assert.NotNull(Get("b", "push"));
        Assert.Null(Get("load", "push"));
        Assert.Null(Get("a", "statsd"));
        Assert.Equal(["push", "statsd"], catalog.TakeForeign().Keys.Order());

        Assert.Null(Get("watchkeeper_commits_total", "push"));
        Assert.Equal(SeriesCatalog.Host, catalog.TakeForeign()["push"].Source);

        Assert.Same(pushed, Get("a", SeriesCatalog.Host));
        Assert.Null(Get("a", "push"));
        Assert.NotNull(Get("c", "push"));
        Assert.Null(Get("d", "push"));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task What_was_recorded_on_a_wrong_clock_gets_its_true_time(bool restart, bool flush)
    {
        var clock = new FakeHostClock(Instant.Epoch, TimeSpan.FromSeconds(10), trusted: false);
        await using var test = await TestStore.OpenAsync(clock: clock);
        var series = test.Series("a");
        await test.AppendAsync(series, 1);
        clock.Advance(TimeSpan.FromSeconds(10));
        clock.Step(TimeSpan.FromDays(3));
        await test.AppendAsync(series, 2);
        await test.AppendAsync(series, 3, FakeHostClock.Parse("2026-03-01T00:00:00Z").Microseconds / 1000);
        if (flush)
        {
            await test.Store.FlushAsync(evenUntrusted: true, default);
        }

        if (restart)
        {
            test.Restart();
        }

        clock.Advance(TimeSpan.FromSeconds(10));
        clock.BecomeTrusted(FakeHostClock.Parse("2026-03-02T00:00:00Z"));
        await test.Journal("b", 0);

        string[] right = ["2026-03-01T00:00:00Z", "2026-03-01T23:59:40Z", "2026-03-01T23:59:50Z"];
        Assert.Equal(right, test.Samples("a").Select(sample => new Instant(sample.Time * 1000).ToString()));
        test.Restart();
        Assert.Equal(right, test.Samples("a").Select(sample => new Instant(sample.Time * 1000).ToString()));
    }

    [Fact]
    public async Task A_source_with_too_many_series_is_refused_with_one_event()
    {
        await using var test = await TestStore.OpenAsync(limit: 100);
        var alarm = new SeriesLimitAlarm(test.Store.Catalog, test.Database.Journal, test.Clock, NullLogger.Instance);
        var refused = Enumerable.Range(0, 150).Count(i => test.Store.Catalog.Get(MetricFamily.Gauge("a", ""), Labels.Of("a", ("i", $"{i}")), "push") is null);
        alarm.Look();
        test.Store.Catalog.Get(MetricFamily.Gauge("a", ""), Labels.Of("a", ("i", "again")), "push");
        alarm.Look();
        await test.Journal("b", 0);

        Assert.Equal(50, refused);
        Assert.NotNull(test.Store.Catalog.Get(MetricFamily.Gauge("a", ""), Labels.Of("a", ("i", "7")), "push"));
        Assert.NotNull(test.Store.Catalog.Get(MetricFamily.Gauge("a", ""), Labels.Of("a", ("i", "other")), "statsd"));
        var told = Assert.Single(test.Database.Journal.Read(new EventQuery { Types = ["metrics.series-limit-reached"] }));
        Assert.Equal(("push", Severity.Warning), (told.Subject, told.Severity));
    }

    [Fact]
    public async Task A_damaged_chunk_is_left_out_and_the_others_are_read()
    {
        await using var test = await TestStore.OpenAsync();
        var series = test.Series("a");
        for (var i = 0; i < 3; i++)
        {
            test.Clock.Advance(TimeSpan.FromHours(1));
            await test.AppendAsync(series, i);
            await test.Store.FlushAsync(evenUntrusted: false, default);
        }

        await test.Database.WriteAsync(
            transaction =>
            {
                var id = transaction.First("SELECT id FROM metrics_chunks ORDER BY id LIMIT 1", row => row.Int64(0)) + 1;
                transaction.Execute("UPDATE metrics_chunks SET data = @data WHERE id = @id", ("data", new byte[] { 1, 2, 3, 4, 5, 6 }), ("id", id));
            },
            Durability.Durable);
        test.Restart();

        Assert.Equal([0, 2], test.Samples("a").Select(sample => sample.Value));
    }
}

internal static class TestStoreWrites
{
    /// <summary>A write whose completion shows that the writes before it are done.</summary>
    public static Task Journal(this TestStore test, string name, double value) => test.AppendAsync(test.Series(name), value);
}
