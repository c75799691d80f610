using Watchkeeper.Core.Events;
using Watchkeeper.Metrics.Exposition;
using Watchkeeper.Metrics.Series;
using Watchkeeper.Metrics.Statsd;
using Watchkeeper.Tests.Core.Time;

namespace Watchkeeper.Tests.Metrics.Statsd;

/// <summary>The figures of a flush, DogStatsD's events and checks, and the admin commands.</summary>
public sealed class StatsdFlushTests
{
    [Fact]
    public void A_timer_gives_the_reference_servers_figures()
    {
        var figures = StatsdFigures.OfTimer([450, 120, 553, 994, 334, 844, 675, 496], 8, 10, [90, -10, 99.9]).ToDictionary(figure => figure.Name, figure => figure.Value);

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
    public void A_timer_without_values_has_only_counts() =>
        Assert.Equal(["count", "count_ps"], StatsdFigures.OfTimer([], 0, 10, [90]).Select(figure => figure.Name));

    [Fact]
    public void A_flush_makes_series_and_begins_anew()
    {
        var state = StatsdLineTests.Take("api.hits:3|c|#zone:eu\nload-now:7|g\nusers:a|s\nusers:b|s\nrender:10|ms\nrender:30|ms");
        var batch = new SampleBatch();
        state.Flush(batch, 10, [], 2);
        batch.Clear();
        state.TakePacket("api.hits:2|c|#zone:eu"u8);
        state.Flush(batch, 10, [], 2);

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
        state.Flush(batch, 10, [], 2);
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
        new ServiceCheck("db.up", 2, "a:b", "down | since noon"), DogStatsd.Check("_sc|db.up|2|d:1700000000|h:host|#a:b|m:down | since noon"));

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
