using Watchkeeper.Core.Time;
using Watchkeeper.Metrics;
using Watchkeeper.Metrics.Export;
using Watchkeeper.Tests.Core.Time;

namespace Watchkeeper.Tests.Metrics.Export;

/// <summary>What a plot looks like in a terminal.</summary>
public sealed class PlotTests
{
    private static readonly Instant From = FakeHostClock.Parse("2026-03-01T00:00:00Z");
    private static readonly Instant To = From + TimeSpan.FromHours(1);

    [Fact]
    public void A_rising_line_goes_from_the_lower_left_to_the_upper_right()
    {
        var lines = Plot.Draw([Series("rises", i => i)], From, To, 40, 4).ToArray();

        Assert.Equal("rises  min 0  mean 30  max 60  now 60", lines[0]);
        Assert.Equal(4 + 3, lines.Length);
        Assert.StartsWith("        60 ┤", lines[1]);
        Assert.StartsWith("         0 ┤", lines[4]);
        Assert.NotEqual('\u2800', lines[1][^1]);
        Assert.Equal('\u2800', lines[1][12]);
        Assert.NotEqual('\u2800', lines[4][12]);
        Assert.Equal('\u2800', lines[4][^1]);
        Assert.All(lines[1..5], line => Assert.Equal(40, line.Length));
    }

    [Theory]
    [InlineData(1e308, 1e308, "min 1e308  mean 1e308  max 1e308")]
    [InlineData(-1e308, 1e308, "max 1e308")]
    public void Numbers_of_any_size_have_room_on_the_axis(double even, double odd, string summary)
    {
        var lines = Plot.Draw([Series("huge", i => (int)i % 2 == 0 ? even : odd)], From, To, 60, 4).ToArray();

        Assert.Contains(summary, lines[0]);
        Assert.All(lines[1..5], line => Assert.Equal(60, line.Length));
        Assert.Contains(lines[1..5], line => line.AsSpan(12).ContainsAnyInRange('\u2801', '\u28FF'));
    }

    [Fact]
    public void Several_series_are_told_apart_by_colours_where_there_are_some()
    {
        SeriesView[] series = [Series("low", _ => 1), Series("high", _ => 9)];

        var coloured = string.Join('\n', Plot.Draw(series, From, To, 60, 4, coloured: true));
        var plain = string.Join('\n', Plot.Draw(series, From, To, 60, 4));

        Assert.Contains("\e[36m━ \e[0mlow", coloured);
        Assert.Contains("\e[33m━ \e[0mhigh", coloured);
        Assert.DoesNotContain('\e', plain);
        Assert.DoesNotContain('\e', string.Join('\n', Plot.Draw(series[..1], From, To, 60, 4, coloured: true)));
    }

    [Fact]
    public void Only_a_value_at_the_end_of_a_time_that_ends_now_is_of_now()
    {
        SeriesView ended = new(new Dictionary<string, string> { ["__name__"] = "ended" }, [.. Series("", i => i).Points.SkipLast(10)]);
        SeriesView lost = new(new Dictionary<string, string> { ["__name__"] = "lost" }, [.. Series("", i => i == 60 ? double.NaN : i).Points]);

        Assert.Equal(
            ["ended  min 0  mean 25  max 50  last 50", "lost  min 0  mean 29.5  max 59  last 59", "lasts  min 0  mean 30  max 60  now 60"],
            Plot.Draw([ended, lost, Series("lasts", i => i)], From, To, 60, 4).Take(3));
        Assert.EndsWith("last 60", Plot.Draw([Series("past", i => i)], From, To, 60, 4, endsNow: false).First());
    }

    [Fact]
    public void Nothing_to_draw_is_said() =>
        Assert.Equal(["There are no samples in this time."], Plot.Draw([Series("nan", _ => double.NaN)], From, To, 60, 4));

    private static SeriesView Series(string name, Func<int, double> value) => new(
        new Dictionary<string, string> { ["__name__"] = name },
        [.. Enumerable.Range(0, 61).Select(minute => new PointView(From + TimeSpan.FromMinutes(minute), value(minute)))]);
}
