namespace Watchkeeper.Metrics.Query;

/// <summary>The words of an expression, read one by one.</summary>
internal sealed class TokenReader(IReadOnlyList<Token> tokens)
{
    private int _at;

    public Token Current => tokens[_at];

    /// <summary>Takes the next word; behind the last one there is only the end.</summary>
    public Token Next() => Current.Kind == TokenKind.End ? Current : tokens[_at++];

    /// <summary>Gives the last word back, which was not the end.</summary>
    public void Back() => _at--;

    /// <summary>Whether a symbol comes next.</summary>
    public bool Is(string symbol) => Current.Kind == TokenKind.Symbol && Current.Text == symbol;

    /// <summary>Whether one of these words comes next, in whatever case.</summary>
    public bool IsWord(params ReadOnlySpan<string> words) => Current.Kind == TokenKind.Name && words.Contains(Current.Text, StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes a symbol if it comes next, and says whether it did.</summary>
    public bool Accept(string symbol)
    {
        var comes = Is(symbol);
        _at += comes ? 1 : 0;
        return comes;
    }

    /// <summary>The same with a word.</summary>
    public bool AcceptWord(string word)
    {
        var comes = IsWord(word);
        _at += comes ? 1 : 0;
        return comes;
    }

    public void Expect(string symbol)
    {
        if (!Is(symbol))
        {
            throw Unexpected($"“{symbol}”", Current);
        }

        Next();
    }

    /// <summary>Items between commas, up to a closing symbol.</summary>
    /// <param name="openEnded">Whether a comma may stand behind the last one.</param>
    public List<T> List<T>(string close, bool openEnded, Func<T> item)
    {
        var items = new List<T>();
        var ended = Is(close);
        while (!ended)
        {
            items.Add(item());
            ended = !Accept(",") || (openEnded && Is(close));
        }

        Expect(close);
        return items;
    }

    /// <summary>Names of labels in parentheses.</summary>
    public HashSet<string> LabelNames()
    {
        Expect("(");
        return List(")", openEnded: true, LabelName).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Milliseconds, more than none. A number without a unit is no duration: it would hide that the unit was forgotten.</summary>
    public long Duration()
    {
        var token = Next();
        return token switch
        {
            { Kind: not TokenKind.Duration } => throw QueryException.At(token.Position, "a duration such as 5m is wanted"),
            { Number: 0 } => throw QueryException.At(token.Position, "a duration must be longer than nothing"),
            { Number: <= QueryLimits.Longest } => (long)token.Number,
            _ => throw QueryException.At(token.Position, "the duration is too long"),
        };
    }

    public string LabelName()
    {
        var name = Next();
        return name.Kind is TokenKind.Name or TokenKind.Text
            ? name.Text
            : throw QueryException.At(name.Position, $"a label's name is wanted, not “{name.Text}”");
    }

    public static QueryException Unexpected(string wanted, Token token) =>
        QueryException.At(token.Position, $"{wanted} is wanted, not {(token.Kind == TokenKind.End ? token.Text : $"“{token.Text}”")}");
}
