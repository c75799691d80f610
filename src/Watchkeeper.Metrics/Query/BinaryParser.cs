namespace Watchkeeper.Metrics.Query;

/// <summary>Makes binary operations, and refuses those whose sides are of the wrong kinds.</summary>
internal static class BinaryParser
{
    /// <summary>Operators that bind more tightly with each level.</summary>
    public static readonly string[][] Levels =
        [["or"], ["and", "unless"], ["==", "!=", ">", "<", ">=", "<="], ["+", "-"], ["*", "/", "%", "atan2"], ["^"]];

    public const int PowerLevel = 5;

    /// <summary><c>bool</c>, <c>on</c>, <c>ignoring</c>, <c>group_left</c> and <c>group_right</c> behind an operator.</summary>
    public static (bool ReturnsBool, Matching Matching) Modifiers(TokenReader tokens)
    {
        var returnsBool = tokens.AcceptWord("bool");
        var matching = Matching.Default;
        if (tokens.IsWord("on", "ignoring"))
        {
            var on = tokens.Next().Text.Equals("on", StringComparison.OrdinalIgnoreCase);
            matching = new(on, tokens.LabelNames(), null, []);
        }

        if (tokens.IsWord("group_left", "group_right"))
        {
            if (matching == Matching.Default)
            {
                throw QueryException.At(tokens.Current.Position, $"{tokens.Current.Text} goes behind on or ignoring");
            }

            var left = tokens.Next().Text.Equals("group_left", StringComparison.OrdinalIgnoreCase);
            matching = matching with { ManyOnLeft = left, Include = tokens.Is("(") ? [.. tokens.LabelNames()] : [] };
        }

        return (returnsBool, matching);
    }

    public static Binary Make(Token token, Expression left, Expression right, bool returnsBool, Matching matching)
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

        return Objection(binary) is { } objection ? throw QueryException.At(token.Position, objection) : binary;
    }

    private static string? Objection(Binary binary)
    {
        var (matching, ofVectors) = (binary.Matching, binary.Left.Kind == ValueKind.Vector && binary.Right.Kind == ValueKind.Vector);
        return binary.IsSet && matching.ManyOnLeft is not null ? $"{binary.Operator} compares all with all, so that group_left and group_right say nothing"
            : matching.Labels.Count > 0 && !ofVectors ? "on and ignoring want instant vectors on both sides"
            : matching.On && matching.Include.FirstOrDefault(matching.Labels.Contains) is { } both ? $"the label {both} cannot stand in on and in the group at once"
            : null;
    }
}
