namespace Watchkeeper.Metrics.Series;

internal enum MatchOperator
{
    Equal,
    NotEqual,
    Matches,
    DoesNotMatch,
}

/// <summary>One condition on a label; a label that is absent counts as empty. Expressions are anchored, and run in linear time.</summary>
internal sealed class Matcher
{
    private readonly Re2? _regex;

    /// <exception cref="ArgumentException">The expression is not valid, or uses what a linear matcher cannot do (look-around, back-references).</exception>
    public Matcher(string label, MatchOperator @operator, string value)
    {
        (Label, Operator, Value) = (label, @operator, value);
        if (@operator is MatchOperator.Matches or MatchOperator.DoesNotMatch)
        {
            _regex = new(value);
        }
    }

    public string Label { get; }

    public MatchOperator Operator { get; }

    public string Value { get; }

    public bool Accepts(Labels labels)
    {
        var value = labels[Label] ?? "";
        return Operator switch
        {
            MatchOperator.Equal => value == Value,
            MatchOperator.NotEqual => value != Value,
            MatchOperator.Matches => _regex!.IsMatch(value),
            _ => !_regex!.IsMatch(value),
        };
    }

    public override string ToString() => $"{Label}{Operator switch
    {
        MatchOperator.Equal => "=",
        MatchOperator.NotEqual => "!=",
        MatchOperator.Matches => "=~",
        _ => "!~",
    }}\"{Value}\"";
}
