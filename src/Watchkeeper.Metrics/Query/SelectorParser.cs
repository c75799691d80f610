using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Query;

/// <summary>Parses what finds series, <c>name{label="value", …}</c>, and what stands behind it: ranges, <c>offset</c> and <c>@</c>.</summary>
internal sealed class SelectorParser(TokenReader tokens)
{
    /// <summary>Matchers between braces, behind a name if there is one.</summary>
    public List<Matcher> Matchers(string? name, int position)
    {
        var matchers = new List<Matcher>();
        if (name is not null)
        {
            matchers.Add(new(Labels.NameLabel, MatchOperator.Equal, name));
        }

        if (tokens.Accept("{"))
        {
            matchers.AddRange(tokens.List("}", openEnded: true, OneMatcher));
        }

        if (name is not null && matchers.Skip(1).Any(matcher => matcher.Label == Labels.NameLabel))
        {
            throw QueryException.At(position, $"the metric's name is given twice, before the braces as {name} and within them");
        }

        return matchers.Exists(matcher => !matcher.Accepts(Labels.Empty))
            ? matchers
            : throw QueryException.At(position, "a selector must have at least one matcher that does not match everything");
    }

    /// <summary>An expression with the ranges, offsets and times that follow it.</summary>
    /// <param name="isClosed">Whether it stands in parentheses, behind which only a subquery can follow.</param>
    public Expression Postfix(Expression expression, bool isClosed)
    {
        if (isClosed && tokens.Is("["))
        {
            expression = Ranged(expression) is Subquery subquery ? subquery : throw QueryException.At(
                tokens.Current.Position, "a range goes behind a selector without parentheses");
        }
        else if (isClosed)
        {
            return expression;
        }

        while (true)
        {
            if (tokens.Is("["))
            {
                expression = Ranged(expression);
            }
            else if (tokens.AcceptWord("offset"))
            {
                var sign = tokens.Accept("-") ? -1 : 1;
                var milliseconds = sign * tokens.Duration();
                expression = Shifted(expression, shift => shift.Offset == 0 ? shift with { Offset = milliseconds } : throw Twice("offset"));
            }
            else if (tokens.Accept("@"))
            {
                expression = At(expression);
            }
            else
            {
                return expression;
            }
        }
    }

    private Matcher OneMatcher()
    {
        var label = tokens.Current;
        var name = tokens.LabelName();
        if (label.Kind == TokenKind.Text && (tokens.Is(",") || tokens.Is("}")))
        {
            return new(Labels.NameLabel, MatchOperator.Equal, name);
        }

        var sign = tokens.Next();
        MatchOperator? kind = sign.Text switch
        {
            "=" => MatchOperator.Equal,
            "!=" => MatchOperator.NotEqual,
            "=~" => MatchOperator.Matches,
            "!~" => MatchOperator.DoesNotMatch,
            _ => null,
        };
        var value = tokens.Next();
        if (kind is null || value.Kind != TokenKind.Text)
        {
            throw QueryException.At(sign.Position, "a matcher is written label=\"value\", with = != =~ or !~");
        }

        try
        {
            return new(name, kind.Value, value.Text);
        }
        catch (ArgumentException problem)
        {
            throw QueryException.At(value.Position, $"“{value.Text}” is not a regular expression that is supported: {problem.Message}");
        }
    }

    private Expression Ranged(Expression expression)
    {
        var bracket = tokens.Next();
        var range = tokens.Duration();
        if (tokens.Accept(":"))
        {
            var step = tokens.Is("]") ? 0 : tokens.Duration();
            tokens.Expect("]");
            return expression.Kind is ValueKind.Vector or ValueKind.Scalar
                ? new Subquery(expression, range, step, default)
                : throw QueryException.At(bracket.Position, "a subquery wants an instant vector");
        }

        tokens.Expect("]");
        return expression is Selector selector && selector.Shift == default
            ? new RangeSelector(selector.Matchers, range, default)
            : throw QueryException.At(bracket.Position, "a range goes behind a selector, before offset and @");
    }

    private Expression At(Expression expression)
    {
        if (tokens.IsWord("start", "end"))
        {
            var end = tokens.Next().Text == "end";
            tokens.Expect("(");
            tokens.Expect(")");
            return Shifted(expression, shift => shift.IsFixed ? throw Twice("@") : shift with { AtEdge = end });
        }

        var sign = tokens.Accept("-") ? -1 : 1;
        var time = tokens.Next();
        return time.Kind == TokenKind.Number && time.Number < QueryLimits.Longest
            ? Shifted(expression, shift => shift.IsFixed ? throw Twice("@") : shift with { At = (long)Math.Round(time.Number * 1000) * sign })
            : throw QueryException.At(time.Position, "@ wants Unix seconds, start() or end()");
    }

    private QueryException Twice(string what) => QueryException.At(tokens.Current.Position, $"{what} stands twice");

    private Expression Shifted(Expression expression, Func<Shift, Shift> change) => expression switch
    {
        Selector selector => selector with { Shift = change(selector.Shift) },
        RangeSelector range => range with { Shift = change(range.Shift) },
        Subquery subquery => subquery with { Shift = change(subquery.Shift) },
        _ => throw QueryException.At(tokens.Current.Position, "offset and @ go behind a selector or a subquery"),
    };
}
