using Watchkeeper.Core.Contracts;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Timeline;

/// <summary>
/// Finds the metrics that moved unusually: farther than five median absolute deviations from their median of the day before. The median of the deviations
/// is a robust measure of spread (Hampel's identifier): a single peak yesterday does not hide today's.
/// </summary>
internal static class Unusual
{
    public const double Threshold = 5;

    /// <summary>Fewer samples than this say nothing about what is usual.</summary>
    private const int FewestSamples = 30;

    /// <summary>Less than this part of a value is noise of its arithmetic.</summary>
    private const double Negligible = 1e-3;

    /// <summary>Stands before every point, whatever the width.</summary>
    private const int NoSeam = int.MinValue / 2;

    /// <summary>Points of a counter that lie farther apart than this have a gap between them.</summary>
    private static readonly TimeSpan Apart = TimeSpan.FromMinutes(2);

    /// <summary>The farthest point of a series within the range, or null when it stayed where it usually is.</summary>
    /// <param name="series">Samples of the day before the range and of the range itself.</param>
    /// <param name="from">Where the range begins.</param>
    public static UnusualMetric? Find(SampleSeries series, Instant from)
    {
        var before = series.Points.Where(point => point.Time < from && double.IsFinite(point.Value)).Select(point => point.Value).ToArray();
        if (before.Length < FewestSamples)
        {
            return null;
        }

        var median = Median(before);
        var spread = Median([.. before.Select(value => Math.Abs(value - median))]);
        var farthest = series.Points
            .Where(point => point.Time >= from && double.IsFinite(point.Value))
            .Select(point => (point, Deviations: Deviations(point.Value, median, spread)))
            .DefaultIfEmpty()
            .MaxBy(each => each.Deviations);
        return farthest.Deviations > Threshold
            ? new UnusualMetric(series.Labels, farthest.point.Time, farthest.point.Value, median, farthest.Deviations)
            : null;
    }

    /// <summary>
    /// How many deviations a value is away. A metric that did not move for a day has none to count in: any change of it is unusual, by how much of it changed,
    /// so that a zero that became a one is told behind a load that is a hundred deviations away.
    /// </summary>
    private static double Deviations(double value, double median, double spread)
    {
        var distance = Math.Abs(value - median);
        var size = Math.Max(Math.Abs(value), Math.Abs(median));
        return distance <= size * Negligible ? 0
            : spread > size * Negligible ? distance / spread
            : Threshold * (1 + (distance / size));
    }

    /// <summary>
    /// A counter's growth per second; where it went back to zero (a restart, a boot), and across a gap, nothing is known. Of old times only some samples are
    /// kept: such a counter stands still and then jumps, so its growth is taken from one jump to the next.
    /// </summary>
    public static SampleSeries Rate(SampleSeries counter)
    {
        var (width, seam) = Stride(counter.Points);
        var points = new List<SamplePoint>(counter.Points.Count);
        for (var i = width; i < counter.Points.Count; i++)
        {
            var (earlier, later) = (counter.Points[i - width], counter.Points[i]);
            var crosses = i > seam - width && i < seam + (2 * width);
            if (!crosses && later.Value >= earlier.Value && later.Time > earlier.Time && later.Time - earlier.Time <= Apart * width)
            {
                points.Add(new SamplePoint(later.Time, (later.Value - earlier.Value) / (later.Time - earlier.Time).TotalSeconds));
            }
        }

        return counter with { Points = points };
    }

    /// <summary>
    /// After how many points the counter mostly changes: 1 where each has a sample of its own, or where it hardly ever moves. Where old samples with even
    /// spaces between them end and dense ones begin, the width of the old ones holds for all, so that like is compared with like.
    /// </summary>
    /// <returns>The width, and the point at which the old samples end: far before the series where they do not.</returns>
    private static (int Width, int Seam) Stride(IReadOnlyList<SamplePoint> points)
    {
        var changes = Enumerable.Range(1, Math.Max(0, points.Count - 1)).Where(i => points[i].Value != points[i - 1].Value).ToArray();
        var gaps = changes.Zip(changes.Skip(1), (one, next) => next - one).ToArray();
        if (gaps.Length < FewestSamples)
        {
            return (1, NoSeam);
        }

        var (oldest, newest) = (Typical(gaps[..FewestSamples]), Typical(gaps[^FewestSamples..]));
        var regular = gaps.Take(FewestSamples).Count(gap => gap % oldest == 0) >= FewestSamples * 9 / 10;
        return oldest > newest && regular ? (oldest, changes[EvenUntil(gaps, oldest)]) : (Typical(gaps), NoSeam);
    }

    /// <summary>How many of the first gaps are whole multiples of a width, all but a few: where that is truer than at any other place.</summary>
    private static int EvenUntil(int[] gaps, int width)
    {
        var (sum, most, until) = (0, 0, 0);
        for (var i = 0; i < gaps.Length; i++)
        {
            sum += gaps[i] % width == 0 ? 1 : -1;
            if (sum > most)
            {
                (most, until) = (sum, i + 1);
            }
        }

        return until;
    }

    private static int Typical(int[] gaps) => (int)Median([.. gaps.Select(gap => (double)gap)]);

    private static double Median(double[] values)
    {
        Array.Sort(values);
        var middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
