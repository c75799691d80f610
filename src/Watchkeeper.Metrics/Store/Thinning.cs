using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Store;

/// <summary>
/// Makes a few samples of many. A gauge becomes mean, least and greatest of each period. A counter keeps real samples: the last of each period and
/// both sides of a restart, so that rates over months are as right as over minutes.
/// </summary>
internal static class Thinning
{
    /// <summary>
    /// Mean, least and greatest of the periods after <paramref name="begin"/> that end at or before <paramref name="end"/>, and what is known outside of
    /// them as it is; a period's time is its end.
    /// </summary>
    /// <param name="known">
    /// What the tier has already. Where the samples of a period are gone and late ones came, its mean stays and its extremes widen: the late ones alone say
    /// less about it than what was kept of all.
    /// </param>
    public static (long[] Times, double[][] Columns) Gauge(ThinnedSamples fine, ThinnedSamples known, long step, long begin, long end)
    {
        var result = new Thinned(known.Count + (fine.Count / 8) + 8);
        var (unit, next) = (Unit(fine.Means), 0);
        for (var i = SampleBuffer.LowerBound(fine.Times, begin + 1); i < fine.Count && End(fine.Times[i], step) is var period && period <= end;)
        {
            var (sum, count, low, high) = (0.0, 0, double.PositiveInfinity, double.NegativeInfinity);
            for (; i < fine.Count && fine.Times[i] <= period; i++)
            {
                if (!double.IsNaN(fine.Means[i]))
                {
                    (sum, count, low, high) = (sum + fine.Means[i], count + 1, Math.Min(low, fine.Least[i]), Math.Max(high, fine.Greatest[i]));
                }
            }

            for (; next < known.Count && known.Times[next] < period; next++)
            {
                result.Add(known, next);
            }

            var mean = count == 0 ? 0 : Math.Clamp(Rounded(sum / count, unit), low, high);
            if (next < known.Count && known.Times[next] == period && count > 0)
            {
                var hasAll = low <= known.Least[next] && high >= known.Greatest[next];
                result.Add(period, hasAll ? mean : known.Means[next], Math.Min(low, known.Least[next]), Math.Max(high, known.Greatest[next]));
                next++;
            }
            else if (count > 0)
            {
                result.Add(period, mean, low, high);
            }
        }

        for (; next < known.Count; next++)
        {
            result.Add(known, next);
        }

        return result.ToColumns();
    }

    /// <summary>
    /// The samples of a counter that carry all of its rises, of the periods after <paramref name="begin"/> that end at or before <paramref name="end"/>, and
    /// what is known outside of them as it is. What was kept before are real samples, and so count as such.
    /// </summary>
    public static (long[] Times, double[][] Columns) Counter(ThinnedSamples fine, ThinnedSamples known, long step, long begin, long end)
    {
        using var samples = new SampleBuffer();
        samples.AddRange(known.Times, known.Means, begin + 1, end);
        samples.AddRange(fine.Times, fine.Means, begin + 1, end);
        samples.Order();
        using var kept = new SampleBuffer();
        kept.AddRange(known.Times, known.Means, long.MinValue, begin);
        var times = samples.Times;
        var values = samples.Values;
        for (var i = 0; i < times.Length; i++)
        {
            var isLast = i + 1 == times.Length || End(times[i + 1], step) != End(times[i], step);
            var beforeRestart = i + 1 < times.Length && values[i + 1] < values[i];
            var afterRestart = i > 0 && values[i] < values[i - 1];
            if (isLast || beforeRestart || afterRestart)
            {
                kept.Add(times[i], values[i]);
            }
        }

        kept.AddRange(known.Times, known.Means, end + 1, long.MaxValue);
        return (kept.Times.ToArray(), [kept.Values.ToArray()]);
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

    /// <summary>Three columns that grow.</summary>
    private readonly struct Thinned(int capacity)
    {
        private readonly List<long> _times = new(capacity);
        private readonly List<double> _means = new(capacity);
        private readonly List<double> _least = new(capacity);
        private readonly List<double> _greatest = new(capacity);

        public void Add(ThinnedSamples samples, int index) =>
            Add(samples.Times[index], samples.Means[index], samples.Least[index], samples.Greatest[index]);

        public void Add(long time, double mean, double least, double greatest)
        {
            _times.Add(time);
            _means.Add(mean);
            _least.Add(least);
            _greatest.Add(greatest);
        }

        public (long[] Times, double[][] Columns) ToColumns() => ([.. _times], [[.. _means], [.. _least], [.. _greatest]]);
    }
}
