using Watchkeeper.Core.Events;
using Watchkeeper.Metrics.Exposition;
using Watchkeeper.Metrics.Series;
using Watchkeeper.Metrics.Statsd;
using Watchkeeper.Tests.Core.Time;

namespace Watchkeeper.Tests.Metrics.Statsd;

/// <summary>The figures of a flush, DogStatsD's events and checks, and the admin commands.</summary>
public sealed class StatsdFlushTests
{
    private static readonly StatsdOptions Options = StatsdOptions.Off with { FlushInterval = TimeSpan.FromSeconds(10), IdleAfter = TimeSpan.FromSeconds(20) };

    [Fact]
    public void A_timer_gives_the_reference_servers_figures()
    {
        var figures = StatsdFigures.OfTimer([450, 120, 553, 994, 334, 844, 675, 496], 8, 10, [90, -10, 99.9], []).ToDictionary(figure => figure.Name, figure => figure.Value);

        Assert.Equal((8, 0.8), (figures["count"], figures["count_ps"]));
        Assert.Equal((120, 994, 4466), (figures["lower"], figures["upper"], figures["sum"]));
        Assert.Equal((558.25, 524.5), (figures["mean"], figures["median"]));
        Assert.Equal((7, 844, 3472, 496), (figures["count_90"], figures["upper_90"], figures["sum_90"], figures["mean_90"]));
        Assert.Equal((1, 994, 994), (figures["count_top10"], figures["lower_top10"], figures["sum_top10"]));
        Assert.Equal((8, 994), (figures["count_99_9"], figures["upper_99_9"]));
        Assert.Equal(260.56034, figures["std"], 3);
        Assert.Equal(figures["sum_squares_90"] + (994 * 994), figures["sum_squares"]);
    }

    [Fact]
    public void No_sum_becomes_infinite()
    {
        var state = StatsdLineTests.Take("q:1e308|ms\nq:1e308|ms\nr:1e200|ms\nc:1e308|c\nc:1e308|c\ng:1e308|g\ng:+1e308|g\ng:-1e307|g\nt:1|ms|@1e-308\nt:1|ms|@1e-308");
        var batch = new SampleBatch();
        state.Flush(batch, Options);
        state.Flush(batch, Options);

        var samples = batch.Samples.ToArray();
        Assert.DoesNotContain(samples, sample => !double.IsFinite(sample.Value));
        Assert.Contains(samples, sample => sample.Series.Labels.Name == "q_upper" && sample.Value == 1e308);
        Assert.Contains(samples, sample => sample.Series.Labels.Name == "r_sum" && sample.Value == 1e200);
        Assert.Contains(samples, sample => sample.Series.Labels.Name == "g" && sample.Value is > 1.6e308 and < 1.7e308);
        Assert.Contains(samples, sample => sample.Series.Labels.Name == "c_total" && sample.Value == double.MaxValue);
    }

    [Fact]
    public void A_timer_without_values_has_only_counts() =>
        Assert.Equal(["count", "count_ps"], StatsdFigures.OfTimer([], 0, 10, [90], [10]).Select(figure => figure.Name));

    [Fact]
    public void A_timer_is_counted_by_the_bins_of_the_first_histogram_that_fits()
    {
        var options = Options with { Histograms = [new("render", [10, 20.5, double.PositiveInfinity]), new("", [1])] };
        var state = StatsdLineTests.Take("page.render:5|ms\npage.render:10|ms\npage.render:20|ms\npage.render:900|ms\nother:0|ms\nother:1|ms");
        var batch = new SampleBatch();
        state.Flush(batch, options);

        var bins = batch.Samples.ToArray().Where(sample => sample.Series.Labels.Name.Contains("_bin_", StringComparison.Ordinal))
            .Select(sample => $"{sample.Series.Labels.Name} {sample.Value}");
        Assert.Equal(["page_render_histogram_bin_10 1", "page_render_histogram_bin_20_5 2", "page_render_histogram_bin_inf 1", "other_histogram_bin_1 1"], bins);
    }

    [Fact]
    public void A_gauge_with_a_time_of_its_own_becomes_a_sample_of_that_time_and_leaves_the_present_value_alone()
    {
        var state = StatsdLineTests.Take("depth:5|g\ndepth:7|g|T1700000000|#a:b\ndepth:8|g|T1700000010\nhits:3|c|T1700000000\nhits:1|c|Tsoon\nhits:1|c|T-5");
        var batch = new SampleBatch();
        state.Flush(batch, Options);

        var samples = batch.Samples.ToArray().Select(sample => $"{sample.Series.Labels} {sample.Value} {sample.Time}");
        Assert.Equal(["depth 8 1700000010000", "depth 5 ", "depth{a=\"b\"} 7 1700000000000", "hits_total 3 ", "hits_rate 0.3 "], samples);
        Assert.Equal(2, state.BadLines);
        batch.Clear();
        state.Flush(batch, Options);
        Assert.DoesNotContain(batch.Samples.ToArray(), sample => sample.Time is not null);
    }

    [Fact]
    public void A_flush_makes_series_and_begins_anew()
    {
        var state = StatsdLineTests.Take("api.hits:3|c|#zone:eu\nload-now:7|g\nusers:a|s\nusers:b|s\nrender:10|ms\nrender:30|ms");
        var batch = new SampleBatch();
        state.Flush(batch, Options);
        batch.Clear();
        state.TakePacket("api.hits:2|c|#zone:eu"u8);
        state.Flush(batch, Options);

        Assert.Equal(
            """
            # TYPE api_hits_rate gauge
            api_hits_rate{zone="eu"} 0.2
            # TYPE api_hits_total counter
            api_hits_total{zone="eu"} 5
            # TYPE load_now gauge
            load_now 7
            # TYPE render_count gauge
            render_count 0
            # TYPE render_count_ps gauge
            render_count_ps 0
            # TYPE users_unique gauge
            users_unique 0

            """,
            PrometheusText.Write(batch.Samples));
        state.Flush(batch, Options);
        Assert.Equal("api.hits;zone=eu", Assert.Single(state.Entries).Key);
    }

    [Theory]
    [InlineData("_e{5,4}:title|text", "title: text", Severity.Info)]
    [InlineData("_e{5,4}:title|text|t:error|k:key|#a:b", "title: text", Severity.Error)]
    [InlineData("_e{5,9}:title|line\\nmore|t:warning", "title: line", Severity.Warning)]
    [InlineData("_e{4,2}:é€?|ok|t:success|p:low|s:src|h:host|d:1700000000", null, Severity.Info)]
    [InlineData("_e{6,2}:é€?|ok|t:success|p:low|s:src|h:host|d:1700000000", "é€?: ok", Severity.Notice)]
    [InlineData("_e{5,5}:title|text", null, Severity.Info)]
    [InlineData("_e{0,4}:|text", null, Severity.Info)]
    [InlineData("_e{5}:title|text", null, Severity.Info)]
    [InlineData("_e{-5,4}:title|text", null, Severity.Info)]
    public void Events_are_read_by_the_bytes_of_their_lengths(string line, string? message, Severity severity)
    {
        var happened = DogStatsd.Event(line);

        Assert.Equal(message, happened?.Message);
        Assert.Equal(severity, happened?.Severity ?? Severity.Info);
    }

    [Fact]
    public void Service_checks_are_read() => Assert.Equal(
        new ServiceCheck("db.up", 2, "a:b", "down | since noon", "host", 1_700_000_000), DogStatsd.Check("_sc|db.up|2|d:1700000000|h:host|#a:b|m:down | since noon"));

    [Theory]
    [InlineData("_sc|db.up|4")]
    [InlineData("_sc||1")]
    [InlineData("_sc|db.up")]
    public void Wrong_service_checks_are_none(string line) => Assert.Null(DogStatsd.Check(line));

    [Fact]
    public void The_admin_commands_answer_as_the_reference_server_does()
    {
        var state = StatsdLineTests.Take("api.a:1|c\napi.b:2|c\nx:1|c\ng:5|g\nt:7|ms\nbad");
        var admin = new StatsdAdmin(state, new FakeHostClock(), StatsdOptions.Off);

        Assert.Contains("messages.bad_lines_seen: 1\n", admin.Answer(["stats"]));
        Assert.EndsWith("END\n\n", admin.Answer(["stats"]));
        Assert.Contains("\"api.a\": 1", admin.Answer(["counters"]));
        Assert.Contains("\"g\": 5", admin.Answer(["gauges"]));
        Assert.Contains("\"t\": [", admin.Answer(["timers"]));
        Assert.Equal("deleted: api.a\ndeleted: api.b\nEND\n\n", admin.Answer(["delcounters", "api.*"]));
        Assert.Equal("metric nothing not found\nEND\n\n", admin.Answer(["delgauges", "nothing"]));
        Assert.DoesNotContain("api.a", admin.Answer(["counters"]));
        Assert.Equal("health: down\n", admin.Answer(["health", "down"]));
        Assert.Equal("health: down\n", admin.Answer(["health"]));
        Assert.Equal("ERROR\n", admin.Answer(["what"]));
    }
}
