using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Query;

/// <summary>How much one query may ask for.</summary>
internal static class QueryLimits
{
    /// <summary>As Prometheus: enough for a point a pixel on any screen.</summary>
    public const int Steps = 11_000;

    /// <summary>The longest duration, as Prometheus has it (milliseconds): 292 years, which are 2^63 nanoseconds.</summary>
    public const double Longest = 9_223_372_036_854;
}

/// <summary>Parses and computes expressions.</summary>
/// <param name="absences">When nothing could be recorded; null where that is not known.</param>
internal sealed class QueryEngine(SampleSource source, Func<Absences>? absences = null)
{
    /// <summary>The value of an expression at one time (milliseconds).</summary>
    /// <exception cref="QueryException">The expression is wrong or not supported.</exception>
    public QueryValue Instant(string expression, long at, CancellationToken cancellation = default) => Run(expression, [at], (at, at), cancellation);

    /// <summary>The value at every step of a range, and those steps (milliseconds).</summary>
    /// <exception cref="QueryException">The expression is wrong or not supported, or there are too many steps.</exception>
    public (long[] Times, QueryValue Value) Range(string expression, long from, long to, long step, CancellationToken cancellation = default)
    {
        if (step <= 0)
        {
            throw new QueryException("the step must be longer than nothing");
        }

        if (to < from)
        {
            throw new QueryException("the end lies before the start");
        }

        if ((to - from) / step >= QueryLimits.Steps)
        {
            throw new QueryException($"the range has more than {QueryLimits.Steps} steps: choose a longer step");
        }

        long[] times = [.. Enumerable.Range(0, (int)((to - from) / step) + 1).Select(i => from + (i * step))];
        var value = Run(expression, times, (from, to), cancellation);
        return value.Kind == ValueKind.Text ? throw new QueryException("a text has no samples over a range") : (times, value);
    }

    /// <summary>
    /// The samples of a range, as an instant query of <c>node_load1[5m]</c> or of a subquery gives them; null when the expression is anything else.
    /// </summary>
    /// <exception cref="QueryException">The expression is wrong or not supported.</exception>
    public IReadOnlyList<(Labels Labels, long[] Times, double[] Values)>? Samples(string expression, long at, CancellationToken cancellation = default)
    {
        switch (Parser.Parse(expression))
        {
            case RangeSelector range:
                var end = (range.Shift.At ?? at) - range.Shift.Offset;
                return [.. source(range.Matchers, end - range.Range, end, Store.Aspect.Mean)
                    .Select(data => (data.Series.Labels, data.Samples.Times.ToArray(), data.Samples.Values.ToArray()))];
            case Subquery subquery:
                return [.. Evaluator([at], (at, at), cancellation).Evaluated(subquery)
                    .Select(series => (series.Labels, series.Times.ToArray(), series.Values.ToArray()))];
            default:
                return null;
        }
    }

    private QueryValue Run(string expression, long[] times, (long Start, long End) range, CancellationToken cancellation) =>
        Evaluator(times, range, cancellation).Evaluate(Parser.Parse(expression));

    private Evaluator Evaluator(long[] times, (long Start, long End) range, CancellationToken cancellation) =>
        new(source, absences?.Invoke() ?? Absences.None, times, range, cancellation);
}
