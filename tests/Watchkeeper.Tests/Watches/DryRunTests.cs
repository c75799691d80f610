using Watchkeeper.Watches;
using Watchkeeper.Watches.Verbs;

namespace Watchkeeper.Tests.Watches;

/// <summary>What a dry run says would be done, by what its source answered.</summary>
public sealed class DryRunTests
{
    [Fact]
    public void What_would_be_done_is_told_where_it_holds() =>
        Assert.Equal(["w watches s for: above 30", "  31  → holds: yes", "  would then run a", "  would afterwards run b"], Shown(Sample("31", "yes")));

    [Fact]
    public void It_is_told_as_a_condition_where_it_does_not_hold() =>
        Assert.Equal(["w watches s for: above 30", "  17.1  → holds: no", "  if it held: run a", "  and afterwards: run b"], Shown(Sample("17.1", "no")));

    [Fact]
    public void Nothing_is_told_of_it_where_the_asking_failed() =>
        Assert.Equal(
            ["w watches s for: above 30", "  unknown: nobody answers  → holds: unknown", "  What is unknown raises nothing and clears nothing."],
            Shown(Sample("unknown: nobody answers", "unknown"), "nobody answers"));

    private static DryRunSample Sample(string value, string verdict) => new("", value, verdict, new Dictionary<string, string>());

    private static IEnumerable<string> Shown(DryRunSample sample, string? failure = null) =>
        RunVerb.LinesOf(new DryRun("w", "s", "above 30", [sample], ["run a"], ["run b"], failure), isFollowed: false);
}
