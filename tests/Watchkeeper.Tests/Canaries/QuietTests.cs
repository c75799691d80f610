using Watchkeeper.Canaries;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Tests.Canaries;

/// <summary>Snoozes and maintenance windows are silent, and forget nothing.</summary>
public sealed class QuietTests : LifeScene
{
    [Fact]
    public void A_failure_in_a_snooze_is_told_at_its_end()
    {
        var failed = Life.Ping(Snooze(Create("86400"), 3600), Ping.Exit(1), Now);
        Assert.Equal((true, null), (failed.After.Late, failed.Notice));

        var told = RingAfter(failed.After, 3600);
        Assert.Equal((true, Notice.Failed), (told.After.Late, told.Notice));
        Assert.Equal(Notice.Recovered, Life.Ping(told.After, Ping.Success, Now).Notice);
    }

    [Fact]
    public void What_was_mended_before_the_end_of_a_snooze_is_not_told_at_all()
    {
        var failed = Life.Ping(Snooze(Create("86400"), 3600), Ping.Exit(1), Now).After;
        Wait(60);
        var back = Life.Ping(failed, Ping.Success, Now);
        Assert.Equal((false, null), (back.After.Late, back.Notice));
        Wait(3600);
        Assert.Null(Life.Ring(back.After, Now));
    }

    [Fact]
    public void A_run_that_takes_too_long_in_a_maintenance_window_is_told_at_its_end()
    {
        var canary = Create("86400", settings => settings with
        {
            MaxDuration = TimeSpan.FromSeconds(10),
            Maintenance = [MaintenanceWindow.Read("12:00 for 1h", out _)!],
        });
        var overran = RingAfter(Life.Ping(canary, new Ping(EntryKind.Start), Now).After, 10);
        Assert.Equal((true, null), (overran.After.Late, overran.Notice));
        Assert.Equal(Notice.Overran, RingAfter(overran.After, 3590).Notice);
    }

    [Fact]
    public void A_snooze_that_is_ended_tells_at_once_and_a_longer_one_later()
    {
        var failed = Life.Ping(Snooze(Create("86400"), 3600), Ping.Exit(1), Now).After;
        Assert.Equal(7200, SecondsTo(Snooze(failed, 7200).SpeakAt));
        Assert.Equal(Notice.Failed, Life.Ring(Snooze(failed, null), Now)!.Notice);
    }

    [Fact]
    public void To_end_a_snooze_that_there_was_not_changes_no_deadline()
    {
        var missed = RingAfter(Create("8", settings => settings with { AlertAfter = 3 }), 8).After;
        Wait(2);
        var after = Snooze(missed, null);
        Assert.Equal((missed.Deadline, 1), (after.Deadline, after.Misses));
    }

    [Fact]
    public void The_end_of_a_snooze_gives_back_the_deadline_from_before_it_whatever_was_noted_meanwhile()
    {
        var canary = Create("3600");
        var snoozed = Snooze(canary, 7200);
        Assert.NotEqual(canary.Deadline, snoozed.Deadline);
        Wait(60);
        var noted = Life.Ping(snoozed, new Ping(EntryKind.Log), Now).After;
        Assert.Equal(canary.Deadline, Snooze(Snooze(noted, 9000), null).Deadline);
    }

    [Fact]
    public void A_report_in_a_snooze_counts_when_it_is_ended()
    {
        var snoozed = Snooze(Create("3600"), 7200);
        Wait(60);
        var reported = Life.Ping(snoozed, Ping.Success, Now).After;
        Assert.Equal(3600, SecondsTo(Snooze(reported, null).Deadline));
    }

    [Fact]
    public void A_deadline_that_was_forgiven_outlives_a_snooze()
    {
        var canary = Create("3600");
        Wait(5000);
        var forgiven = Life.Forgive(canary, TimeSpan.FromSeconds(2000), Now).After;
        var snoozed = Snooze(forgiven, 3600);
        Assert.NotEqual(forgiven.Deadline, snoozed.Deadline);
        Assert.Equal(forgiven.Deadline, Snooze(snoozed, null).Deadline);
    }

    private Canary Snooze(Canary canary, double? seconds) => Life.Snooze(canary, seconds is { } length ? Now.Wall + TimeSpan.FromSeconds(length) : default(Instant?), Now).After;
}
