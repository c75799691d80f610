namespace Watchkeeper.Metrics.Store;

/// <summary>
/// Makes a few samples of many. A gauge becomes mean, least and greatest of each period. A counter keeps real samples: the last of each period and
/// both sides of a restart, so that rates over months are as right as over minutes.
/// </summary>
internal static class Thinning
{
    /// <summary>Mean, least and greatest of the periods that end at or before <paramref name="until"/>; a period's time is its end.</summary>
    public static (long[] Times, double[][] Columns) Gauge(ReadOnlySpan<long> times, ReadOnlySpan<double> values, long step, long until)
    {
        var (ends, means, least, greatest) = (new List<long>(), new List<double>(), new List<double>(), new List<double>());
        var unit = Unit(values);
        for (var i = 0; i < times.Length;)
        {
            var end = End(times[i], step);
            if (end > until)
            {
                break;
            }

            var (sum, count, low, high) = (0.0, 0, double.PositiveInfinity, double.NegativeInfinity);
            for (; i < times.Length && times[i] <= end; i++)
            {
                if (!double.IsNaN(values[i]))
                {
                    (sum, count, low, high) = (sum + values[i], count + 1, Math.Min(low, values[i]), Math.Max(high, values[i]));
                }
            }

            if (count > 0)
            {
                ends.Add(end);
                means.Add(Rounded(sum / count, unit));
                least.Add(low);
                greatest.Add(high);
            }
        }

        return ([.. ends], [[.. means], [.. least], [.. greatest]]);
    }

    /// <summary>Mean of means, least of least and greatest of greatest.</summary>
    public static (long[] Times, double[][] Columns) Again(ChunkSamples fine, long step, long until)
    {
        var means = Gauge(fine.Times, fine.Columns[0], step, until);
        var least = Gauge(fine.Times, fine.Columns[1], step, until);
        var greatest = Gauge(fine.Times, fine.Columns[2], step, until);
        return (means.Times, [means.Columns[0], least.Columns[1], greatest.Columns[2]]);
    }

    /// <summary>The samples of a counter that carry all of its rises.</summary>
    public static (long[] Times, double[][] Columns) Counter(ReadOnlySpan<long> times, ReadOnlySpan<double> values, long step, long until)
    {
        var (kept, keptValues) = (new List<long>(), new List<double>());
        for (var i = 0; i < times.Length && End(times[i], step) <= until; i++)
        {
            var isLast = i + 1 == times.Length || End(times[i + 1], step) != End(times[i], step);
            var beforeRestart = i + 1 < times.Length && values[i + 1] < values[i];
            var afterRestart = i > 0 && values[i] < values[i - 1];
            if (isLast || beforeRestart || afterRestart)
            {
                kept.Add(times[i]);
                keptValues.Add(values[i]);
            }
        }

        return ([.. kept], [[.. keptValues]]);
    }

    /// <summary>The end of the period that holds a time: periods are open at their beginning and closed at their end, as PromQL's ranges are.</summary>
    public static long End(long time, long step) => (long)Math.Ceiling((decimal)time / step) * step;

    /// <summary>
    /// To what a mean is rounded: an eighth of the values' own grain, or a tenth for decimals. More would be noise, and cost eight bytes a sample.
    /// </summary>
    private static double Unit(ReadOnlySpan<double> values)
    {
        var whole = new long[values.Length];
        var scale = ValueColumn.Scale(values, whole);
        if (scale < 0)
        {
            return 0;
        }

        var divisor = ValueColumn.CommonDivisor(whole);
        return divisor >= 8 ? -Math.Max(1, Math.Round(divisor / 8.0)) / ValueColumn.Power(scale) : ValueColumn.Power(Math.Min(scale + 1, 9));
    }

    private static double Rounded(double mean, double unit) => unit switch
    {
        0 => mean,
        < 0 => Math.Round(mean / -unit) * -unit,
        _ => Math.Round(mean * unit) / unit,
    };
}
