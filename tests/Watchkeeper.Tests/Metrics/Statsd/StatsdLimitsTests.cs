using System.Text;
using Watchkeeper.Metrics.Series;
using Watchkeeper.Metrics.Statsd;
using Watchkeeper.Tests.Core.Time;

namespace Watchkeeper.Tests.Metrics.Statsd;

/// <summary>What is sent in bad faith, or by mistake, spoils nothing else and is told.</summary>
public sealed class StatsdLimitsTests
{
    private static readonly StatsdOptions Options = StatsdOptions.Off with { FlushInterval = TimeSpan.FromSeconds(10) };

    [Fact]
    public void There_is_one_limit_of_series_and_the_catalog_tells_of_it()
    {
        var catalog = new SeriesCatalog(100);
        var state = new StatsdState(catalog);
        Take(state, string.Join('\n', Enumerable.Range(0, 300).Select(i => $"g{i}:1|g")));

        Assert.Equal(100, Flush(state).Count);
        Assert.Equal(200, state.Refused);
        Assert.Equal(200, catalog.TakeRefused()["statsd"]);

        catalog.Limit = 1000;
        Take(state, "g299:1|g\nslow:5|ms");
        Assert.Contains("g299 1", Flush(state));
    }

    [Fact]
    public void A_figure_that_was_refused_comes_when_there_is_room()
    {
        var catalog = new SeriesCatalog(1);
        var state = new StatsdState(catalog);
        Take(state, "a:1|c");
        Assert.Equal(["a_total 1"], Flush(state));

        catalog.Limit = 10;
        Assert.Equal(["a_total 1", "a_rate 0"], Flush(state));
    }

    [Fact]
    public void Spellings_that_lead_to_one_series_are_one_metric()
    {
        var state = StatsdLineTests.Take("col.a:100|c|#z:1,b:2\ncol-a:7|c|#b:2,z:1\nhost.load:3|g\nhost_load:4|g");

        Assert.Equal(["col_a_total{b=\"2\",z=\"1\"} 107", "col_a_rate{b=\"2\",z=\"1\"} 10.7", "host_load 4"], Flush(state));
    }

    [Fact]
    public void A_decrement_shows_in_the_rate_and_is_no_restart_of_the_total()
    {
        var state = StatsdLineTests.Take("dec:1000000|c");
        Flush(state);
        Take(state, "dec:-1|c");
        Assert.Equal(["dec_total 1000000", "dec_rate -0.1"], Flush(state));
        Take(state, "dec:5|c\ndec:-2|c");
        Assert.Equal(["dec_total 1000003", "dec_rate 0.3"], Flush(state));
    }

    [Fact]
    public void What_is_kept_until_the_flush_has_a_limit_and_begins_anew()
    {
        var state = StatsdLineTests.Take("sum:1|c");
        var packet = new StringBuilder();
        for (var i = 0; i < 120_000; i++)
        {
            packet.Append("u:member").Append(i).Append("|s\n");
        }

        Take(state, packet.ToString());
        Take(state, "t:1|ms\nsum:1|c");

        Assert.Equal(20_001, state.Refused);
        Assert.Contains("u_unique 100000", Flush(state));
        Take(state, "u:a|s\nt:1|ms");
        Assert.Equal(20_001, state.Refused);
        Assert.Contains("u_unique 1", Flush(state));
    }

    [Theory]
    [InlineData("x:1|c|@+0.5")]
    [InlineData("foo:|c")]
    [InlineData("foo:1|")]
    [InlineData("a:1|c:zwei|c")]
    public void A_bad_line_is_told_whole(string line) => Assert.Equal([line], StatsdLineTests.Take(line).TakeTexts().BadLines);

    [Fact]
    public void A_sum_beyond_all_numbers_does_not_end_the_administration()
    {
        var state = StatsdLineTests.Take("g:1e308|g\ng:+1e308|g\nc:1e308|c\nc:1e308|c\nt:1e308|ms\nt:1e308|ms");
        var admin = new StatsdAdmin(state, new FakeHostClock(), Options);

        Assert.Contains("\"g\": 1.7976931348623157E+308", admin.Answer(["gauges"]));
        Assert.Contains("\"c\": 1.7976931348623157E+308", admin.Answer(["counters"]));
        Assert.EndsWith("END\n\n", admin.Answer(["timers"]));
        Assert.Contains("c_total 1.7976931348623157E+308", Flush(state));
    }

    [Fact]
    public void Times_and_hosts_of_DogStatsD_are_kept()
    {
        Assert.Equal("2023-11-14T22:13:20Z", (string?)DogStatsd.Event("_e{1,1}:a|b|d:1700000000")!.Fields!["happened"]);
        var check = DogStatsd.Check("_sc|db.up|2|d:1700000000|h:alpha|#a:b|m:down")!;
        Assert.Equal(("alpha", 1_700_000_000L), (check.Host, check.At!.Value));
    }

    private static void Take(StatsdState state, string lines) => state.TakePacket(Encoding.UTF8.GetBytes(lines));

    private static List<string> Flush(StatsdState state)
    {
        var batch = new SampleBatch();
        state.Flush(batch, Options);
        return [.. batch.Samples.ToArray().Select(sample => FormattableString.Invariant($"{sample.Series.Labels} {sample.Value}"))];
    }
}
