namespace Watchkeeper.Logs.Matching;

/// <summary>
/// Chooses what is searched for. A few expressions each have their own most telling text. Many would make the search slow, so those that share a text
/// (<c>device-mapper: </c>, <c>Sense Key</c>) are found by that: a line that has it is rare enough to try all of them.
/// </summary>
internal static class LiteralCover
{
    /// <summary>A shared text is worth looking for only if it is telling, and if at least so many expressions share it.</summary>
    private const double LeastWeight = 9;

    /// <summary>How a program's lines begin (<c>md/raid</c>, <c>nvme </c>) is rarer in the rest of a log than its letters make believe.</summary>
    private const double LeastWeightOfBeginning = 5.5;
    private const int LeastShared = 3;

    /// <summary>What the vectorised search compares first.</summary>
    private const int ShortestShared = 3;

    /// <param name="literals">Of each expression: its own best alternatives, and the texts that are all in every match.</param>
    /// <param name="few">So many literals need no sharing.</param>
    /// <returns>Of each expression the alternatives to look for; none when there are none.</returns>
    public static IReadOnlyList<IReadOnlyList<string>> Of(IReadOnlyList<(IReadOnlyList<string> Best, IReadOnlyList<string> Runs)> literals, int few)
    {
        var chosen = literals.Select(literal => literal.Best).ToArray();
        if (chosen.SelectMany(texts => texts).Distinct(StringComparer.Ordinal).Count() <= few)
        {
            return chosen;
        }

        var open = Enumerable.Range(0, literals.Count).Where(i => literals[i].Best.Count > 0).ToHashSet();
        HashSet<string> candidates =
        [
            .. Candidates(literals.SelectMany(literal => literal.Runs), LeastWeight),
            .. Candidates(literals.SelectMany(literal => literal.Runs.Take(1)), LeastWeightOfBeginning),
        ];
        while (candidates.Select(text => (Text: text, Users: Users(text))).MaxBy(each => (each.Users.Count, LiteralRarity.Weight(each.Text))) is { Users.Count: >= LeastShared } best)
        {
            foreach (var user in best.Users)
            {
                chosen[user] = [LiteralRarity.FromRarest(best.Text)];
                open.Remove(user);
            }
        }

        return chosen;

        List<int> Users(string text) => [.. open.Where(i => literals[i].Runs.Any(run => run.Contains(text, StringComparison.Ordinal)))];
    }

    /// <summary>The texts themselves, and how neighbours in the alphabet begin alike.</summary>
    private static IEnumerable<string> Candidates(IEnumerable<string> runs, double leastWeight)
    {
        var sorted = runs.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var alike = sorted.Zip(sorted.Skip(1), (left, right) => left[..left.AsSpan().CommonPrefixLength(right)]);
        return sorted.Concat(alike).Where(text => text.Length >= ShortestShared && LiteralRarity.Weight(text) >= leastWeight);
    }
}
