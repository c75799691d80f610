using System.Text.RegularExpressions;

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
    private readonly Regex? _regex;

    /// <exception cref="ArgumentException">The expression is not valid, or uses what a linear matcher cannot do (look-around, back-references).</exception>
    public Matcher(string label, MatchOperator @operator, string value)
    {
        (Label, Operator, Value) = (label, @operator, value);
        if (@operator is MatchOperator.Matches or MatchOperator.DoesNotMatch)
        {
            _regex = Anchored(value);
        }
    }

    public string Label { get; }

    public MatchOperator Operator { get; }

    public string Value { get; }

    /// <summary>An expression that has to match the whole text.</summary>
    /// <exception cref="ArgumentException">It is not valid.</exception>
    public static Regex Anchored(string expression)
    {
        try
        {
            return new($"^(?:{expression})\\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline);
        }
        catch (NotSupportedException problem)
        {
            throw new ArgumentException(problem.Message, nameof(expression), problem);
        }
    }

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
