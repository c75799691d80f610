using System.Text.RegularExpressions;
using Watchkeeper.Core;

namespace Watchkeeper.Logs.Matching;

/// <summary>
/// Matches many regular expressions at once. From each expression it takes a text that every match contains; all these texts are searched for in one
/// vectorised pass over a whole chunk, and only on a line where one was found its expression runs. So a line that matches nothing, as nearly all lines do,
/// costs a few nanoseconds however many expressions there are. Immutable, and safe to use from several threads.
/// </summary>
public sealed class PatternSet
{
    /// <summary>How many literals one vectorised search looks for: with more, so many places look like one of them that checking them costs more than a second pass.</summary>
    private const int LiteralsAtOnce = 24;

    private readonly Regex[] _expressions;
    private readonly LiteralSearch[] _searches;
    private readonly int[] _withoutLiteral;
    private readonly string[][] _own;

    /// <param name="expressions">Expressions from users should come from <see cref="Compile"/>, which bounds their time.</param>
    public PatternSet(IReadOnlyList<Regex> expressions)
    {
        _expressions = [.. expressions];
        var required = _expressions.Select(Literals).ToList();
        var literals = LiteralCover.Of(required, LiteralsAtOnce);
        _own = [.. required.Zip(literals, (own, found) => own.Best.SequenceEqual(found) ? [] : own.Best.ToArray())];
        var sought = literals.SelectMany((texts, pattern) => texts.Select(text => (Literal: text, Pattern: pattern)));
        _withoutLiteral = [.. Enumerable.Range(0, literals.Count).Where(pattern => literals[pattern].Count == 0)];

        // Neighbours in the alphabet share their first letters, and so what the search compares first.
        _searches = [.. sought.GroupBy(pair => pair.Literal, pair => pair.Pattern, StringComparer.Ordinal).OrderBy(literal => literal.Key, StringComparer.Ordinal)
            .Chunk(LiteralsAtOnce).Select(literals => new LiteralSearch(literals))];
    }

    /// <summary>Handles a line that matches.</summary>
    /// <param name="line">Without its end; valid only during the call.</param>
    /// <param name="patterns">The numbers of the expressions that match it, ascending; valid only during the call.</param>
    public delegate void LineHandler(ReadOnlySpan<char> line, ReadOnlySpan<int> patterns);

    /// <summary>Handles a line that might match.</summary>
    /// <param name="line">Without its end; valid only during the call.</param>
    public delegate void SieveHandler(ReadOnlySpan<char> line);

    /// <summary>How many expressions there are.</summary>
    public int Count => _expressions.Length;

    /// <summary>An expression by its number, for its captures.</summary>
    public Regex this[int pattern] => _expressions[pattern];

    /// <summary>
    /// Compiles a user's expression on the linear-time engine: no expression and no line can make it slow. Groups are named <c>(?&lt;name&gt;…)</c>;
    /// <c>(?P&lt;name&gt;…)</c> is understood too.
    /// </summary>
    /// <exception cref="ProblemException">It is malformed, or needs what no linear-time engine has (lookaround, back-references).</exception>
    public static Regex Compile(string expression)
    {
        try
        {
            return new Regex(expression.Replace("(?P<", "(?<", StringComparison.Ordinal), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (ArgumentException malformed)
        {
            throw new ProblemException(ProblemKind.BadRequest, $"The expression “{expression}” is malformed: {malformed.Message}", malformed);
        }
        catch (NotSupportedException unsupported)
        {
            throw new ProblemException(
                ProblemKind.BadRequest,
                $"The expression “{expression}” needs lookaround, a back-reference or an atomic group, which expressions here cannot have: write it without.",
                unsupported);
        }
    }

    /// <summary>Matches one line.</summary>
    /// <param name="found">Receives the numbers of the matching expressions, ascending.</param>
    public void Match(ReadOnlySpan<char> line, ICollection<int> found)
    {
        var candidates = new Candidates(stackalloc ulong[Candidates.Words(_expressions.Length)]);
        foreach (var search in _searches)
        {
            search.Find(line, candidates);
        }

        Verify(line, candidates);
        foreach (var pattern in candidates)
        {
            found.Add(pattern);
        }
    }

    /// <summary>Matches every line of a chunk of UTF-8 text (bytes that are no UTF-8 become U+FFFD), as fast as memory allows.</summary>
    /// <param name="chunk">Whole lines, ended by line feeds; the last may lack its end. A carriage return before the line feed is not part of the line.</param>
    public void Scan(ReadOnlySpan<byte> chunk, LineHandler handler) => new ChunkScan(this, handler, null).Run(chunk);

    /// <summary>Hands over the lines of a chunk that might match, for a caller who takes lines apart before matching: all that match, and few others.</summary>
    public void Sift(ReadOnlySpan<byte> chunk, SieveHandler handler) => new ChunkScan(this, null, handler).Run(chunk);

    internal ReadOnlySpan<LiteralSearch> Searches => _searches;

    internal bool HasPatternsWithoutLiteral => _withoutLiteral.Length > 0;

    /// <summary>Keeps of the candidates those whose expression matches, and adds the matching ones among those that have no literal.</summary>
    internal void Verify(ReadOnlySpan<char> line, Candidates candidates)
    {
        foreach (var pattern in candidates)
        {
            // A line that has a text which many expressions share is tried with all of them: most lack what is their own.
            if (!MayMatch(line, _own[pattern]) || !_expressions[pattern].IsMatch(line))
            {
                candidates.Remove(pattern);
            }
        }

        foreach (var pattern in _withoutLiteral)
        {
            if (_expressions[pattern].IsMatch(line))
            {
                candidates.Add(pattern);
            }
        }
    }

    private static bool MayMatch(ReadOnlySpan<char> line, string[] own)
    {
        foreach (var literal in own)
        {
            if (line.Contains(literal, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return own.Length == 0;
    }

    /// <summary>A literal of one character is in so many lines that looking for it gains nothing.</summary>
    private static (IReadOnlyList<string> Best, IReadOnlyList<string> Runs) Literals(Regex expression)
    {
        const RegexOptions NotLiteral = RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace;
        var literals = (expression.Options & NotLiteral) != RegexOptions.None ? ([], []) : RequiredLiterals.Read(expression.ToString());
        return literals.Best.Any(literal => literal.Length < 2) ? ([], []) : literals;
    }
}
