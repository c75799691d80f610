namespace Watchkeeper.Metrics.Query;

/// <summary>A function of the language: the kinds of its arguments, and which of the evaluator's ways computes it.</summary>
/// <param name="Arguments">The kinds in order; the last <paramref name="Optional"/> of them may be left out.</param>
internal sealed record Function(string Name, ValueKind Result, ValueKind[] Arguments, int Optional = 0, bool Variadic = false)
{
    /// <summary>For functions of one vector: what is made of each value.</summary>
    public Func<double, double>? OfValue { get; init; }

    /// <summary>For functions of a range.</summary>
    public RangeFunction? OfRange { get; init; }

    /// <summary>Whether the result keeps the metric's name.</summary>
    public bool KeepsName { get; init; }

    /// <summary>Whether the result is per second.</summary>
    public bool IsRate { get; init; }

    /// <summary>What is wrong with the arguments, or null.</summary>
    public string? Check(List<Expression> arguments)
    {
        if (arguments.Count < Arguments.Length - Optional || (arguments.Count > Arguments.Length && !Variadic))
        {
            return $"{Name} wants {Arguments.Length}{(Optional > 0 ? " or fewer" : "")} arguments, not {arguments.Count}";
        }

        for (var i = 0; i < arguments.Count; i++)
        {
            var wanted = Arguments[Math.Min(i, Arguments.Length - 1)];
            if (arguments[i].Kind != wanted)
            {
                return $"argument {i + 1} of {Name} must be {Word(wanted)}, not {Word(arguments[i].Kind)}";
            }
        }

        return null;
    }

    private static string Word(ValueKind kind) => kind switch
    {
        ValueKind.Scalar => "a number",
        ValueKind.Vector => "an instant vector",
        ValueKind.Matrix => "a range such as node_load1[5m]",
        _ => "a text",
    };
}

/// <summary>All functions that are supported; a query with another is refused by name.</summary>
internal static class Functions
{
    private const ValueKind S = ValueKind.Scalar;
    private const ValueKind V = ValueKind.Vector;
    private const ValueKind M = ValueKind.Matrix;
    private const ValueKind T = ValueKind.Text;

    public static IReadOnlyDictionary<string, Function> All { get; } = Every().ToDictionary(function => function.Name, StringComparer.Ordinal);

    private static IEnumerable<Function> Every() =>
    [
        Ranged("rate", RangeFunctions.Rate) with { IsRate = true }, Ranged("increase", RangeFunctions.Increase), Ranged("delta", RangeFunctions.Delta),
        Ranged("irate", RangeFunctions.InstantRate) with { IsRate = true }, Ranged("idelta", RangeFunctions.InstantDelta),
        Ranged("avg_over_time", RangeFunctions.Average), Ranged("sum_over_time", RangeFunctions.Sum),
        Ranged("min_over_time", RangeFunctions.Least), Ranged("max_over_time", RangeFunctions.Greatest),
        Ranged("count_over_time", RangeFunctions.Count), Ranged("last_over_time", RangeFunctions.Last) with { KeepsName = true },
        Ranged("present_over_time", RangeFunctions.Present),
        Ranged("stddev_over_time", RangeFunctions.StandardDeviation), Ranged("stdvar_over_time", RangeFunctions.Variance),
        Ranged("changes", RangeFunctions.Changes), Ranged("resets", RangeFunctions.Resets), Ranged("deriv", RangeFunctions.Derivative),
        new("quantile_over_time", V, [S, M]) { OfRange = RangeFunctions.Quantile },
        new("predict_linear", V, [M, S]) { OfRange = RangeFunctions.Predict },
        new("absent_over_time", V, [M]),
        Mapped("abs", Math.Abs), Mapped("ceil", Math.Ceiling), Mapped("floor", Math.Floor), Mapped("exp", Math.Exp), Mapped("sqrt", Math.Sqrt),
        Mapped("ln", Math.Log), Mapped("log2", Math.Log2), Mapped("log10", Math.Log10), Mapped("sgn", value => double.IsNaN(value) ? value : Math.Sign(value)),
        Mapped("sin", Math.Sin), Mapped("cos", Math.Cos), Mapped("tan", Math.Tan), Mapped("asin", Math.Asin), Mapped("acos", Math.Acos),
        Mapped("atan", Math.Atan), Mapped("sinh", Math.Sinh), Mapped("cosh", Math.Cosh), Mapped("tanh", Math.Tanh),
        Mapped("asinh", Math.Asinh), Mapped("acosh", Math.Acosh), Mapped("atanh", Math.Atanh),
        Mapped("deg", value => value * 180 / Math.PI), Mapped("rad", value => value * Math.PI / 180),
        Calendar("year", time => time.Year), Calendar("month", time => time.Month), Calendar("day_of_month", time => time.Day),
        Calendar("day_of_week", time => time.DayOfWeek), Calendar("day_of_year", time => time.DayOfYear), Calendar("days_in_month", time => time.DaysInMonth),
        Calendar("hour", time => time.Hour), Calendar("minute", time => time.Minute),
        new("time", S, []), new("pi", S, []), new("scalar", S, [V]), new("vector", V, [S]), new("timestamp", V, [V]), new("absent", V, [V]),
        new("round", V, [V, S], Optional: 1), new("clamp", V, [V, S, S]), new("clamp_min", V, [V, S]), new("clamp_max", V, [V, S]),
        new("sort", V, [V]), new("sort_desc", V, [V]), new("histogram_quantile", V, [S, V]),
        new("label_replace", V, [V, T, T, T, T]), new("label_join", V, [V, T, T, T], Optional: 1, Variadic: true),
    ];

    private static Function Ranged(string name, RangeFunction function) => new(name, V, [M]) { OfRange = function };

    private static Function Mapped(string name, Func<double, double> function) => new(name, V, [V]) { OfValue = function };

    /// <summary>A part of the UTC calendar; without an argument, of the time of evaluation.</summary>
    private static Function Calendar(string name, Func<CivilTime, double> part) =>
        new(name, V, [V], Optional: 1) { OfValue = seconds => part(CivilTime.Of(seconds)) };
}
