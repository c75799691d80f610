using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Query;

/// <summary>How much one query may ask for.</summary>
internal static class QueryLimits
{
    /// <summary>As Prometheus: enough for a point a pixel on any screen.</summary>
    public const int Steps = 11_000;
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
        return (times, Run(expression, times, (from, to), cancellation));
    }

    /// <summary>The samples of a range selector, as an instant query of <c>node_load1[5m]</c> gives them; null when the expression is anything else.</summary>
    public IReadOnlyList<(Labels Labels, long[] Times, double[] Values)>? Samples(string expression, long at)
    {
        if (Parser.Parse(expression) is not RangeSelector range)
        {
            return null;
        }

        var end = (range.Shift.At ?? at) - range.Shift.Offset;
        return [.. source(range.Matchers, end - range.Range, end, Store.Aspect.Mean)
            .Select(data => (data.Series.Labels, data.Samples.Times.ToArray(), data.Samples.Values.ToArray()))];
    }

    private QueryValue Run(string expression, long[] times, (long Start, long End) range, CancellationToken cancellation) =>
        new Evaluator(source, absences?.Invoke() ?? Absences.None, times, range, cancellation).Evaluate(Parser.Parse(expression));
}
