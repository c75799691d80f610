using Watchkeeper.Core.Contracts;
using Watchkeeper.Core.Time;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Sources;

namespace Watchkeeper.Watches.Probes;

internal static class MetricProbe
{
    /// <summary>Longer than any disk lasts: "never" as a number, so that a filesystem that empties is known to be well.</summary>
    private const double Never = 3e9;

    public static IReadOnlyList<Sample> Ask(MetricSource source, ISamples? samples, Instant now)
    {
        if (samples is null)
        {
            return Sample.Unknown("there are no metrics in this program");
        }

        var result = source.UntilZero is { } span
            ? samples.Query(source.Expression, now - span, now, TimeSpan.FromTicks(span.Ticks / 60))
            : samples.Query(source.Expression, now);
        var series = result.Series.Where(series => series.Points.Count > 0).ToList();
        return result.Error is { } error ? Sample.Unknown(error)
            : series.Count == 0 ? Sample.Unknown($"there is no data of {source.Expression}")
            : [.. series.Select(one => new Sample(source.UntilZero is null ? Reading.Of(one.Points[^1].Value) : UntilZero(one.Points), one.Labels))];
    }

    private static Reading UntilZero(IReadOnlyList<SamplePoint> points) => SecondsUntilZero(points) is var seconds && double.IsNaN(seconds)
        ? Reading.Unknown("there are too few samples yet to know its pace")
        : Reading.Of(seconds);

    /// <summary>By the straight line that fits the points best (least squares), from the last point on.</summary>
    internal static double SecondsUntilZero(IReadOnlyList<SamplePoint> points)
    {
        var usable = points.Where(point => double.IsFinite(point.Value)).ToList();
        if (usable.Count < 10)
        {
            return double.NaN;
        }

        var end = usable[^1].Time;
        var times = usable.Select(point => (point.Time - end).TotalSeconds).ToList();
        var (meanTime, meanValue) = (times.Average(), usable.Average(point => point.Value));
        var slope = times.Zip(usable, (time, point) => (time - meanTime) * (point.Value - meanValue)).Sum() / times.Sum(time => (time - meanTime) * (time - meanTime));
        var now = meanValue - (slope * meanTime);
        return slope >= 0 ? Never : Math.Clamp(now / -slope, 0, Never);
    }
}
