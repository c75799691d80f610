using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Query;

/// <summary><c>sum</c>, <c>avg</c>, <c>topk</c> and the others: series by groups of labels.</summary>
internal static class Aggregations
{
    public static IReadOnlyList<VectorSeries> Evaluate(Evaluator evaluator, Aggregation aggregation)
    {
        var groups = evaluator.Vector(aggregation.Inner).GroupBy(series => Group(series.Labels, aggregation));
        return aggregation.Operator switch
        {
            "topk" or "bottomk" => Most(evaluator, aggregation, groups),
            "count_values" => CountValues(evaluator, aggregation, groups),
            _ => [.. groups.Select(group => new VectorSeries(group.Key, Reduced(evaluator, aggregation, [.. group])))],
        };
    }

    private static Labels Group(Labels labels, Aggregation aggregation) => aggregation.Without
        ? labels.Without(Labels.NameLabel).Keep(aggregation.Labels, keep: false)
        : labels.Keep(aggregation.Labels, keep: true);

    private static double[] Reduced(Evaluator evaluator, Aggregation aggregation, VectorSeries[] group)
    {
        var parameter = aggregation.Parameter is null ? null : evaluator.Scalar(aggregation.Parameter);
        var result = VectorSeries.None(evaluator.Steps);
        var there = new double[group.Length];
        for (var step = 0; step < result.Length; step++)
        {
            var count = 0;
            foreach (var series in group)
            {
                if (!VectorSeries.IsAbsent(series.Values[step]))
                {
                    there[count++] = series.Values[step];
                }
            }

            if (count > 0)
            {
                result[step] = Reduce(aggregation.Operator, there.AsSpan(0, count), parameter?[step] ?? 0);
            }
        }

        return result;
    }

    private static double Reduce(string operation, ReadOnlySpan<double> values, double parameter)
    {
        var window = new Window([], values, 0, 0, 0, parameter);
        return operation switch
        {
            "sum" => RangeFunctions.Sum(window),
            "avg" => RangeFunctions.Average(window),
            "min" => RangeFunctions.Least(window),
            "max" => RangeFunctions.Greatest(window),
            "count" => values.Length,
            "group" => 1,
            "stddev" => Math.Sqrt(Statistics.VarianceOfSeries(values)),
            "stdvar" => Statistics.VarianceOfSeries(values),
            _ => RangeFunctions.Quantile(window),
        };
    }

    /// <summary>The series themselves, each at the steps where it is among the first so many of its group.</summary>
    private static List<VectorSeries> Most(Evaluator evaluator, Aggregation aggregation, IEnumerable<IGrouping<Labels, VectorSeries>> groups)
    {
        var wanted = evaluator.Scalar(aggregation.Parameter!);
        return Array.TrueForAll(wanted, GoNumbers.IsInt64)
            ? [.. groups.SelectMany(group => Most(evaluator, aggregation, wanted, [.. group]))]
            : throw new QueryException($"{GoNumbers.Text(Array.Find(wanted, number => !GoNumbers.IsInt64(number)))} series cannot be chosen");
    }

    private static IEnumerable<VectorSeries> Most(Evaluator evaluator, Aggregation aggregation, double[] wanted, VectorSeries[] group)
    {
        var results = Array.ConvertAll(group, series => new VectorSeries(series.Labels, VectorSeries.None(evaluator.Steps)));
        var sign = aggregation.Operator == "topk" ? -1 : 1;
        for (var step = 0; step < evaluator.Steps; step++)
        {
            var best = Enumerable.Range(0, group.Length).Where(i => !VectorSeries.IsAbsent(group[i].Values[step]))
                .OrderBy(i => double.IsNaN(group[i].Values[step])).ThenBy(i => sign * group[i].Values[step])
                .Take((int)Math.Clamp(wanted[step], 0, group.Length));
            foreach (var i in best)
            {
                results[i].Values[step] = group[i].Values[step];
            }
        }

        return results.Where(series => !Array.TrueForAll(series.Values, VectorSeries.IsAbsent)).OrderBy(series => sign * series.Values[^1]);
    }

    private static List<VectorSeries> CountValues(Evaluator evaluator, Aggregation aggregation, IEnumerable<IGrouping<Labels, VectorSeries>> groups)
    {
        var label = evaluator.Evaluate(aggregation.Parameter!).Text;
        LabelFunctions.Check(label);
        return [.. groups.SelectMany(group => CountValues(evaluator, label, group.Key, [.. group]))];
    }

    private static IEnumerable<VectorSeries> CountValues(Evaluator evaluator, string label, Labels labels, VectorSeries[] group)
    {
        var counts = new Dictionary<string, double[]>(StringComparer.Ordinal);
        for (var step = 0; step < evaluator.Steps; step++)
        {
            foreach (var series in group.Where(series => !VectorSeries.IsAbsent(series.Values[step])))
            {
                var value = GoNumbers.Text(series.Values[step]);
                if (!counts.TryGetValue(value, out var count))
                {
                    counts.Add(value, count = VectorSeries.None(evaluator.Steps));
                }

                count[step] = VectorSeries.IsAbsent(count[step]) ? 1 : count[step] + 1;
            }
        }

        return counts.Select(pair => new VectorSeries(labels.With(label, pair.Key), pair.Value));
    }
}
