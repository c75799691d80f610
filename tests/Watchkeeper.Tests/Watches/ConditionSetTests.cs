using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Watches.Active;

namespace Watchkeeper.Tests.Watches;

public sealed class ConditionSetTests
{
    [Fact]
    public void The_highest_priority_is_on_top_and_each_edge_is_told_once()
    {
        var set = Set(("initial-block-sync", 1200, []), ("update-failed", 2300, []));
        (set, var first) = set.Raise(Active("initial-block-sync", 1200));
        (set, var again) = set.Raise(Active("initial-block-sync", 1200));
        (set, var second) = set.Raise(Active("update-failed", 2300));

        Assert.Equal("update-failed", set.Top!.Name);
        Assert.Equal((1, false, 1), (first.Begun.Count, again.Changed, second.Begun.Count));

        (set, var ended) = set.Clear("update-failed", "");
        (set, var never) = set.Clear("update-failed", "");
        Assert.Equal("initial-block-sync", set.Top!.Name);
        Assert.Equal("update-failed", Assert.Single(ended.Ended).Name);
        Assert.Same(Change.None, never);
        (set, _) = set.Clear("initial-block-sync", "");
        Assert.Null(set.Top);
    }

    [Fact]
    public void A_symptom_is_kept_quiet_while_its_cause_is_there_and_told_if_it_outlives_it()
    {
        var set = Set(("no-network", 100, ["remote-*"]), ("remote-backup", 200, []), ("remote-dns", 300, []));
        (set, _) = set.Raise(Active("no-network", 100));
        (set, var quiet) = set.Raise(Active("remote-backup", 200));
        (set, _) = set.Raise(Active("remote-dns", 300));

        Assert.Equal("no-network", set.InhibitedBy("remote-backup"));
        Assert.Equal((true, 0), (quiet.Changed, quiet.Begun.Count));
        Assert.Equal("no-network", set.Top!.Name);

        (set, var gone) = set.Clear("remote-dns", "");
        Assert.Empty(gone.Ended);
        (set, var after) = set.Clear("no-network", "");
        Assert.Equal("no-network", Assert.Single(after.Ended).Name);
        Assert.Equal("remote-backup", Assert.Single(after.Begun).Name);
        Assert.True(set.IsAnnounced(set.Top!));
    }

    [Fact]
    public void What_is_itself_explained_explains_nothing_and_two_that_inhibit_each_other_both_stand()
    {
        var chain = Set(("a", 1, ["b"]), ("b", 2, ["c"]), ("c", 3, []));
        foreach (var name in new[] { "a", "b", "c" })
        {
            (chain, _) = chain.Raise(Active(name, 1));
        }

        Assert.Equal(("a", null), (chain.InhibitedBy("b"), chain.InhibitedBy("c")));

        var ring = Set(("a", 1, ["b"]), ("b", 2, ["a"]));
        (ring, _) = ring.Raise(Active("a", 1));
        (ring, _) = ring.Raise(Active("b", 2));
        Assert.Equal((null, null), (ring.InhibitedBy("a"), ring.InhibitedBy("b")));
    }

    [Fact]
    public void A_worse_severity_is_told_again_and_keeps_its_beginning()
    {
        var set = Set(("full", 1, []));
        var warning = Active("full", 1) with { Key = "/", Severity = Severity.Warning };
        (set, _) = set.Raise(warning);
        (set, var worse) = set.Raise(warning with { Severity = Severity.Critical, Since = new Moment(new Instant(99), TimeSpan.Zero, true) });

        Assert.Equal(Severity.Critical, Assert.Single(worse.Begun).Severity);
        Assert.Equal(warning.Since, set.Find("full", "/")!.Since);
        Assert.Equal(1, set.Count);
    }

    [Fact]
    public void After_a_restart_nothing_is_told_twice()
    {
        var restored = ConditionSet.Restored(
            [Definition("cause", 1, ["symptom"]), Definition("symptom", 2, [])], [(Active("cause", 1), true), (Active("symptom", 2), false)]);
        var (_, change) = restored.Clear("cause", "");
        Assert.Equal("symptom", Assert.Single(change.Begun).Name);
        Assert.Equal("cause", Assert.Single(change.Ended).Name);
    }

    private static ConditionSet Set(params (string Name, int Priority, string[] Inhibits)[] definitions) =>
        new(definitions.Select(one => Definition(one.Name, one.Priority, one.Inhibits)));

    private static ConditionDefinition Definition(string name, int priority, string[] inhibits) => new(name, priority, Severity.Warning, name, inhibits);

    private static ActiveCondition Active(string name, int priority) =>
        new(name, "", priority, Severity.Warning, name, new Moment(new Instant(1), TimeSpan.Zero, true), Guid.Empty, "watch");
}
