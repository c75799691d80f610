namespace Watchkeeper.Tests.Metrics.Query;

/// <summary>Makes expressions over the series of <see cref="Samples"/> at random; most of them make sense.</summary>
internal sealed class RandomExpressions(int seed)
{
    private static readonly string[] Selectors =
    [
        "load1", "negative", "gaps", "cpu_seconds_total", "cpu_seconds_total{mode=\"idle\"}", "cpu_seconds_total{mode=~\"user|system\"}",
        "free_bytes", "size_bytes{device!=\"sdc\"}", "{__name__=~\"load1|negative\"}", "info", "special", "nothing",
    ];

    private static readonly string[] RangeFunctions =
    [
        "rate", "increase", "irate", "delta", "idelta", "deriv", "changes", "resets", "avg_over_time", "min_over_time", "max_over_time", "sum_over_time",
        "count_over_time", "last_over_time", "present_over_time", "stddev_over_time", "stdvar_over_time",
    ];

    private static readonly string[] Functions =
        ["abs", "ceil", "floor", "round", "exp", "ln", "log2", "log10", "sqrt", "sgn", "timestamp", "sort", "sort_desc", "absent", "deg", "rad", "sin", "cos", "tanh"];

    private static readonly string[] Aggregations = ["sum", "avg", "min", "max", "count", "group", "stddev", "stdvar"];
    private static readonly string[] Groupings = ["", " by (mode)", " by (cpu)", " by (device)", " without (cpu)", " without (device, mode)", " by ()", " by (device, fstype)"];
    private static readonly string[] Operators = ["+", "-", "*", "/", "%", "^", "==", "!=", ">", "<", ">=", "<=", "atan2"];
    private static readonly string[] Matchings = ["", " on (device)", " ignoring (mode)", " on (cpu, mode)", " on ()", " ignoring (fstype) ", " on (device) group_left", " on (cpu) group_right ()"];
    private static readonly string[] Numbers = ["0", "1", "2", "-1.5", "0.1", "1e9", "3.7", "Inf", "NaN", "0x1F"];

    private readonly Random _random = new(seed);

    public string Next() => Vector(3);

    private string Vector(int depth) => (depth == 0 ? 0 : _random.Next(9)) switch
    {
        0 => Pick(Selectors) + Shift(),
        1 or 2 => $"{Pick(RangeFunctions)}({Pick(Selectors)}[{Pick("45s", "1m", "5m", "13m", "1h")}]{Shift()})",
        3 or 4 => $"{Pick(Aggregations)}{Pick(Groupings)} ({Vector(depth - 1)})",
        5 => Binary(depth),
        6 => $"{Pick(Functions)}({Vector(depth - 1)})",
        7 => _random.Next(5) switch
        {
            0 => $"topk({_random.Next(4)}, {Vector(depth - 1)})",
            1 => $"quantile({Pick("0.5", "0.99", "0", "1", "-1", "2")}, {Vector(depth - 1)})",
            2 => $"quantile_over_time({Pick("0.25", "0.9")}, {Pick(Selectors)}[7m])",
            3 => $"clamp({Vector(depth - 1)}, {Pick(Numbers)}, {Pick(Numbers)})",
            _ => $"{Pick("max", "avg", "sum", "count")}_over_time(({Vector(depth - 1)})[{Pick("5m:1m", "10m:37s", "3m:15s")}])",
        },
        _ => $"({Vector(depth - 1)})",
    };

    private string Binary(int depth) => _random.Next(6) switch
    {
        0 => $"{Scalar(depth - 1)} {Pick(Operators)} {Vector(depth - 1)}",
        1 => $"{Vector(depth - 1)} {Pick(Operators)} {Scalar(depth - 1)}",
        2 => $"{Vector(depth - 1)} {Pick("and", "or", "unless")}{Pick("", " on (device)", " ignoring (mode)", " on ()")} {Vector(depth - 1)}",
        3 => $"{Vector(depth - 1)} {Pick("==", "!=", ">", "<")} bool {Vector(depth - 1)}",
        4 => $"-{Vector(depth - 1)}",
        _ => $"{Vector(depth - 1)} {Pick(Operators)}{Pick(Matchings)} {Vector(depth - 1)}",
    };

    private string Scalar(int depth) => _random.Next(5) switch
    {
        0 => "time()",
        1 => $"scalar({Vector(Math.Max(0, depth - 1))})",
        2 => $"({Pick(Numbers)} {Pick("+", "-", "*", "/")} {Pick(Numbers)})",
        _ => Pick(Numbers),
    };

    private string Shift() => _random.Next(8) switch
    {
        0 => " offset 7m",
        1 => " offset -3m",
        2 => " @ 1770003000",
        _ => "",
    };

    private string Pick(params string[] choices) => choices[_random.Next(choices.Length)];
}
