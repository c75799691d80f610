using Watchkeeper.Metrics.Series;
using Watchkeeper.Metrics.Store;

namespace Watchkeeper.Metrics.Query;

/// <summary>Computes calls of functions.</summary>
internal static class FunctionCalls
{
    public static QueryValue Evaluate(Evaluator evaluator, Call call)
    {
        var (name, arguments) = (call.Function.Name, call.Arguments);
        if (call.Function.OfRange is { } ofRange)
        {
            return QueryValue.Of(Ranged(evaluator, call, ofRange));
        }

        if (call.Function.OfValue is { } ofValue)
        {
            return QueryValue.Of(arguments.Count == 0
                ? [new(Labels.Empty, Array.ConvertAll(evaluator.Times, time => ofValue(time / 1000.0)))]
                : [.. evaluator.Vector(arguments[0]).Select(series => series.Map(ofValue))]);
        }

        return name switch
        {
            "time" => QueryValue.Of(Array.ConvertAll(evaluator.Times, time => time / 1000.0)),
            "pi" => QueryValue.Of(evaluator.Constant(Math.PI)),
            "scalar" => QueryValue.Of(Scalar(evaluator, evaluator.Vector(arguments[0]))),
            "vector" => QueryValue.Of([new VectorSeries(Labels.Empty, evaluator.Scalar(arguments[0]))]),
            "timestamp" => QueryValue.Of(Timestamps(evaluator, arguments[0])),
            "absent" => QueryValue.Of(Absences(evaluator, arguments[0], evaluator.Vector(arguments[0]))),
            "absent_over_time" => QueryValue.Of(Absences(
                evaluator, arguments[0], evaluator.Ranged(arguments[0], RangeFunctions.Present, evaluator.Constant(0), keepName: false, Aspect.Mean))),
            "sort" or "sort_desc" => QueryValue.Of(Sorted(evaluator.Vector(arguments[0]), descending: name == "sort_desc")),
            "histogram_quantile" => QueryValue.Of(Histograms.Quantile(evaluator.Scalar(arguments[0]), evaluator.Vector(arguments[1]))),
            "label_replace" or "label_join" => QueryValue.Of(LabelFunctions.Evaluate(evaluator, call)),
            _ => QueryValue.Of(Limited(evaluator, call)),
        };
    }

    private static List<VectorSeries> Ranged(Evaluator evaluator, Call call, RangeFunction function)
    {
        var range = call.Arguments.First(argument => argument.Kind == ValueKind.Matrix);
        var parameter = call.Arguments.FirstOrDefault(argument => argument.Kind == ValueKind.Scalar);
        var aspect = call.Function.Name switch
        {
            "min_over_time" => Aspect.Least,
            "max_over_time" => Aspect.Greatest,
            _ => Aspect.Mean,
        };
        var parameters = parameter is null ? evaluator.Constant(0) : evaluator.Scalar(parameter);
        return evaluator.Ranged(range, function, parameters, call.Function.KeepsName, aspect, call.Function.IsRate);
    }

    /// <summary>The value of the only series; not a number where there is none, or more than one.</summary>
    private static double[] Scalar(Evaluator evaluator, IReadOnlyList<VectorSeries> vector)
    {
        var scalar = evaluator.Constant(double.NaN);
        for (var step = 0; step < scalar.Length; step++)
        {
            var there = vector.Where(series => !VectorSeries.IsAbsent(series.Values[step])).Take(2).ToArray();
            scalar[step] = there.Length == 1 ? there[0].Values[step] : double.NaN;
        }

        return scalar;
    }

    private static List<VectorSeries> Timestamps(Evaluator evaluator, Expression argument) => argument is Selector selector
        ? evaluator.Instant(selector, static (time, _) => time / 1000.0).ConvertAll(series => series.Map(static time => time))
        : [.. evaluator.Vector(argument).Select(series => new VectorSeries(
            series.Labels.Without(Labels.NameLabel),
            [.. series.Values.Select((value, step) => VectorSeries.IsAbsent(value) ? value : evaluator.Times[step] / 1000.0)]))];

    /// <summary>One series with the labels that the selector asks for, at the steps where nothing is there.</summary>
    private static List<VectorSeries> Absences(Evaluator evaluator, Expression argument, IReadOnlyList<VectorSeries> vector)
    {
        var values = VectorSeries.None(evaluator.Steps);
        var any = false;
        for (var step = 0; step < values.Length; step++)
        {
            if (vector.All(series => VectorSeries.IsAbsent(series.Values[step])))
            {
                values[step] = 1;
                any = true;
            }
        }

        var matchers = argument switch
        {
            Selector selector => selector.Matchers,
            RangeSelector range => range.Matchers,
            _ => [],
        };
        var asked = matchers.Where(matcher => matcher.Operator == MatchOperator.Equal && matcher.Label != Labels.NameLabel).ToLookup(matcher => matcher.Label);
        var labels = Labels.Of(asked.Where(group => group.Count() == 1).Select(group => KeyValuePair.Create(group.Key, group.First().Value)));
        return any ? [new(labels, values)] : [];
    }

    private static IReadOnlyList<VectorSeries> Sorted(IReadOnlyList<VectorSeries> vector, bool descending)
    {
        // Not-a-number goes last, in either order.
        var numbers = vector.Where(series => !double.IsNaN(series.Values[^1]));
        var sorted = descending ? numbers.OrderByDescending(series => series.Values[^1]) : numbers.OrderBy(series => series.Values[^1]);
        return [.. sorted, .. vector.Where(series => double.IsNaN(series.Values[^1]))];
    }

    /// <summary><c>round</c> and <c>clamp</c>, whose limits are numbers that may differ from step to step.</summary>
    private static List<VectorSeries> Limited(Evaluator evaluator, Call call)
    {
        var first = call.Arguments.Count > 1 ? evaluator.Scalar(call.Arguments[1]) : evaluator.Constant(1);
        var second = call.Arguments.Count > 2 ? evaluator.Scalar(call.Arguments[2]) : first;
        Func<double, int, double> change = call.Function.Name switch
        {
            "round" => (value, step) =>
            {
                // The inverse of a fraction is often whole where the fraction is not: rounding to 0.1 then gives 0.3 and not 0.30000000000000004.
                var inverse = 1 / first[step];
                return Math.Floor((value * inverse) + 0.5) / inverse;
            }
            ,
            "clamp_min" => (value, step) => GoNumbers.Max(value, first[step]),
            "clamp_max" => (value, step) => GoNumbers.Min(value, first[step]),
            _ => (value, step) => first[step] > second[step] ? VectorSeries.Absent : GoNumbers.Max(first[step], GoNumbers.Min(second[step], value)),
        };
        return [.. evaluator.Vector(call.Arguments[0]).Select(series => new VectorSeries(
            series.Labels.Without(Labels.NameLabel),
            [.. series.Values.Select((value, step) => VectorSeries.IsAbsent(value) ? value : change(value, step))]))];
    }
}
