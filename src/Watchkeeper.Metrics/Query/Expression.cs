using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Query;

internal enum ValueKind
{
    Scalar,
    Vector,
    Matrix,
    Text,
}

/// <summary>A parsed expression, whose kinds have been checked.</summary>
internal abstract record Expression(ValueKind Kind);

internal sealed record NumberLiteral(double Value) : Expression(ValueKind.Scalar);

internal sealed record TextLiteral(string Value) : Expression(ValueKind.Text);

/// <summary>When a selector looks: moved by an offset, or fixed.</summary>
/// <param name="Offset">Milliseconds back.</param>
/// <param name="At">Milliseconds since 1970, or null for the time of evaluation.</param>
/// <param name="AtEdge">The start (false) or the end (true) of the query's range.</param>
internal readonly record struct Shift(long Offset = 0, long? At = null, bool? AtEdge = null)
{
    public bool IsFixed => At is not null || AtEdge is not null;
}

internal sealed record Selector(IReadOnlyList<Matcher> Matchers, Shift Shift) : Expression(ValueKind.Vector);

/// <param name="Range">Milliseconds.</param>
internal sealed record RangeSelector(IReadOnlyList<Matcher> Matchers, long Range, Shift Shift) : Expression(ValueKind.Matrix);

/// <param name="Step">Milliseconds; 0 for the default.</param>
internal sealed record Subquery(Expression Inner, long Range, long Step, Shift Shift) : Expression(ValueKind.Matrix);

internal sealed record Call(Function Function, IReadOnlyList<Expression> Arguments) : Expression(Function.Result);

internal sealed record Aggregation(string Operator, Expression Inner, Expression? Parameter, IReadOnlySet<string> Labels, bool Without)
    : Expression(ValueKind.Vector);

internal sealed record Negation(Expression Inner) : Expression(Inner.Kind);

/// <summary>How the series of two vectors find each other.</summary>
/// <param name="On">Compare only these labels (true), or all but these.</param>
/// <param name="ManyOnLeft">With group_left the left side has many for one on the right; with group_right the other way round; null for one to one.</param>
internal sealed record Matching(bool On, IReadOnlySet<string> Labels, bool? ManyOnLeft, IReadOnlyList<string> Include)
{
    public static Matching Default { get; } = new(On: false, new HashSet<string>(StringComparer.Ordinal), null, []);

    public Labels Signature(Labels labels) => On ? labels.Keep(Labels, keep: true) : labels.Without(Series.Labels.NameLabel).Keep(Labels, keep: false);
}

internal sealed record Binary(string Operator, Expression Left, Expression Right, bool ReturnsBool, Matching Matching)
    : Expression(Left.Kind == ValueKind.Scalar && Right.Kind == ValueKind.Scalar ? ValueKind.Scalar : ValueKind.Vector)
{
    public bool IsComparison => Operator is "==" or "!=" or ">" or "<" or ">=" or "<=";

    public bool IsSet => Operator is "and" or "or" or "unless";
}
