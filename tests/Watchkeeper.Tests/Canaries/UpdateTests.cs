using Watchkeeper.Canaries;

namespace Watchkeeper.Tests.Canaries;

/// <summary>What new settings do to the deadline and to what was missed.</summary>
public sealed class UpdateTests : LifeScene
{
    [Fact]
    public void A_new_grace_keeps_the_misses_and_makes_nobody_late()
    {
        var missed = RingAfter(Create("8", settings => settings with { AlertAfter = 3 }), 8).After;
        Wait(2);
        var updated = Life.Update(missed, missed.Settings with { Grace = TimeSpan.FromSeconds(1) }, Now);
        Assert.Equal((false, 1, null), (updated.After.Late, updated.After.Misses, updated.Notice));
        Assert.Equal(7, SecondsTo(updated.After.Deadline));
    }

    [Fact]
    public void A_new_schedule_after_a_miss_counts_from_the_missed_deadline()
    {
        var missed = RingAfter(Create("8", settings => settings with { AlertAfter = 3 }), 8).After;
        Wait(2);
        var updated = Life.Update(missed, missed.Settings with { Schedule = Read("20") }, Now);
        Assert.Equal((false, 1, 18), (updated.After.Late, updated.After.Misses, SecondsTo(updated.After.Deadline)));
    }

    [Fact]
    public void A_deadline_that_a_new_schedule_puts_into_the_past_is_one_miss()
    {
        var canary = Create("3600", settings => settings with { AlertAfter = 2 });
        Wait(120);
        var updated = Life.Update(canary, canary.Settings with { Schedule = Read("60") }, Now);
        Assert.Equal((false, null), (updated.After.Late, updated.Notice));
        var missed = Life.Ring(updated.After, Now)!;
        Assert.Equal((false, 1, "miss 1 of 2"), (missed.After.Late, missed.After.Misses, missed.Entry.Comment));
    }

    [Fact]
    public void A_note_buys_no_time_when_the_grace_changes()
    {
        var canary = Create("60");
        Wait(49);
        var noted = Life.Ping(canary, new Ping(EntryKind.Log), Now).After;
        var updated = Life.Update(noted, noted.Settings with { Grace = TimeSpan.FromSeconds(5) }, Now).After;
        Assert.Equal(16, SecondsTo(updated.Deadline));
    }

    [Fact]
    public void What_failed_is_not_mended_by_a_longer_schedule()
    {
        var failed = Life.Ping(Create("60"), Ping.Exit(1), Now).After;
        var updated = Life.Update(failed, failed.Settings with { Schedule = Read("3600") }, Now);
        Assert.Equal((true, null), (updated.After.Late, updated.Notice));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    public void A_run_that_a_new_limit_allows_makes_nobody_late(int seconds)
    {
        var begun = Life.Ping(Create("3600", settings => settings with { MaxDuration = TimeSpan.FromSeconds(5) }), new Ping(EntryKind.Start), Now).After;
        var overran = RingAfter(begun, 5).After;
        Assert.Equal((true, Notice.Overran), (overran.Late, overran.Reason));

        var updated = Life.Update(overran, overran.Settings with { MaxDuration = seconds == 0 ? null : TimeSpan.FromSeconds(seconds) }, Now);

        Assert.Equal((false, null, Notice.Recovered), (updated.After.Late, updated.After.Reason, updated.Notice));
        Assert.True(Life.Update(overran, overran.Settings with { MaxDuration = TimeSpan.FromSeconds(4) }, Now).After.Late);
    }
}
