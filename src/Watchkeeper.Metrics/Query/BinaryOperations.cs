using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Query;

/// <summary>Arithmetic, comparisons and sets between numbers and vectors.</summary>
internal static class BinaryOperations
{
    public static QueryValue Evaluate(Evaluator evaluator, Binary binary)
    {
        var (left, right) = (evaluator.Evaluate(binary.Left), evaluator.Evaluate(binary.Right));
        return (left.Kind, right.Kind) switch
        {
            (ValueKind.Scalar, ValueKind.Scalar) => QueryValue.Of([.. left.Scalar.Select((value, step) => Number(binary, value, right.Scalar[step]))]),
            (ValueKind.Vector, ValueKind.Scalar) => QueryValue.Of(
                OneSided(binary, left.Vector, (value, step) => Combine(binary, value, right.Scalar[step], value))),
            (ValueKind.Scalar, ValueKind.Vector) => QueryValue.Of(
                OneSided(binary, right.Vector, (value, step) => Combine(binary, left.Scalar[step], value, value))),
            _ when binary.IsSet => QueryValue.Of(SetOperations.Evaluate(evaluator, binary, left.Vector, right.Vector)),
            _ => QueryValue.Of(VectorMatching.Evaluate(evaluator, binary, left.Vector, right.Vector)),
        };
    }

    /// <summary>The result of one pair: a number, one or zero with <c>bool</c>, or for a comparison what is kept when it holds.</summary>
    public static double Combine(Binary binary, double left, double right, double kept) =>
        binary.IsComparison && !binary.ReturnsBool
            ? Holds(binary.Operator, left, right) ? kept : VectorSeries.Absent
            : Number(binary, left, right);

    private static double Number(Binary binary, double left, double right) => binary.Operator switch
    {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        "/" => left / right,
        "%" => left % right,
        "^" => Math.Pow(left, right),
        "atan2" => Math.Atan2(left, right),
        _ => Holds(binary.Operator, left, right) ? 1 : 0,
    };

    private static bool Holds(string comparison, double left, double right) => comparison switch
    {
        "==" => left == right,
        "!=" => left != right,
        ">" => left > right,
        "<" => left < right,
        ">=" => left >= right,
        _ => left <= right,
    };

    private static List<VectorSeries> OneSided(Binary binary, IReadOnlyList<VectorSeries> vector, Func<double, int, double> combine)
    {
        var keepsName = binary.IsComparison && !binary.ReturnsBool;
        return [.. vector
            .Select(series => new VectorSeries(
                keepsName ? series.Labels : series.Labels.Without(Labels.NameLabel),
                [.. series.Values.Select((value, step) => VectorSeries.IsAbsent(value) ? value : combine(value, step))]))
            .Where(series => !Array.TrueForAll(series.Values, VectorSeries.IsAbsent))];
    }
}

/// <summary><c>and</c>, <c>or</c>, <c>unless</c>: which series are there, by their signatures.</summary>
internal static class SetOperations
{
    public static IReadOnlyList<VectorSeries> Evaluate(Evaluator evaluator, Binary binary, IReadOnlyList<VectorSeries> left, IReadOnlyList<VectorSeries> right)
    {
        if (binary.Operator == "or")
        {
            var there = Presence(evaluator, binary.Matching, left);
            return Merged([.. left, .. right.Select(series => Where(series, step => !Has(there, binary.Matching, series, step)))]);
        }

        var other = Presence(evaluator, binary.Matching, right);
        var wanted = binary.Operator == "and";
        return Merged([.. left.Select(series => Where(series, step => Has(other, binary.Matching, series, step) == wanted))]);
    }

    /// <summary>A series that comes from both sides, at different steps, is one series.</summary>
    private static List<VectorSeries> Merged(IEnumerable<VectorSeries> all)
    {
        var merged = new List<VectorSeries>();
        foreach (var same in all.Where(series => !Array.TrueForAll(series.Values, VectorSeries.IsAbsent)).GroupBy(series => series.Labels))
        {
            var values = same.First().Values.ToArray();
            foreach (var other in same.Skip(1))
            {
                for (var step = 0; step < values.Length; step++)
                {
                    values[step] = VectorSeries.IsAbsent(values[step]) ? other.Values[step] : values[step];
                }
            }

            merged.Add(new(same.Key, values));
        }

        return merged;
    }

    private static Dictionary<Labels, bool[]> Presence(Evaluator evaluator, Matching matching, IReadOnlyList<VectorSeries> vector)
    {
        var presence = new Dictionary<Labels, bool[]>();
        foreach (var series in vector)
        {
            var signature = matching.Signature(series.Labels);
            if (!presence.TryGetValue(signature, out var there))
            {
                presence.Add(signature, there = new bool[evaluator.Steps]);
            }

            for (var step = 0; step < there.Length; step++)
            {
                there[step] |= !VectorSeries.IsAbsent(series.Values[step]);
            }
        }

        return presence;
    }

    private static bool Has(Dictionary<Labels, bool[]> presence, Matching matching, VectorSeries series, int step) =>
        presence.TryGetValue(matching.Signature(series.Labels), out var there) && there[step];

    private static VectorSeries Where(VectorSeries series, Func<int, bool> keep) =>
        series with { Values = [.. series.Values.Select((value, step) => keep(step) ? value : VectorSeries.Absent)] };
}
