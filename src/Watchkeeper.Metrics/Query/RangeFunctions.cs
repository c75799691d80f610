namespace Watchkeeper.Metrics.Query;

/// <summary>What is made of the samples of a window; <see cref="VectorSeries.Absent"/> where there are too few.</summary>
internal delegate double RangeFunction(Window window);

/// <summary>The functions over ranges, with Prometheus' own arithmetic: rates are extrapolated to the ends of the window where samples lie close to them.</summary>
internal static class RangeFunctions
{
    public static double Rate(Window window) => Extrapolated(window, counter: true, perSecond: true);

    public static double Increase(Window window) => Extrapolated(window, counter: true, perSecond: false);

    public static double Delta(Window window) => Extrapolated(window, counter: false, perSecond: false);

    public static double InstantRate(Window window) => LastTwo(window, rate: true);

    public static double InstantDelta(Window window) => LastTwo(window, rate: false);

    /// <summary>Value by value, because the sum of huge values may be infinite where their mean is not; a mean that is infinite stays so.</summary>
    public static double Average(Window window)
    {
        var (mean, compensation, count) = (0.0, 0.0, 0);
        foreach (var value in window.Values)
        {
            count++;
            if (double.IsInfinity(mean) && (double.IsFinite(value) || value == mean))
            {
                continue;
            }

            Add((value / count) - (mean / count), ref mean, ref compensation);
        }

        return double.IsInfinity(mean) ? mean : mean + compensation;
    }

    /// <summary>Kahan's and Neumaier's summation, as Prometheus sums.</summary>
    public static double Sum(Window window)
    {
        var (sum, compensation) = (0.0, 0.0);
        foreach (var value in window.Values)
        {
            Add(value, ref sum, ref compensation);
        }

        return double.IsInfinity(sum) || double.IsNaN(compensation) ? sum : sum + compensation;
    }

    public static double Least(Window window) => Extreme(window, static (value, best) => value < best);

    public static double Greatest(Window window) => Extreme(window, static (value, best) => value > best);

    public static double Count(Window window) => window.Values.Length;

    public static double Last(Window window) => window.Values[^1];

    public static double Present(Window window) => window.Values.IsEmpty ? VectorSeries.Absent : 1;

    public static double Quantile(Window window) => Statistics.Quantile(window.Parameter, window.Values.ToArray());

    public static double StandardDeviation(Window window) => Math.Sqrt(Variance(window));

    public static double Variance(Window window) => Statistics.Variance(window.Values);

    public static double Changes(Window window)
    {
        var changes = 0;
        for (var i = 1; i < window.Values.Length; i++)
        {
            var (now, last) = (window.Values[i], window.Values[i - 1]);
            changes += now != last && !(double.IsNaN(now) && double.IsNaN(last)) ? 1 : 0;
        }

        return changes;
    }

    public static double Resets(Window window)
    {
        var resets = 0;
        for (var i = 1; i < window.Values.Length; i++)
        {
            resets += window.Values[i] < window.Values[i - 1] ? 1 : 0;
        }

        return resets;
    }

    /// <summary>The slope of the line through the samples, per second.</summary>
    public static double Derivative(Window window) =>
        window.Values.Length < 2 ? VectorSeries.Absent : Statistics.Line(window.Times, window.Values, window.Times[0]).Slope;

    /// <summary>Where that line will be so many seconds after the time of evaluation.</summary>
    public static double Predict(Window window)
    {
        if (window.Values.Length < 2)
        {
            return VectorSeries.Absent;
        }

        var (slope, intercept) = Statistics.Line(window.Times, window.Values, window.Evaluated);
        return (slope * window.Parameter) + intercept;
    }

    private static void Add(double value, ref double sum, ref double compensation)
    {
        var next = sum + value;
        compensation += Math.Abs(sum) >= Math.Abs(value) ? sum - next + value : value - next + sum;
        sum = next;
    }

    private static double Extreme(Window window, Func<double, double, bool> isBetter)
    {
        var best = window.Values[0];
        foreach (var value in window.Values)
        {
            if (isBetter(value, best) || double.IsNaN(best))
            {
                best = value;
            }
        }

        return best;
    }

    private static double Extrapolated(Window window, bool counter, bool perSecond)
    {
        var values = window.Values;
        if (values.Length < 2)
        {
            return VectorSeries.Absent;
        }

        var result = values[^1] - values[0];
        for (var i = 1; counter && i < values.Length; i++)
        {
            result += values[i] < values[i - 1] ? values[i - 1] : 0;
        }

        var toStart = (window.Times[0] - window.Start) / 1000.0;
        var toEnd = (window.End - window.Times[^1]) / 1000.0;
        var sampled = (window.Times[^1] - window.Times[0]) / 1000.0;
        var between = sampled / (values.Length - 1);
        if (counter && result > 0 && values[0] >= 0)
        {
            // A counter was not below zero before the window: it is not extrapolated to where it would have been.
            toStart = Math.Min(toStart, sampled * (values[0] / result));
        }

        var threshold = between * 1.1;
        var length = sampled + (toStart < threshold ? toStart : between / 2) + (toEnd < threshold ? toEnd : between / 2);
        var factor = length / sampled;
        return result * (perSecond ? factor / ((window.End - window.Start) / 1000.0) : factor);
    }

    private static double LastTwo(Window window, bool rate)
    {
        var values = window.Values;
        if (values.Length < 2)
        {
            return VectorSeries.Absent;
        }

        var difference = rate && values[^1] < values[^2] ? values[^1] : values[^1] - values[^2];
        return rate ? difference / ((window.Times[^1] - window.Times[^2]) / 1000.0) : difference;
    }
}

/// <summary>Statistics that ranges and aggregations share.</summary>
internal static class Statistics
{
    /// <summary>Between the two nearest ranks; sorts the values it is given.</summary>
    public static double Quantile(double quantile, double[] values)
    {
        if (values.Length == 0 || double.IsNaN(quantile))
        {
            return double.NaN;
        }

        if (quantile is < 0 or > 1)
        {
            return quantile < 0 ? double.NegativeInfinity : double.PositiveInfinity;
        }

        Array.Sort(values);
        var rank = quantile * (values.Length - 1);
        var lower = (int)Math.Max(0, Math.Floor(rank));
        var upper = Math.Min(values.Length - 1, lower + 1);
        var weight = rank - Math.Floor(rank);
        return (values[lower] * (1 - weight)) + (values[upper] * weight);
    }

    /// <summary>Of the population, by Welford's method, which begins with the first value: one that is infinite has no variance by itself.</summary>
    public static double VarianceOfSeries(ReadOnlySpan<double> values) => values.Length == 1 ? 0 : Variance(values[1..], values[0]);

    /// <summary>Of the population, by Welford's method.</summary>
    public static double Variance(ReadOnlySpan<double> values) => Variance(values, null);

    private static double Variance(ReadOnlySpan<double> values, double? first)
    {
        var (count, mean, squares) = (first is null ? 0 : 1, first ?? 0.0, 0.0);
        foreach (var value in values)
        {
            count++;
            var delta = value - mean;
            mean += delta / count;
            squares += delta * (value - mean);
        }

        return squares / count;
    }

    /// <summary>The line of least squares; the intercept is at <paramref name="origin"/>.</summary>
    public static (double Slope, double Intercept) Line(ReadOnlySpan<long> times, ReadOnlySpan<double> values, long origin)
    {
        var (sumX, sumY, sumXY, sumXX) = (0.0, 0.0, 0.0, 0.0);
        var constant = true;
        for (var i = 0; i < values.Length; i++)
        {
            var x = (times[i] - origin) / 1000.0;
            constant &= values[i] == values[0];
            (sumX, sumY, sumXY, sumXX) = (sumX + x, sumY + values[i], sumXY + (x * values[i]), sumXX + (x * x));
        }

        if (constant)
        {
            return double.IsInfinity(values[0]) ? (double.NaN, double.NaN) : (0, values[0]);
        }

        var covariance = sumXY - (sumX * sumY / values.Length);
        var variance = sumXX - (sumX * sumX / values.Length);
        var slope = covariance / variance;
        return (slope, (sumY / values.Length) - (slope * sumX / values.Length));
    }
}
