using System.Buffers;

namespace Watchkeeper.Logs.Matching;

/// <summary>One vectorised search for up to some dozens of literals, and which expressions each of them stands for.</summary>
internal sealed class LiteralSearch
{
    private readonly SearchValues<string> _literals;
    private readonly (string Literal, int[] Patterns)[][] _byFirstLetter = new (string, int[])[128][];

    public LiteralSearch(IEnumerable<IGrouping<string, int>> literals)
    {
        var all = literals.Select(group => (Literal: group.Key, Patterns: group.Distinct().ToArray())).ToList();
        _literals = SearchValues.Create([.. all.Select(pair => pair.Literal)], StringComparison.Ordinal);
        foreach (var group in all.GroupBy(pair => pair.Literal[0]))
        {
            _byFirstLetter[group.Key] = [.. group];
        }
    }

    /// <summary>Where the first literal stands; the text's length when there is none.</summary>
    public int Next(ReadOnlySpan<char> text)
    {
        var at = text.IndexOfAny(_literals);
        return at < 0 ? text.Length : at;
    }

    /// <summary>Adds the expressions of every literal in a line.</summary>
    public void Find(ReadOnlySpan<char> line, Candidates candidates)
    {
        for (var at = Next(line); at < line.Length; at += 1 + Next(line[(at + 1)..]))
        {
            var rest = line[at..];
            foreach (var (literal, patterns) in _byFirstLetter[rest[0]])
            {
                if (rest.StartsWith(literal, StringComparison.Ordinal))
                {
                    foreach (var pattern in patterns)
                    {
                        candidates.Add(pattern);
                    }
                }
            }
        }
    }
}
