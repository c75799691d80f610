using System.Text.RegularExpressions;

namespace Watchkeeper.Canaries;

/// <summary>Which canaries a list shows; every condition that is given must hold.</summary>
/// <param name="Search">Looked for in name, slug, id and addresses.</param>
internal sealed record CanaryFilter(bool? Paused, bool? Late, Regex? Search, string? Tag)
{
    /// <summary>The canaries that match, in the order in which they were made.</summary>
    public IEnumerable<Canary> Apply(CanaryBook book) => book.InOrder().Where(Matches);

    private bool Matches(Canary canary) =>
        (Paused is null || canary.Paused == Paused)
        && (Late is null || canary.Late == Late)
        && (Tag is null || canary.Settings.Tags.Contains(Tag, StringComparer.Ordinal))
        && (Search is null || Search.IsMatch(canary.Settings.Name) || Search.IsMatch(canary.Settings.Slug) || Search.IsMatch(canary.Id)
            || canary.Settings.Emails.Any(address => Search.IsMatch(address)));
}
