using FsCheck;
using FsCheck.Fluent;
using Watchkeeper.Watches.Conditions;

namespace Watchkeeper.Tests.Watches;

/// <summary>What holds for every condition alike.</summary>
public sealed class MachineTests
{
    public static TheoryData<int> All => [.. Enumerable.Range(0, Histories.Conditions.Count)];

    [Theory]
    [MemberData(nameof(All))]
    public void A_restart_at_any_moment_changes_nothing(int number) => Prop.ForAll(Histories.Steps, steps =>
    {
        var condition = Histories.Conditions[number];
        for (var at = 0; at <= steps.Length; at += Math.Max(1, steps.Length / 5))
        {
            var feed = new Feed(condition);
            feed.Take(steps.Take(at));
            feed.Restart();
            feed.Take(steps.Skip(at));
            feed.Advance(Histories.End);
            Assert.Equal(ByKey(Feed.Run(condition, steps, Histories.End)), ByKey(feed.Edges));
        }
    }).QuickCheckThrowOnFailure();

    [Theory]
    [MemberData(nameof(All))]
    public void How_often_time_is_told_changes_nothing(int number) => Prop.ForAll(Histories.Steps, steps =>
    {
        var feed = new Feed(Histories.Conditions[number]);
        foreach (var step in steps)
        {
            for (var pause = 0; pause < step.Delay; pause++)
            {
                feed.Advance(feed.Now + pause);
            }

            feed.Take([step]);
        }

        for (var time = feed.Now; time < feed.Now + 100; time++)
        {
            feed.Advance(time);
        }

        feed.Advance(Histories.End);
        Assert.Equal(ByKey(Feed.Run(Histories.Conditions[number], steps, Histories.End)), ByKey(feed.Edges));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [MemberData(nameof(All))]
    public void What_lasts_is_raised_and_cleared_in_turn_and_in_order_of_time(int number) => Prop.ForAll(Histories.Steps, steps =>
    {
        var condition = Histories.Conditions[number];
        var edges = Feed.Run(condition, steps, Histories.End).Select(edge => edge.Split(' ')).ToList();
        Assert.Equal(edges.Select(edge => int.Parse(edge[0])), edges.Select(edge => int.Parse(edge[0])).Order());
        foreach (var key in edges.GroupBy(edge => edge[1]))
        {
            var kinds = key.Select(edge => edge[2]).ToList();
            Assert.All(kinds, kind => Assert.Equal(condition.Lasts, kind != "Fire"));
            Assert.True(!condition.Lasts || kinds[0] == "Raise", string.Join(" ", kinds));
            Assert.DoesNotContain(kinds.Zip(kinds.Skip(1)), pair => pair is { First: "Clear", Second: "Clear" });
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_was_being_counted_over_a_restart_is_told_with_the_value_that_was_seen_before_it()
    {
        var condition = new Holds(new Test { Above = [new Level(Quantity.Of(90), null)] }) { For = TimeSpan.FromMinutes(1) };
        var before = new Machine(condition);
        before.Observe("/data", new Observation(0, Part.Main, Reading.Of("97"), new Facts(new Dictionary<string, string> { ["mountpoint"] = "/data" })), (string _, in Edge _) => { });
        var after = new Machine(condition);
        Assert.True(after.Restore("/data", Assert.Single(before.TakeChanges()).State!));

        var told = new List<(string?, string?)>();
        after.Advance(120_000_000, (string _, in Edge edge) => told.Add((edge.Text, edge.Facts?["mountpoint"])));

        Assert.Equal([("97", "/data")], told);
    }

    [Fact]
    public void A_key_with_nothing_to_remember_is_forgotten()
    {
        var feed = new Feed(new CountWithin(3, Histories.Ten));
        feed.Take(Enumerable.Range(0, 100).Select(i => new Step(1, $"key{i}", false, "1")));
        Assert.InRange(feed.Machine.KeyCount, 1, 12);
        feed.Advance(1000);
        Assert.Equal(0, feed.Machine.KeyCount);
    }

    [Fact]
    public void The_oldest_key_makes_room_for_a_new_one()
    {
        var feed = new Feed(new CountWithin(3, TimeSpan.FromHours(1)), maxKeys: 10);
        feed.Take(Enumerable.Range(0, 100).Select(i => new Step(1, $"key{i}", false, "1")));
        Assert.Equal(10, feed.Machine.KeyCount);
        Assert.Contains(feed.Machine.Keys, one => one.Key == "key99");
        Assert.Equal(0, feed.Machine.Refused);
    }

    [Fact]
    public void Where_every_key_must_be_kept_new_ones_are_refused_and_counted()
    {
        var feed = new Feed(new Changes(), maxKeys: 10);
        feed.Take(Enumerable.Range(0, 100).Select(i => new Step(1, $"key{i}", false, "1")));
        Assert.Equal((10, 90L), (feed.Machine.KeyCount, feed.Machine.Refused));
    }

    [Fact]
    public void A_stored_state_of_another_make_is_not_taken_up()
    {
        var machine = new Machine(new NotFollowedBy(Histories.Ten));
        Assert.False(machine.Restore("a", [1, 2, 3]));
        Assert.Equal(0, machine.KeyCount);
    }

    /// <summary>Of two keys whose deadlines fall on the same microsecond, either may come first.</summary>
    private static IEnumerable<string> ByKey(IEnumerable<string> edges) => edges.OrderBy(edge => edge.Split(' ')[1], StringComparer.Ordinal);
}
