using Watchkeeper.Metrics.Series;
using Watchkeeper.Metrics.Store;

namespace Watchkeeper.Metrics.Query;

/// <summary>
/// Where a query gets its samples: matchers, first and last time (milliseconds, both included), and which value of thinned-out periods. One series at a
/// time: the samples of the last one are gone when the next is asked for.
/// </summary>
internal delegate IEnumerable<SeriesData> SampleSource(IReadOnlyList<Matcher> matchers, long from, long to, Aspect aspect);

/// <summary>
/// Computes an expression at all steps of a query at once: each node makes whole columns, so a chunk is decoded once however many steps there are.
/// </summary>
/// <param name="source">Gives the samples.</param>
/// <param name="absences">When nothing could be recorded: no sample stands for a moment behind one.</param>
/// <param name="times">The steps, milliseconds.</param>
/// <param name="range">What the query asked for: the end may lie behind the last step.</param>
internal sealed class Evaluator(SampleSource source, Absences absences, long[] times, (long Start, long End) range, CancellationToken cancellation)
{
    /// <summary>How long a sample stands for the present value when no newer one comes.</summary>
    public const long Lookback = 300_000;

    /// <summary>The step of a subquery that names none.</summary>
    private const long DefaultStep = 60_000;

    public int Steps => times.Length;

    public long[] Times => times;

    /// <exception cref="QueryException">The expression asks for what the data does not allow.</exception>
    public QueryValue Evaluate(Expression expression)
    {
        cancellation.ThrowIfCancellationRequested();
        return Settled(expression switch
        {
            NumberLiteral number => QueryValue.Of(Constant(number.Value)),
            TextLiteral text => QueryValue.Of(text.Value),
            Selector selector => QueryValue.Of(Instant(selector, static (_, value) => value)),
            Call call => FunctionCalls.Evaluate(this, call),
            Aggregation aggregation => QueryValue.Of(Aggregations.Evaluate(this, aggregation)),
            Binary binary => BinaryOperations.Evaluate(this, binary),
            Negation negation => Negated(Evaluate(negation.Inner)),
            _ => throw new QueryException("a range such as node_load1[5m] stands for nothing by itself: put it into a function, as in rate(node_cpu_seconds_total[5m])"),
        });
    }

    public IReadOnlyList<VectorSeries> Vector(Expression expression) => Evaluate(expression).Vector;

    public double[] Scalar(Expression expression) => Evaluate(expression).Scalar;

    public double[] Constant(double value)
    {
        var values = new double[Steps];
        Array.Fill(values, value);
        return values;
    }

    /// <summary>The newest sample of each series at each step, unless it is too old.</summary>
    /// <param name="selector">What to look for, and when.</param>
    /// <param name="pick">Makes the result of the sample's time and value.</param>
    public List<VectorSeries> Instant(Selector selector, Func<long, double, double> pick)
    {
        var moments = Moments(selector.Shift);
        var result = new List<VectorSeries>();
        foreach (var data in source(selector.Matchers, moments.Min() - CoarseLookback, moments.Max(), Aspect.Mean))
        {
            cancellation.ThrowIfCancellationRequested();
            var sampleTimes = data.Samples.Times;
            var sampleValues = data.Samples.Values;
            var values = VectorSeries.None(Steps);
            var any = false;
            for (var step = 0; step < Steps; step++)
            {
                var at = SampleBuffer.LowerBound(sampleTimes, moments[step] + 1) - 1;
                if (at >= 0 && sampleTimes[at] >= moments[step] - LookbackAt(data, sampleTimes[at]) && !VectorSeries.IsAbsent(sampleValues[at])
                    && !absences.Part(sampleTimes[at], moments[step], isCoarse: sampleTimes[at] < data.CoarseBefore))
                {
                    values[step] = pick(sampleTimes[at], sampleValues[at]);
                    any = true;
                }
            }

            if (any)
            {
                result.Add(new(data.Series.Labels, values));
            }
        }

        return result;
    }

    /// <summary>A function over the window of each step.</summary>
    /// <param name="isRate">Whether the result is per second, and so of a time in which something was recorded.</param>
    public List<VectorSeries> Ranged(Expression argument, RangeFunction function, double[] parameters, bool keepName, Aspect aspect, bool isRate = false)
    {
        var (length, shift, series) = Windows(argument, aspect);
        var moments = Moments(shift);
        var result = new List<VectorSeries>();
        foreach (var one in series)
        {
            cancellation.ThrowIfCancellationRequested();
            var values = VectorSeries.None(Steps);
            var any = false;
            for (var step = 0; step < Steps; step++)
            {
                // Where samples are thinned out, a window shorter than two periods would be empty: it is widened.
                var end = moments[step];
                var start = end - (end - length < one.CoarseBefore ? Math.Max(length, 2 * one.CoarseStep) : length);
                start = isRate ? absences.Since(start, end) : start;
                var first = SampleBuffer.LowerBound(one.Times, start);
                var count = SampleBuffer.LowerBound(one.Times[first..], end + 1);
                if (count > 0 && !absences.Cover(start, end))
                {
                    values[step] = function(new(one.Times.Slice(first, count), one.Values.Slice(first, count), start, end, times[step], parameters[step]));
                    any |= !VectorSeries.IsAbsent(values[step]);
                }
            }

            if (any)
            {
                result.Add(new(keepName ? one.Labels : one.Labels.Without(Labels.NameLabel), values));
            }
        }

        return result;
    }

    private const long CoarseLookback = 2 * 3_600_000;

    private static long LookbackAt(SeriesData data, long time) => time < data.CoarseBefore ? Math.Max(Lookback, 2 * data.CoarseStep) : Lookback;

    private (long Length, Shift Shift, IEnumerable<RangeSeries> Series) Windows(Expression argument, Aspect aspect)
    {
        switch (argument)
        {
            case RangeSelector selector:
                var moments = Moments(selector.Shift);
                var from = moments.Min() - Math.Max(selector.Range, CoarseLookback);
                return (selector.Range, selector.Shift, source(selector.Matchers, from, moments.Max(), aspect).Select(Present));
            case Subquery subquery:
                return (subquery.Range, subquery.Shift, Evaluated(subquery));
            default:
                throw new QueryException("a range such as node_load1[5m] is wanted");
        }
    }

    private static RangeSeries Present(SeriesData data)
    {
        data.Samples.RemoveWhere(VectorSeries.IsAbsent);
        return new(data.Series.Labels, data.Samples, data.CoarseBefore, data.CoarseStep);
    }

    /// <summary>A subquery is evaluated at whole multiples of its step, whatever the time of evaluation.</summary>
    public List<RangeSeries> Evaluated(Subquery subquery)
    {
        var moments = Moments(subquery.Shift);
        var step = subquery.Step == 0 ? DefaultStep : subquery.Step;
        var first = (long)Math.Ceiling((moments.Min() - subquery.Range) / (double)step) * step;
        var count = ((moments.Max() - first) / step) + 1;
        if (count is < 0 or > QueryLimits.Steps * 20)
        {
            throw new QueryException($"the subquery has {count} steps, which is too many");
        }

        var inner = new Evaluator(source, absences, [.. Enumerable.Range(0, (int)count).Select(i => first + (i * step))], range, cancellation);
        var value = inner.Evaluate(subquery.Inner);
        IReadOnlyList<VectorSeries> vector = value.Kind == ValueKind.Scalar ? [new(Labels.Empty, value.Scalar)] : value.Vector;
        return [.. vector.Select(series =>
        {
            var samples = new SampleBuffer();
            samples.AddRange(inner.Times, series.Values, long.MinValue, long.MaxValue);
            samples.RemoveWhere(VectorSeries.IsAbsent);
            return new RangeSeries(series.Labels, samples);
        })];
    }

    /// <summary>The times at which a selector looks: those of the steps, moved or fixed.</summary>
    private long[] Moments(Shift shift) => Array.ConvertAll(
        times, time => (shift.At ?? (shift.AtEdge is { } end ? end ? range.End : range.Start : time)) - shift.Offset);

    /// <summary>A vector without series that are nowhere, and with no labels twice: what drops names may not make two series one.</summary>
    private static QueryValue Settled(QueryValue value)
    {
        if (value.Kind != ValueKind.Vector || value.Vector.Count == 0)
        {
            return value;
        }

        var seen = new HashSet<Labels>(value.Vector.Count);
        var kept = new List<VectorSeries>(value.Vector.Count);
        foreach (var series in value.Vector.Where(series => !Array.TrueForAll(series.Values, VectorSeries.IsAbsent)))
        {
            kept.Add(seen.Add(series.Labels)
                ? series
                : throw new QueryException($"the result would have several series with the labels {series.Labels}: aggregate them, or select one name"));
        }

        return QueryValue.Of(kept);
    }

    private static QueryValue Negated(QueryValue value) => value.Kind == ValueKind.Scalar
        ? QueryValue.Of(Array.ConvertAll(value.Scalar, number => -number))
        : QueryValue.Of([.. value.Vector.Select(series => series.Map(number => -number))]);
}
