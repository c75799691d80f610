using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Query;

/// <summary>Parses expressions by operator precedence, as Prometheus does, and checks their kinds.</summary>
internal sealed class Parser
{
    private static readonly string[][] Levels =
        [["or"], ["and", "unless"], ["==", "!=", ">", "<", ">=", "<="], ["+", "-"], ["*", "/", "%", "atan2"], ["^"]];

    private static readonly HashSet<string> Aggregations = new(StringComparer.Ordinal)
    {
        "sum", "avg", "min", "max", "count", "group", "stddev", "stdvar", "topk", "bottomk", "quantile", "count_values",
    };

    private const int PowerLevel = 5;
    private const int MaxDepth = 700;
    private const int MaxWords = 2000;

    private readonly List<Token> _tokens;
    private int _at;
    private int _depth;

    private Parser(List<Token> tokens) => _tokens = tokens;

    private Token Current => _tokens[_at];

    /// <exception cref="QueryException">It is not an expression, or uses what is not supported.</exception>
    public static Expression Parse(string text)
    {
        var parser = new Parser(Lexer.Read(text));
        if (parser._tokens.Count > MaxWords)
        {
            throw new QueryException($"the expression has more than {MaxWords} words");
        }

        var expression = parser.Expression(0);
        return parser.Current.Kind == TokenKind.End ? expression : throw parser.Unexpected("the end");
    }

    /// <summary>Parses a selector alone, as <c>match[]</c> has it.</summary>
    /// <exception cref="QueryException">It is anything else.</exception>
    public static IReadOnlyList<Matcher> ParseSelector(string text) =>
        Parse(text) is Selector selector ? selector.Matchers : throw new QueryException($"“{text}” is not a selector such as node_load1{{host=\"a\"}}");

    private Expression Expression(int level)
    {
        if (++_depth > MaxDepth)
        {
            throw QueryException.At(Current.Position, "the expression is nested too deeply");
        }

        var expression = level == Levels.Length ? Unary() : Operators(level);
        _depth--;
        return expression;
    }

    private Expression Operators(int level)
    {
        var left = Expression(level + 1);
        while (Current.Kind is TokenKind.Symbol or TokenKind.Name && Levels[level].Contains(Current.Text, StringComparer.OrdinalIgnoreCase))
        {
            var token = Next();
            var (returnsBool, matching) = Modifiers();

            // A power binds to the right: 2^3^2 is 2^9.
            left = Binary(token, left, Expression(level == PowerLevel ? level : level + 1), returnsBool, matching);
        }

        return left;
    }

    private Expression Unary()
    {
        if (Current is { Kind: TokenKind.Symbol, Text: "-" or "+" })
        {
            var sign = Next();

            // Below a power: -2^2 is -4.
            var inner = Expression(PowerLevel);
            if (inner.Kind is ValueKind.Matrix or ValueKind.Text)
            {
                throw QueryException.At(sign.Position, $"“{sign.Text}” wants a number or an instant vector");
            }

            return sign.Text == "-" ? inner is NumberLiteral number ? new NumberLiteral(-number.Value) : new Negation(inner) : inner;
        }

        return Postfix(Primary());
    }

    private Expression Primary()
    {
        var token = Next();
        switch (token.Kind)
        {
            case TokenKind.Number:
                return new NumberLiteral(token.Number);
            case TokenKind.Text:
                return new TextLiteral(token.Text);
            case TokenKind.Symbol when token.Text == "(":
                var inner = Expression(0);
                Expect(")");
                return inner;
            case TokenKind.Symbol when token.Text == "{":
                return new Selector(Matchers(null, token.Position), default);
            case TokenKind.Name when token.Text.Equals("inf", StringComparison.OrdinalIgnoreCase):
                return new NumberLiteral(double.PositiveInfinity);
            case TokenKind.Name when token.Text.Equals("nan", StringComparison.OrdinalIgnoreCase):
                return new NumberLiteral(double.NaN);
            case TokenKind.Name when Aggregations.Contains(token.Text.ToLowerInvariant()) && Current.Text is "(" or "by" or "without":
                return Aggregation(token);
            case TokenKind.Name when Is("("):
                return Call(token);
            case TokenKind.Name:
                return new Selector(Is("{") ? Braced(token) : [new(Labels.NameLabel, MatchOperator.Equal, token.Text)], default);
            default:
                _at--;
                throw Unexpected("an expression");
        }
    }

    private List<Matcher> Braced(Token name)
    {
        Expect("{");
        return Matchers(name.Text, name.Position);
    }

    private List<Matcher> Matchers(string? name, int position)
    {
        var matchers = new List<Matcher>();
        if (name is not null)
        {
            matchers.Add(new(Labels.NameLabel, MatchOperator.Equal, name));
        }

        while (!Is("}"))
        {
            matchers.Add(OneMatcher());
            if (!Is("}"))
            {
                Expect(",");
            }
        }

        Expect("}");
        return matchers.Exists(matcher => !matcher.Accepts(Labels.Empty))
            ? matchers
            : throw QueryException.At(position, "a selector must have at least one matcher that does not match everything");
    }

    private Matcher OneMatcher()
    {
        var label = Next();
        if (label.Kind is not (TokenKind.Name or TokenKind.Text))
        {
            throw QueryException.At(label.Position, $"a label's name is wanted, not “{label.Text}”");
        }

        if (label.Kind == TokenKind.Text && Current.Text is "," or "}")
        {
            return new(Labels.NameLabel, MatchOperator.Equal, label.Text);
        }

        var sign = Next();
        MatchOperator? kind = sign.Text switch
        {
            "=" => MatchOperator.Equal,
            "!=" => MatchOperator.NotEqual,
            "=~" => MatchOperator.Matches,
            "!~" => MatchOperator.DoesNotMatch,
            _ => null,
        };
        var value = Next();
        if (kind is null || value.Kind != TokenKind.Text)
        {
            throw QueryException.At(sign.Position, "a matcher is written label=\"value\", with = != =~ or !~");
        }

        try
        {
            return new(label.Text, kind.Value, value.Text);
        }
        catch (ArgumentException problem)
        {
            throw QueryException.At(value.Position, $"“{value.Text}” is not a regular expression that is supported: {problem.Message}");
        }
    }

    private Expression Postfix(Expression expression)
    {
        while (true)
        {
            if (Is("["))
            {
                expression = Ranged(expression);
            }
            else if (Current is { Kind: TokenKind.Name, Text: "offset" })
            {
                _at++;
                var negative = Is("-");
                _at += negative ? 1 : 0;
                var milliseconds = (long)Duration();
                expression = Shifted(expression, shift => shift with { Offset = negative ? -milliseconds : milliseconds });
            }
            else if (Is("@"))
            {
                _at++;
                expression = At(expression);
            }
            else
            {
                return expression;
            }
        }
    }

    private Expression Ranged(Expression expression)
    {
        var bracket = Next();
        var range = (long)Duration();
        if (range <= 0)
        {
            throw QueryException.At(bracket.Position, "a range must be longer than nothing");
        }

        if (Is(":"))
        {
            _at++;
            var step = Is("]") ? 0 : (long)Duration();
            Expect("]");
            return expression.Kind is ValueKind.Vector or ValueKind.Scalar
                ? new Subquery(expression, range, step, default)
                : throw QueryException.At(bracket.Position, "a subquery wants an instant vector");
        }

        Expect("]");
        return expression is Selector selector && selector.Shift == default
            ? new RangeSelector(selector.Matchers, range, default)
            : throw QueryException.At(bracket.Position, "a range goes behind a selector, before offset and @");
    }

    private Expression At(Expression expression)
    {
        if (Current is { Kind: TokenKind.Name, Text: "start" or "end" })
        {
            var end = Next().Text == "end";
            Expect("(");
            Expect(")");
            return Shifted(expression, shift => shift with { AtEdge = end });
        }

        var negative = Is("-");
        _at += negative ? 1 : 0;
        var time = Next();
        return time.Kind == TokenKind.Number
            ? Shifted(expression, shift => shift with { At = (long)Math.Round(time.Number * 1000) * (negative ? -1 : 1) })
            : throw QueryException.At(time.Position, "@ wants Unix seconds, start() or end()");
    }

    private Expression Shifted(Expression expression, Func<Shift, Shift> change) => expression switch
    {
        Selector selector => selector with { Shift = change(selector.Shift) },
        RangeSelector range => range with { Shift = change(range.Shift) },
        Subquery subquery => subquery with { Shift = change(subquery.Shift) },
        _ => throw QueryException.At(Current.Position, "offset and @ go behind a selector or a subquery"),
    };

    private double Duration()
    {
        var token = Next();
        if (token.Kind == TokenKind.Duration)
        {
            return token.Number;
        }

        // Without a unit: seconds, as Prometheus 3 has it.
        return token.Kind == TokenKind.Number ? token.Number * 1000 : throw QueryException.At(token.Position, "a duration such as 5m is wanted");
    }

    private Call Call(Token name)
    {
        if (!Functions.All.TryGetValue(name.Text, out var function))
        {
            throw QueryException.At(name.Position, $"the function {name.Text} is not supported");
        }

        Expect("(");
        var arguments = new List<Expression>();
        while (!Is(")"))
        {
            arguments.Add(Expression(0));
            if (!Is(")"))
            {
                Expect(",");
            }
        }

        Expect(")");
        return function.Check(arguments) is { } wrong ? throw QueryException.At(name.Position, wrong) : new Call(function, arguments);
    }

    private Aggregation Aggregation(Token name)
    {
        var grouping = Grouping();
        Expect("(");
        var arguments = new List<Expression> { Expression(0) };
        while (!Is(")"))
        {
            Expect(",");
            arguments.Add(Expression(0));
        }

        Expect(")");
        grouping ??= Grouping();
        var text = name.Text.ToLowerInvariant();
        var parameters = text is "topk" or "bottomk" or "quantile" or "count_values" ? 1 : 0;
        var parameter = text == "count_values" ? ValueKind.Text : ValueKind.Scalar;
        if (arguments.Count != parameters + 1 || arguments[^1].Kind != ValueKind.Vector || (parameters == 1 && arguments[0].Kind != parameter))
        {
            throw QueryException.At(name.Position, $"{text} wants {(parameters == 1 ? "a parameter and " : "")}an instant vector");
        }

        var (labels, without) = grouping ?? (new HashSet<string>(StringComparer.Ordinal), false);
        return new(text, arguments[^1], parameters == 1 ? arguments[0] : null, labels, without);
    }

    private (IReadOnlySet<string> Labels, bool Without)? Grouping()
    {
        if (Current is not { Kind: TokenKind.Name, Text: "by" or "without" })
        {
            return null;
        }

        var without = Next().Text == "without";
        return (LabelNames(), without);
    }

    private HashSet<string> LabelNames()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        Expect("(");
        while (!Is(")"))
        {
            var name = Next();
            if (name.Kind is not (TokenKind.Name or TokenKind.Text))
            {
                throw QueryException.At(name.Position, $"a label's name is wanted, not “{name.Text}”");
            }

            names.Add(name.Text);
            if (!Is(")"))
            {
                Expect(",");
            }
        }

        Expect(")");
        return names;
    }

    private (bool ReturnsBool, Matching Matching) Modifiers()
    {
        var returnsBool = Current is { Kind: TokenKind.Name, Text: "bool" };
        _at += returnsBool ? 1 : 0;
        var matching = Matching.Default;
        if (Current is { Kind: TokenKind.Name, Text: "on" or "ignoring" })
        {
            var on = Next().Text == "on";
            matching = new(on, LabelNames(), null, []);
        }

        if (Current is { Kind: TokenKind.Name, Text: "group_left" or "group_right" })
        {
            var left = Next().Text == "group_left";
            matching = matching with { ManyOnLeft = left, Include = Is("(") ? [.. LabelNames()] : [] };
        }

        return (returnsBool, matching);
    }

    private static Binary Binary(Token token, Expression left, Expression right, bool returnsBool, Matching matching)
    {
        var binary = new Binary(token.Text.ToLowerInvariant(), left, right, returnsBool, matching);
        if (left.Kind is ValueKind.Matrix or ValueKind.Text || right.Kind is ValueKind.Matrix or ValueKind.Text)
        {
            throw QueryException.At(token.Position, $"{token.Text} wants numbers or instant vectors on both sides");
        }

        if (returnsBool && !binary.IsComparison)
        {
            throw QueryException.At(token.Position, $"bool goes with comparisons only, not with {token.Text}");
        }

        if (binary.IsComparison && !returnsBool && binary.Kind == ValueKind.Scalar)
        {
            throw QueryException.At(token.Position, "a comparison of two numbers wants bool");
        }

        if (binary.IsSet && (left.Kind != ValueKind.Vector || right.Kind != ValueKind.Vector))
        {
            throw QueryException.At(token.Position, $"{token.Text} wants instant vectors on both sides");
        }

        return binary;
    }

    private bool Is(string symbol) => Current.Kind == TokenKind.Symbol && Current.Text == symbol;

    private Token Next() => _tokens[Math.Min(_at++, _tokens.Count - 1)];

    private void Expect(string symbol)
    {
        if (!Is(symbol))
        {
            throw Unexpected($"“{symbol}”");
        }

        _at++;
    }

    private QueryException Unexpected(string wanted) => QueryException.At(Current.Position, $"{wanted} is wanted, not {Shown(Current)}");

    private static string Shown(Token token) => token.Kind == TokenKind.End ? token.Text : $"“{token.Text}”";
}
