namespace Watchkeeper.Logs.Matching;

/// <summary>
/// Guesses how seldom a text occurs in logs. The vectorised search compares the first three characters of all literals at once, and only what passes that
/// costs more: so a literal should begin with what lines seldom contain (<c>Fai</c>), not with what every line has (<c>]: </c>).
/// </summary>
internal static class LiteralRarity
{
    private const int Fingerprint = 3;

    /// <summary>So much of a literal is kept at least: it must stay telling as a whole too.</summary>
    private const int Telling = 10;

    /// <summary>Whichever set of alternatives will turn up less often; the more telling its least telling member, the better.</summary>
    public static IReadOnlyList<string>? Rarer(IReadOnlyList<string>? left, IReadOnlyList<string> right) =>
        left is null || Least(right) > Least(left) ? right : left;

    /// <summary>The end of a literal from where its fingerprint is rarest.</summary>
    public static string FromRarest(string literal)
    {
        var best = 0;
        var last = Math.Min(Math.Max(literal.Length / 2, literal.Length - Telling), literal.Length - Fingerprint);
        for (var start = 1; start <= last; start++)
        {
            if (Weight(literal.AsSpan(start, Fingerprint)) > Weight(literal.AsSpan(best, Fingerprint)))
            {
                best = start;
            }
        }

        return literal[best..];
    }

    private static double Least(IReadOnlyList<string> alternatives) => alternatives.Count == 0 ? 0 : alternatives.Min(text => Weight(text));

    /// <summary>How much a text tells: the higher, the less often it occurs.</summary>
    public static double Weight(ReadOnlySpan<char> text)
    {
        var weight = 0.0;
        foreach (var letter in text)
        {
            weight += letter switch
            {
                ' ' or ':' or '[' or ']' or '(' or ')' or '=' or '-' or '.' or ',' or '/' => 0.4,
                'e' or 't' or 'a' or 'o' or 'i' or 'n' or 's' or 'r' or (>= '0' and <= '9') => 1,
                >= 'a' and <= 'z' => 1.6,
                >= 'A' and <= 'Z' => 3,
                _ => 2.5,
            };
        }

        return weight;
    }
}
