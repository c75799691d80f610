using System.Globalization;

namespace Watchkeeper.Metrics.Statsd;

/// <summary>What the reference server makes of a timer's values at each flush (its process_metrics): the standard deviation is the population's.</summary>
internal static class StatsdFigures
{
    /// <param name="values">Sorted by this.</param>
    /// <param name="count">How many events they stand for: a value that was sampled stands for several.</param>
    /// <param name="seconds">The flush interval.</param>
    /// <param name="percentiles">Of a negative one the slowest share is meant.</param>
    /// <param name="bins">Upper bounds, rising, of a histogram's bins.</param>
    public static IEnumerable<(string Name, double Value)> OfTimer(
        List<double> values, double count, double seconds, IReadOnlyList<double> percentiles, IReadOnlyList<double> bins)
    {
        yield return ("count", count);
        yield return ("count_ps", count / seconds);
        if (values.Count == 0)
        {
            yield break;
        }

        values.Sort();
        var (sums, squares) = Cumulated(values);
        foreach (var figure in percentiles.SelectMany(percentile => OfPercentile(values, sums, squares, percentile)))
        {
            yield return figure;
        }

        var mean = sums[^1] / values.Count;
        var middle = values.Count / 2;
        yield return ("std", Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / values.Count));
        yield return ("upper", values[^1]);
        yield return ("lower", values[0]);
        yield return ("sum", sums[^1]);
        yield return ("sum_squares", squares[^1]);
        yield return ("mean", mean);
        yield return ("median", values.Count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2);
        foreach (var figure in OfBins(values, bins))
        {
            yield return figure;
        }
    }

    /// <summary>How many values are below each bound and not below the one before; what reaches the last bound is in none.</summary>
    private static IEnumerable<(string Name, double Value)> OfBins(List<double> values, IReadOnlyList<double> bins)
    {
        var i = 0;
        foreach (var bound in bins)
        {
            var start = i;
            while (i < values.Count && (values[i] < bound || double.IsPositiveInfinity(bound)))
            {
                i++;
            }

            var text = double.IsPositiveInfinity(bound) ? "inf" : bound.ToString(CultureInfo.InvariantCulture).Replace('.', '_');
            yield return ("histogram_bin_" + text, i - start);
        }
    }

    private static IEnumerable<(string Name, double Value)> OfPercentile(List<double> values, double[] sums, double[] squares, double percentile)
    {
        var (bound, sum, square, mean) = (values[0], values[0], values[0] * values[0], values[0]);
        var inside = 1;
        var text = percentile.ToString(CultureInfo.InvariantCulture).Replace('.', '_').Replace("-", "top", StringComparison.Ordinal);
        if (values.Count > 1)
        {
            // JavaScript's Math.round rounds a half upwards.
            inside = (int)Math.Floor((Math.Abs(percentile) / 100 * values.Count) + 0.5);
            if (inside == 0)
            {
                yield break;
            }

            (bound, sum, square) = percentile > 0
                ? (values[inside - 1], sums[inside - 1], squares[inside - 1])
                : (values[^inside], sums[^1] - Before(sums, inside), squares[^1] - Before(squares, inside));
            mean = sum / inside;
        }

        yield return ("count_" + text, inside);
        yield return ("mean_" + text, mean);
        yield return ((percentile > 0 ? "upper_" : "lower_") + text, bound);
        yield return ("sum_" + text, sum);
        yield return ("sum_squares_" + text, square);
    }

    private static double Before(double[] cumulated, int inside) => cumulated.Length > inside ? cumulated[^(inside + 1)] : 0;

    private static (double[] Sums, double[] Squares) Cumulated(List<double> values)
    {
        var (sums, squares) = (new double[values.Count], new double[values.Count]);
        for (var i = 0; i < values.Count; i++)
        {
            sums[i] = values[i] + (i > 0 ? sums[i - 1] : 0);
            squares[i] = (values[i] * values[i]) + (i > 0 ? squares[i - 1] : 0);
        }

        return (sums, squares);
    }
}
