using Watchkeeper.Core.Contracts;
using Watchkeeper.Core.Time;
using Watchkeeper.Metrics.Query;
using Watchkeeper.Metrics.Series;
using Watchkeeper.Metrics.Store;

namespace Watchkeeper.Tests.Metrics.Query;

/// <summary>Where the host was off, lines end.</summary>
public sealed class AbsencesTests
{
    private const long Start = 1_770_000_000_000;

    /// <summary>Samples each ten seconds; the host goes down 4 s after the one at 600 s, and records again from 660 s (a reboot) or 1260 s (a crash).</summary>
    private static readonly Absence Reboot = Away(598, 660);
    private static readonly Absence Crash = Away(598, 1260);

    [Fact]
    public void A_gauge_ends_with_the_boot_and_does_not_run_on_for_minutes()
    {
        Assert.Equal([590, 600, 670, 680], Drawn("load1", Reboot, 590, 680));
        Assert.Equal([580, 590, 600, 1270, 1280], Drawn("load1", Crash, 580, 1280));
    }

    [Fact]
    public void Without_absences_a_sample_stands_for_five_minutes() =>
        Assert.Equal([590, 600, .. Enumerable.Range(61, 30).Select(i => i * 10), 1270, 1280], Drawn("load1", Crash, 590, 1280, absences: []));

    [Theory]
    [InlineData("1m")]
    [InlineData("5m")]
    public void A_rate_is_the_same_up_to_the_end_and_from_the_beginning_on(string window)
    {
        var values = Values($"rate(idle_total[{window}])", Crash, 300, 2000);

        Assert.DoesNotContain(values, value => value.At is > 600 and < 1270);
        Assert.All(values, value => Assert.InRange(value.Value, 0.85, 0.95));
    }

    [Fact]
    public void A_short_absence_is_nothing_to_a_long_window()
    {
        Assert.Contains(Values("avg_over_time(load1[1h])", Reboot, 0, 1000), value => value.At == 620);
        Assert.DoesNotContain(Values("avg_over_time(load1[5m])", Reboot, 0, 1000), value => value.At == 620);
    }

    [Fact]
    public void An_increase_counts_on_both_sides() =>
        Assert.InRange(Values("increase(idle_total[30m])", Crash, 1860, 1860).Single().Value, 1_000, 1_400);

    [Fact]
    public void A_clock_that_was_wrong_takes_no_samples_away() =>
        Assert.Equal([500, 510, 520], Drawn("load1", Away(100, 550), 500, 520));

    private static Absence Away(int from, int to) => new(At(from), At(to));

    private static Instant At(int second) => new((Start + (second * 1000L)) * 1000);

    private static int[] Drawn(string expression, Absence absence, int from, int to, IReadOnlyList<Absence>? absences = null) =>
        [.. Values(expression, absence, from, to, absences).Select(value => value.At)];

    private static List<(int At, double Value)> Values(string expression, Absence absence, int from, int to, IReadOnlyList<Absence>? absences = null)
    {
        var engine = new QueryEngine(Source(absence), Absences.Of([new Known(absences ?? [absence])]));
        var (times, value) = engine.Range(expression, Start + (from * 1000), Start + (to * 1000), 10_000);
        return value.Vector.Count == 0
            ? []
            : [.. times.Zip(value.Vector.Single().Values).Where(point => !VectorSeries.IsAbsent(point.Second)).Select(point => ((int)((point.First - Start) / 1000), point.Second))];
    }

    /// <summary>A load, and a counter that gains nine each ten seconds and starts again half a minute before the first sample of a boot.</summary>
    private static SampleSource Source(Absence absence)
    {
        var (end, begin) = ((absence.From.Microseconds / 1000) - Start, (absence.To.Microseconds / 1000) - Start);
        return (matchers, from, to, _) =>
        {
            var found = new List<SeriesData>();
            foreach (var (name, isCounter) in new[] { ("load1", false), ("idle_total", true) })
            {
                var series = new LiveSeries(new(name, isCounter ? MetricKind.Counter : MetricKind.Gauge, ""), LabelsText.Parse(name), "test", 0);
                if (!matchers.All(matcher => matcher.Accepts(series.Labels)))
                {
                    continue;
                }

                for (var second = 0; second <= 2000; second += 10)
                {
                    // What is noted lies a moment behind the last sign of life; a wrong clock puts all samples there.
                    if (second * 1000 <= end + 3000 || second * 1000 > begin || begin < 600_000)
                    {
                        var since = second * 1000 > begin ? second - (int)(begin / 1000) + 30 : 10_000 + second;
                        series.Head.TryAppend(Start + (second * 1000L), isCounter ? since * 0.9 : 1, new(Guid.Empty, 0, true));
                    }
                }

                var data = new SeriesData(series);
                series.Head.CopyTo(data.Samples, from, to);
                data.Samples.Order();
                found.Add(data);
            }

            return found;
        };
    }

    private sealed record Known(IReadOnlyList<Absence> All) : IAbsences;
}
