using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Query;

/// <summary>Arithmetic and comparisons between two vectors, whose series find each other by the labels that are compared.</summary>
internal static class VectorMatching
{
    public static IReadOnlyList<VectorSeries> Evaluate(Evaluator evaluator, Binary binary, IReadOnlyList<VectorSeries> left, IReadOnlyList<VectorSeries> right)
    {
        var matching = binary.Matching;
        var manyOnLeft = matching.ManyOnLeft != false;
        var (many, one) = manyOnLeft ? (left, right) : (right, left);
        var ones = one.ToLookup(series => matching.Signature(series.Labels));
        var results = new Dictionary<Labels, double[]>();
        foreach (var series in many)
        {
            foreach (var partner in ones[matching.Signature(series.Labels)])
            {
                var labels = ResultLabels(binary, series.Labels, partner.Labels);
                if (!results.TryGetValue(labels, out var values))
                {
                    results.Add(labels, values = VectorSeries.None(evaluator.Steps));
                }

                for (var step = 0; step < values.Length; step++)
                {
                    Put(binary, manyOnLeft, series, partner, step, values);
                }
            }
        }

        Check(evaluator, matching, many, one);
        return [.. results.Where(pair => !Array.TrueForAll(pair.Value, VectorSeries.IsAbsent)).Select(pair => new VectorSeries(pair.Key, pair.Value))];
    }

    private static void Put(Binary binary, bool manyOnLeft, VectorSeries many, VectorSeries one, int step, double[] values)
    {
        var (mine, other) = (many.Values[step], one.Values[step]);
        if (VectorSeries.IsAbsent(mine) || VectorSeries.IsAbsent(other))
        {
            return;
        }

        // The result of a comparison is its left side's value, whichever side has many.
        var result = manyOnLeft ? BinaryOperations.Combine(binary, mine, other, mine) : BinaryOperations.Combine(binary, other, mine, other);
        if (VectorSeries.IsAbsent(result))
        {
            return;
        }

        if (!VectorSeries.IsAbsent(values[step]))
        {
            throw new QueryException(binary.Matching.ManyOnLeft is null
                ? $"several series on the left of {binary.Operator} match one on the right: say group_left, or compare more labels"
                : $"several results of {binary.Operator} have the same labels: compare or include more labels");
        }

        values[step] = result;
    }

    /// <summary>The side that must have one of each kind has it, at each step at which the other side has anything.</summary>
    private static void Check(Evaluator evaluator, Matching matching, IReadOnlyList<VectorSeries> many, IReadOnlyList<VectorSeries> one)
    {
        foreach (var same in one.GroupBy(series => matching.Signature(series.Labels)).Where(group => group.Skip(1).Any()))
        {
            for (var step = 0; step < evaluator.Steps; step++)
            {
                if (same.Count(series => !VectorSeries.IsAbsent(series.Values[step])) > 1 && many.Any(series => !VectorSeries.IsAbsent(series.Values[step])))
                {
                    throw new QueryException(
                        $"many-to-many matching is not allowed: several series have the compared labels {same.Key} on the side that must have one");
                }
            }
        }
    }

    private static Labels ResultLabels(Binary binary, Labels many, Labels one)
    {
        var matching = binary.Matching;
        var labels = binary.IsComparison && !binary.ReturnsBool ? many : many.Without(Labels.NameLabel);
        if (matching.ManyOnLeft is null)
        {
            return matching.On ? labels.Keep(matching.Labels, keep: true) : labels.Keep(matching.Labels, keep: false);
        }

        foreach (var name in matching.Include)
        {
            labels = labels.With(name, one[name] ?? "");
        }

        return labels;
    }
}
