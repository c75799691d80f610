using Watchkeeper.Core.Contracts;
using Watchkeeper.Core.Time;
using Watchkeeper.Timeline;

namespace Watchkeeper.Tests.Timeline;

public sealed class UnusualTests
{
    private static readonly Instant From = Instant.From(new DateTimeOffset(2026, 11, 20, 8, 0, 0, TimeSpan.Zero));

    [Fact]
    public void A_metric_that_leaves_its_place_is_found_where_it_was_farthest()
    {
        var found = Unusual.Find(Series(i => 10 + (i % 3), range: [11, 40, 90, 12]), From);

        Assert.NotNull(found);
        Assert.Equal(90, found.Value);
        Assert.Equal(11, found.Median);
        Assert.Equal(79, found.Deviations, 6);
        Assert.Equal(From + TimeSpan.FromMinutes(2), found.Time);
    }

    [Fact]
    public void A_metric_within_five_deviations_is_not_unusual() =>
        Assert.Null(Unusual.Find(Series(i => 10 + (i % 3), range: [6.1, 15.9]), From));

    [Fact]
    public void One_peak_yesterday_does_not_hide_todays() =>
        Assert.NotNull(Unusual.Find(Series(i => i == 20 ? 1000 : 10 + (i % 3), range: [90]), From));

    [Fact]
    public void A_constant_that_changes_a_little_counts_and_one_that_stays_does_not()
    {
        Assert.NotNull(Unusual.Find(Series(_ => 42, range: [43]), From));
        Assert.Null(Unusual.Find(Series(_ => 42, range: [42]), From));
        Assert.Null(Unusual.Find(Series(_ => 0, range: [0]), From));
    }

    [Fact]
    public void What_never_moved_does_not_outrank_what_moved_far()
    {
        var woken = Unusual.Find(Series(_ => 0, range: [1]), From)!;
        var loaded = Unusual.Find(Series(i => 10 + (i % 3), range: [90]), From)!;

        Assert.InRange(woken.Deviations, Unusual.Threshold, 3 * Unusual.Threshold);
        Assert.True(loaded.Deviations > woken.Deviations);
    }

    [Fact]
    public void A_rate_is_not_taken_across_a_gap()
    {
        SamplePoint[] points = [new(From, 100), new(From + TimeSpan.FromMinutes(1), 160), new(From + TimeSpan.FromMinutes(30), 170), new(From + TimeSpan.FromMinutes(31), 230)];

        Assert.Equal([1.0, 1.0], Unusual.Rate(new SampleSeries(new Dictionary<string, string>(), points)).Points.Select(point => point.Value));
    }

    [Fact]
    public void A_counter_of_which_some_samples_are_kept_grows_evenly()
    {
        var points = Enumerable.Range(0, 600).Select(i => new SamplePoint(From + TimeSpan.FromMinutes(i), i / 5 * 300)).ToArray();

        Assert.All(Unusual.Rate(new SampleSeries(new Dictionary<string, string>(), points)).Points, point => Assert.Equal(1, point.Value));
    }

    [Theory]
    [InlineData(1400, 840)]
    [InlineData(1400, 120)]
    public void A_counter_grows_evenly_where_its_old_samples_end_and_its_new_ones_begin(int old, int dense)
    {
        // The old ones stand for five minutes each; the first dense one comes in the midst of them.
        var points = Enumerable.Range(0, old + 2 + dense)
            .Select(i => new SamplePoint(From + TimeSpan.FromMinutes(i), i < old + 2 ? i / 5 * 300 : i * 60))
            .ToArray();

        var rate = Unusual.Rate(new SampleSeries(new Dictionary<string, string>(), points)).Points;

        Assert.All(rate, point => Assert.Equal(1, point.Value));
        Assert.InRange(rate.Count, points.Length - 30, points.Length);
    }

    [Fact]
    public void Too_little_history_and_values_that_are_none_say_nothing()
    {
        Assert.Null(Unusual.Find(Series(_ => 1, range: [99], samples: 29), From));
        Assert.Null(Unusual.Find(Series(_ => 1, range: [double.NaN, double.PositiveInfinity]), From));
        Assert.Null(Unusual.Find(Series(_ => 1, range: []), From));
    }

    [Fact]
    public void A_counter_is_judged_by_its_rate_and_a_reset_is_no_rate()
    {
        SamplePoint[] points = [new(From, 100), new(From + TimeSpan.FromSeconds(10), 150), new(From + TimeSpan.FromSeconds(20), 3), new(From + TimeSpan.FromSeconds(30), 33)];

        var rate = Unusual.Rate(new SampleSeries(new Dictionary<string, string>(), points));

        Assert.Equal([new SamplePoint(From + TimeSpan.FromSeconds(10), 5), new SamplePoint(From + TimeSpan.FromSeconds(30), 3)], rate.Points);
    }

    private static SampleSeries Series(Func<int, double> before, double[] range, int samples = 60) => new(
        new Dictionary<string, string> { ["__name__"] = "x" },
        [
            .. Enumerable.Range(0, samples).Select(i => new SamplePoint(From - TimeSpan.FromMinutes(samples - i), before(i))),
            .. range.Select((value, i) => new SamplePoint(From + TimeSpan.FromMinutes(i), value)),
        ]);
}
