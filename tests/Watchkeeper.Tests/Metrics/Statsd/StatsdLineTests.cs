using System.Text;
using Watchkeeper.Metrics.Series;
using Watchkeeper.Metrics.Statsd;

namespace Watchkeeper.Tests.Metrics.Statsd;

/// <summary>Lines, well-formed and not, and what the reference server and DogStatsD's agent make of them.</summary>
public sealed class StatsdLineTests
{
    [Theory]
    [InlineData("foo:1|c", "c foo 1")]
    [InlineData("foo:1|c|@0.1", "c foo 10")]
    [InlineData("foo:1|c\nfoo:2|c", "c foo 3")]
    [InlineData("p:1|c:2|c:3|c", "c p 6")]
    [InlineData("foo:2|c|@0.5:3|c", "c foo 7")]
    [InlineData("foo:+10|c", "c foo 10")]
    [InlineData("foo:1e3|c", "c foo 1000")]
    [InlineData("foo:0x10|c", "c foo 16")]
    [InlineData("foo:.5|c", "c foo 0.5")]
    [InlineData("foo:-2|c", "c foo -2")]
    [InlineData("foo:1|zz", "c foo 1")]
    [InlineData("a b/c$d:1|c", "c a_b-cd 1")]
    [InlineData("foo:1|c|#t:1,u:x;y", "c foo;t=1;u=x_y 1")]
    [InlineData("foo:1|c|#bare", "c foo;bare 1")]
    [InlineData("foo:4|g", "g foo 4")]
    [InlineData("foo:+4|g", "g foo 4")]
    [InlineData("foo:-5|g", "g foo -5")]
    [InlineData("foo:0|g\nfoo:-3|g", "g foo -3")]
    [InlineData("foo:10|g\nfoo:+4|g\nfoo:-1|g", "g foo 13")]
    [InlineData("foo:7|g|@0.1", "g foo 7")]
    [InlineData("foo:320|ms", "t foo 320 x1")]
    [InlineData("foo:320|ms|@0.1", "t foo 320 x10")]
    [InlineData("foo:1:2:3|d", "t foo 1,2,3 x3")]
    [InlineData("foo:1:2:3|h|@0.5", "t foo 1,2,3 x6")]
    [InlineData("foo:5|h", "t foo 5 x1")]
    [InlineData("u:a|s\nu:b|s\nu:a|s", "s u 2")]
    [InlineData("u:a:b|s", "s u 1")]
    [InlineData("foo:1|c|c:ci-abc|T1700000000|e:it|card:low|m:test", "c foo 1")]
    [InlineData("daemon:666|g|m:test", "g daemon 666")]
    [InlineData("foo:1|c|#a:b|@0.5", "c foo;a=b 2")]
    [InlineData("foo:1|c|@0.5|#a:b|c:x", "c foo;a=b 2")]
    [InlineData("foo:1|c\r\n", "c foo 1")]
    [InlineData("\n\n", "")]
    public void Good_lines_count(string lines, string expected)
    {
        var state = Take(lines);

        Assert.Equal(0, state.BadLines);
        Assert.Equal(expected, Shown(state));
    }

    [Theory]
    [InlineData("foo", 1)]
    [InlineData("foo:1", 1)]
    [InlineData(":1|c", 1)]
    [InlineData("foo|c:1", 1)]
    [InlineData("foo:|c", 1)]
    [InlineData("foo:a|c", 1)]
    [InlineData("foo:0,3|c", 1)]
    [InlineData("foo:NaN|c", 1)]
    [InlineData("foo:1|", 1)]
    [InlineData("foo:-1|ms", 1)]
    [InlineData("foo:x|g", 1)]
    [InlineData("foo:1|c|@", 1)]
    [InlineData("foo:1|c|@-0.5", 1)]
    [InlineData("foo:1|c|@0", 1)]
    [InlineData("foo:1|c|@+0.5", 1)]
    [InlineData("foo:1|c|@Infinity", 1)]
    [InlineData("foo:1|c|@x", 1)]
    [InlineData("foo:Infinity|c", 1)]
    [InlineData("foo:-Infinity|g", 1)]
    [InlineData("foo:1e999|ms", 1)]
    [InlineData("foo:1e308|c|@0.001", 1)]
    public void Bad_lines_are_counted_and_nothing_else_happens(string line, int bad)
    {
        var state = Take(line + "\nother:1|c");

        Assert.Equal(bad, state.BadLines);
        Assert.Equal("c other 1", Shown(state));
    }

    [Fact]
    public void No_datagram_harms()
    {
        var random = new Random(3);
        var good = Encoding.UTF8.GetBytes("foo:1|c|@0.5|#a:b\nbar:1:2|ms|c:x\n_e{1,1}:a|b|t:error\n_sc|x|1|m:y\nu:x|s");
        var state = new StatsdState(new SeriesCatalog(1000));
        for (var i = 0; i < 200_000; i++)
        {
            var packet = good[..];
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                packet[random.Next(packet.Length)] = (byte)"|:@#;,._- 019+\n\0\xff"[random.Next(17)];
            }

            state.TakePacket(packet.AsSpan(0, random.Next(packet.Length + 1)));
        }

        var batch = new SampleBatch();
        state.Flush(batch, StatsdOptions.Off with { Percentiles = [90] });
        foreach (var line in state.TakeTexts().DogStatsd)
        {
            _ = DogStatsd.Event(line);
            _ = DogStatsd.Check(line);
        }

        Assert.Equal(200_000, state.Packets);
        Assert.True(state.Refused > 0, "Thousands of different names must run into the limit.");
    }

    [Fact]
    public void A_known_metric_costs_no_memory()
    {
        var packet = Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, 20).Select(i => $"api.requests.{i}:1|c|@0.5|#host:a,zone:b")));
        var state = new StatsdState(new SeriesCatalog(1000));
        state.TakePacket(packet);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            state.TakePacket(packet);
        }

        // Of 20,000 lines, less than a byte each: the pool of arrays may have been trimmed meanwhile.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000);
    }

    internal static StatsdState Take(string lines)
    {
        var state = new StatsdState(new SeriesCatalog(1000));
        state.TakePacket(Encoding.UTF8.GetBytes(lines));
        return state;
    }

    private static string Shown(StatsdState state) => string.Join('\n', state.Entries.Select(entry => FormattableString.Invariant(entry.Type switch
    {
        StatsdType.Counter => $"c {entry.Key} {entry.Value}",
        StatsdType.Gauge => (FormattableString)$"g {entry.Key} {entry.Value}",
        StatsdType.Set => $"s {entry.Key} {entry.Members!.Count}",
        _ => $"t {entry.Key} {string.Join(',', entry.Times)} x{entry.Total}",
    })));
}
