using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Query;

/// <summary>Parses expressions by operator precedence, as Prometheus does, and checks their kinds.</summary>
internal sealed class Parser
{
    private static readonly HashSet<string> Aggregations = new(StringComparer.Ordinal)
    {
        "sum", "avg", "min", "max", "count", "group", "stddev", "stdvar", "topk", "bottomk", "quantile", "count_values",
    };

    private const int MaxDepth = 700;
    private const int MaxWords = 2000;

    private readonly TokenReader _tokens;
    private readonly SelectorParser _selectors;
    private int _depth;

    private Parser(TokenReader tokens) => (_tokens, _selectors) = (tokens, new(tokens));

    /// <exception cref="QueryException">It is not an expression, or uses what is not supported.</exception>
    public static Expression Parse(string text)
    {
        var tokens = Lexer.Read(text);
        if (tokens.Count > MaxWords)
        {
            throw new QueryException($"the expression has more than {MaxWords} words");
        }

        var reader = new TokenReader(tokens);
        var expression = new Parser(reader).Expression(0);
        return reader.Current.Kind == TokenKind.End ? expression : throw TokenReader.Unexpected("the end", reader.Current);
    }

    /// <summary>Parses a selector alone, as <c>match[]</c> has it.</summary>
    /// <exception cref="QueryException">It is anything else.</exception>
    public static IReadOnlyList<Matcher> ParseSelector(string text) =>
        Parse(text) is Selector { Shift: var shift } selector && shift == default ? selector.Matchers : throw new QueryException($"“{text}” is not a selector such as node_load1{{host=\"a\"}}");

    /// <summary>What is wrong with a text that should be an expression; null: it is one.</summary>
    public static string? Objection(string text)
    {
        try
        {
            Parse(text);
            return null;
        }
        catch (QueryException problem)
        {
            return problem.Message;
        }
    }

    private Expression Expression(int level)
    {
        if (++_depth > MaxDepth)
        {
            throw QueryException.At(_tokens.Current.Position, "the expression is nested too deeply");
        }

        var expression = level == BinaryParser.Levels.Length ? Unary() : Operators(level);
        _depth--;
        return expression;
    }

    private Expression Operators(int level)
    {
        var left = Expression(level + 1);
        while (_tokens.Current is { Kind: TokenKind.Symbol or TokenKind.Name } current
            && BinaryParser.Levels[level].Contains(current.Text, StringComparer.OrdinalIgnoreCase))
        {
            var token = _tokens.Next();
            var (returnsBool, matching) = BinaryParser.Modifiers(_tokens);

            // A power binds to the right: 2^3^2 is 2^9.
            left = BinaryParser.Make(token, left, Expression(level == BinaryParser.PowerLevel ? level : level + 1), returnsBool, matching);
        }

        return left;
    }

    private Expression Unary()
    {
        if (!_tokens.Is("-") && !_tokens.Is("+"))
        {
            var isClosed = _tokens.Is("(");
            return _selectors.Postfix(Primary(), isClosed);
        }

        var sign = _tokens.Next();

        // Below a power: -2^2 is -4.
        var inner = Expression(BinaryParser.PowerLevel);
        if (inner.Kind is ValueKind.Matrix or ValueKind.Text)
        {
            throw QueryException.At(sign.Position, $"“{sign.Text}” wants a number or an instant vector");
        }

        return sign.Text == "+" ? inner : inner is NumberLiteral number ? new NumberLiteral(-number.Value) : new Negation(inner);
    }

    private Expression Primary()
    {
        var token = _tokens.Next();
        switch (token.Kind)
        {
            case TokenKind.Number:
                return new NumberLiteral(token.Number);
            case TokenKind.Text:
                return new TextLiteral(token.Text);
            case TokenKind.Symbol when token.Text == "(":
                var inner = Expression(0);
                _tokens.Expect(")");
                return inner;
            case TokenKind.Symbol when token.Text == "{":
                _tokens.Back();
                return new Selector(_selectors.Matchers(null, token.Position), default);
            case TokenKind.Name when token.Text.Equals("inf", StringComparison.OrdinalIgnoreCase):
                return new NumberLiteral(double.PositiveInfinity);
            case TokenKind.Name when token.Text.Equals("nan", StringComparison.OrdinalIgnoreCase):
                return new NumberLiteral(double.NaN);
            case TokenKind.Name when Aggregations.Contains(token.Text.ToLowerInvariant()) && (_tokens.Is("(") || _tokens.IsWord("by", "without")):
                return Aggregation(token);
            case TokenKind.Name when _tokens.Is("("):
                return Call(token);
            case TokenKind.Name when !IsReserved(token.Text):
                return new Selector(_selectors.Matchers(token.Text, token.Position), default);
            default:
                throw TokenReader.Unexpected("an expression", token);
        }
    }

    /// <summary>Words that belong to operators, and cannot be the name of a metric as others such as <c>by</c> can.</summary>
    private static bool IsReserved(string word) => word.ToLowerInvariant() is "bool" or "on" or "ignoring" or "group_left" or "group_right" or "atan2";

    private Call Call(Token name)
    {
        if (!Functions.All.TryGetValue(name.Text, out var function))
        {
            throw QueryException.At(name.Position, $"the function {name.Text} is not supported");
        }

        _tokens.Expect("(");
        var arguments = _tokens.List(")", openEnded: false, () => Expression(0));
        return function.Check(arguments) is { } wrong ? throw QueryException.At(name.Position, wrong) : new Call(function, arguments);
    }

    private Aggregation Aggregation(Token name)
    {
        var grouping = Grouping();
        _tokens.Expect("(");
        var arguments = _tokens.List(")", openEnded: false, () => Expression(0));
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
        if (!_tokens.IsWord("by", "without"))
        {
            return null;
        }

        var without = _tokens.Next().Text.Equals("without", StringComparison.OrdinalIgnoreCase);
        return (_tokens.LabelNames(), without);
    }
}
