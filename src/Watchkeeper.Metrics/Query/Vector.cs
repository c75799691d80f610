using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Query;

/// <summary>One series of a result: a value for each step of the query, or <see cref="Absent"/>.</summary>
internal sealed record VectorSeries(Labels Labels, double[] Values)
{
    /// <summary>No sample at this step. It is Prometheus' own mark for a series that ended, a NaN that no arithmetic makes.</summary>
    public static readonly double Absent = BitConverter.Int64BitsToDouble(0x7ff0000000000002);

    public static bool IsAbsent(double value) => BitConverter.DoubleToInt64Bits(value) == 0x7ff0000000000002;

    public static double[] None(int steps)
    {
        var values = new double[steps];
        Array.Fill(values, Absent);
        return values;
    }

    /// <summary>The same with each value that is there replaced.</summary>
    public VectorSeries Map(Func<double, double> change) => new(Labels.Without(Labels.NameLabel), Array.ConvertAll(Values, value => IsAbsent(value) ? value : change(value)));
}

/// <summary>What an expression gives: a number for each step, or series, or a text.</summary>
internal readonly record struct QueryValue(ValueKind Kind, double[] Scalar, IReadOnlyList<VectorSeries> Vector, string Text)
{
    public static QueryValue Of(double[] scalar) => new(ValueKind.Scalar, scalar, [], "");

    public static QueryValue Of(IReadOnlyList<VectorSeries> vector) => new(ValueKind.Vector, [], vector, "");

    public static QueryValue Of(string text) => new(ValueKind.Text, [], [], text);
}

/// <summary>The samples of one series that a range function looks at.</summary>
/// <param name="CoarseBefore">Samples before this time lie <paramref name="CoarseStep"/> apart; milliseconds.</param>
internal sealed record RangeSeries(Labels Labels, SampleBuffer Samples, long CoarseBefore = long.MinValue, long CoarseStep = 0)
{
    public ReadOnlySpan<long> Times => Samples.Times;

    public ReadOnlySpan<double> Values => Samples.Values;
}

/// <summary>The window of one step.</summary>
/// <param name="start">Milliseconds; the samples at both ends belong to it.</param>
/// <param name="evaluated">The time of evaluation, which an offset does not move.</param>
/// <param name="parameter">The number that the function was given beside the range.</param>
internal readonly ref struct Window(ReadOnlySpan<long> times, ReadOnlySpan<double> values, long start, long end, long evaluated, double parameter)
{
    public readonly ReadOnlySpan<long> Times = times;
    public readonly ReadOnlySpan<double> Values = values;
    public readonly long Start = start;
    public readonly long End = end;
    public readonly long Evaluated = evaluated;
    public readonly double Parameter = parameter;
}
