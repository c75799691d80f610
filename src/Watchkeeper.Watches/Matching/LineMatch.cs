using System.Text.RegularExpressions;

namespace Watchkeeper.Watches.Matching;

/// <summary>What is sought in lines.</summary>
/// <param name="Main">Any of these; never empty (the expression that matches everything stands for "every line").</param>
/// <param name="Second">The second half of a pair; empty where there is no pair.</param>
/// <param name="Ignore">A line that one of these matches is none at all.</param>
/// <param name="AllMatches">Whether each match in a line counts, and not only the first.</param>
/// <param name="Json">Whether the line is a JSON object whose members are the facts.</param>
internal sealed record LineMatch(
    IReadOnlyList<Regex> Main, IReadOnlyList<Regex> Second, IReadOnlyList<Regex> Ignore, bool AllMatches, bool Json)
{
    /// <summary>Why a line does not count, a clause; null: it does.</summary>
    public string? WhyNot(string line) =>
        !Main.Concat(Second).Any(expression => expression.IsMatch(line)) ? "it is not what is looked for"
        : Ignore.FirstOrDefault(expression => expression.IsMatch(line)) is { } ignored ? $"it is ignored, for it matches {ignored}"
        : null;

    public override string ToString() =>
        $"{string.Join(" or ", Main)}; {string.Join(" or ", Second)}; {string.Join(" or ", Ignore)}; {AllMatches}; {Json}";
}
