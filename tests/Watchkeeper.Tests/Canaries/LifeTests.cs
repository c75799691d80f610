using Watchkeeper.Canaries;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Tests.Canaries;

/// <summary>What can happen to a canary, one transition at a time.</summary>
public sealed class LifeTests : LifeScene
{
    [Fact]
    public void It_is_late_at_its_deadline_and_not_before_and_once()
    {
        var canary = Create("60");
        Wait(59.999);
        Assert.Null(Life.Ring(canary, Now));

        Wait(0.001);
        var late = Life.Ring(canary, Now)!;
        Assert.Equal((true, Notice.Late), (late.After.Late, late.Notice));
        Assert.Null(late.After.Alarm);
    }

    [Fact]
    public void A_report_recovers_and_unpauses_and_moves_the_deadline()
    {
        var canary = RingAfter(Create("60"), 60).After;
        Wait(5);
        var back = Life.Ping(canary, Ping.Success, Now);
        Assert.Equal((false, Notice.Recovered), (back.After.Late, back.Notice));
        Assert.Equal(Now.Wall + TimeSpan.FromSeconds(60), back.After.Deadline!.Value.Wall);

        var paused = Life.Pause(back.After, "why", Now).After;
        Assert.Null(paused.Deadline);
        var pinged = Life.Ping(paused, Ping.Success, Now);
        Assert.False(pinged.After.Paused);
        Assert.Null(pinged.Notice);
    }

    [Fact]
    public void Pause_keeps_late_and_unpausing_never_alerts_again_until_it_reported()
    {
        var paused = Life.Pause(RingAfter(Create("60"), 60).After, "", Now).After;
        Assert.True(paused.Late);
        var unpaused = Life.Unpause(paused, "", Now).After;
        Assert.True(unpaused.Late);
        Assert.NotNull(unpaused.Deadline);
        Assert.Null(unpaused.Alarm);
    }

    [Fact]
    public void Grace_is_added_to_the_deadline()
    {
        var canary = Create("60", settings => settings with { Grace = TimeSpan.FromSeconds(30) });
        Assert.Equal(Now.Wall + TimeSpan.FromSeconds(90), canary.Deadline!.Value.Wall);
    }

    [Fact]
    public void Only_the_nth_miss_in_a_row_alerts()
    {
        var canary = Create("60", settings => settings with { AlertAfter = 3 });
        var first = RingAfter(canary, 60);
        Assert.Null(first.Notice);
        Assert.Equal(canary.Deadline!.Value.Wall + TimeSpan.FromSeconds(60), first.After.Deadline!.Value.Wall);
        var second = RingAfter(first.After, 60);
        Assert.Null(second.Notice);
        var failed = Life.Ping(second.After, Ping.Exit(3), Now);
        Assert.Equal((true, Notice.Failed), (failed.After.Late, failed.Notice));

        Assert.Equal(0, Life.Ping(second.After, Ping.Success, Now).After.Misses);
    }

    [Fact]
    public void While_late_it_says_so_again()
    {
        var late = RingAfter(Create("60", settings => settings with { Repeat = TimeSpan.FromHours(1) }), 60).After;
        Assert.Equal(Now.SinceBoot + TimeSpan.FromHours(1), late.Alarm);
        var again = RingAfter(late, 3600);
        Assert.Equal(Notice.StillLate, again.Notice);
        Assert.Equal(Now.SinceBoot + TimeSpan.FromHours(1), again.After.Alarm);
    }

    [Fact]
    public void A_run_that_takes_too_long_is_late_and_its_end_recovers()
    {
        var canary = Create("86400", settings => settings with { MaxDuration = TimeSpan.FromSeconds(10) });
        var running = Life.Ping(canary, new Ping(EntryKind.Start), Now).After;
        Assert.Equal("running", running.State);
        var overran = RingAfter(running, 10);
        Assert.Equal((true, Notice.Overran), (overran.After.Late, overran.Notice));
        Wait(5);
        Assert.Equal(Notice.Recovered, Life.Ping(overran.After, Ping.Success, Now).Notice);
    }

    [Fact]
    public void Runs_are_timed_and_told_apart_by_their_ids()
    {
        var running = Life.Ping(Create("60"), new Ping(EntryKind.Start) { RunId = "one" }, Now).After;
        Wait(3);
        var other = Life.Ping(running, Ping.Success with { RunId = "two" }, Now).After;
        Assert.NotNull(other.RunStarted);
        var own = Life.Ping(other, Ping.Success with { RunId = "one" }, Now);
        Assert.Equal(TimeSpan.FromSeconds(3), own.After.RunDuration);
        Assert.Equal(TimeSpan.FromSeconds(3), own.Entry.Duration);
    }

    [Fact]
    public void Overlapping_runs_keep_their_own_times_and_their_own_limits()
    {
        var canary = Create("3600", settings => settings with { MaxDuration = TimeSpan.FromMinutes(10) });
        var one = Life.Ping(canary, new Ping(EntryKind.Start) { RunId = "one" }, Now).After;
        Wait(300);
        var two = Life.Ping(one, new Ping(EntryKind.Start) { RunId = "two" }, Now).After;
        Wait(60);
        var ended = Life.Ping(two, Ping.Success with { RunId = "two" }, Now);
        Assert.Equal(TimeSpan.FromSeconds(60), ended.Entry.Duration);
        Assert.Equal("running", ended.After.State);

        // The first run has gone on for 360 s; its limit is not the second one's.
        var overran = RingAfter(ended.After, 240);
        Assert.Equal((Notice.Overran, "one"), (overran.Notice, overran.Entry.RunId));
        Wait(30);
        var late = Life.Ping(overran.After, Ping.Success with { RunId = "one" }, Now);
        Assert.Equal(TimeSpan.FromSeconds(630), late.Entry.Duration);
        Assert.Empty(late.After.Runs);
    }

    [Fact]
    public void A_run_that_overran_says_once_that_it_did()
    {
        var canary = Create("3600", settings => settings with { MaxDuration = TimeSpan.FromSeconds(10) });
        var overran = RingAfter(Life.Ping(canary, new Ping(EntryKind.Start), Now).After, 10);
        var back = Life.Ping(overran.After, Ping.Success with { RunId = "another" }, Now).After;
        Assert.Equal(Now.SinceBoot + TimeSpan.FromHours(1), back.Alarm);
    }

    [Fact]
    public void Runs_that_never_end_do_not_pile_up()
    {
        var canary = Create("3600");
        for (var i = 0; i < 200; i++)
        {
            canary = Life.Ping(canary, new Ping(EntryKind.Start) { RunId = $"run {i}" }, Now).After;
        }

        Assert.Equal(50, canary.Runs.Count);
        Assert.Equal("run 199", canary.Runs[^1].Id);
    }

    [Fact]
    public void A_job_that_did_not_run_and_then_fails_is_told_of_twice_and_no_more()
    {
        var late = RingAfter(Create("60"), 60).After;
        var failed = Life.Ping(late, Ping.Exit(1), Now);
        Assert.Equal((true, Notice.Failed), (failed.After.Late, failed.Notice));
        Assert.Null(Life.Ping(failed.After, Ping.Exit(1), Now).Notice);
        Assert.Equal(Notice.Recovered, Life.Ping(failed.After, Ping.Success, Now).Notice);
    }

    [Fact]
    public void A_job_that_failed_and_then_does_not_run_is_told_of_twice_and_no_more()
    {
        var failed = Life.Ping(Create("60"), Ping.Exit(1), Now).After;
        var missed = RingAfter(failed, 60);
        Assert.Equal((true, Notice.Late), (missed.After.Late, missed.Notice));
        Assert.Null(missed.After.Alarm);
    }

    [Fact]
    public void Where_it_says_so_again_a_pause_begins_the_time_anew()
    {
        var late = RingAfter(Create("60", settings => settings with { Repeat = TimeSpan.FromHours(1) }), 60).After;
        Wait(7200);
        var unpaused = Life.Unpause(Life.Pause(late, "", Now).After, "", Now).After;
        Assert.Equal(Now.SinceBoot + TimeSpan.FromHours(1), unpaused.Alarm);
    }

    [Fact]
    public void A_new_schedule_counts_from_the_newest_entry_and_may_flip_late()
    {
        var canary = Create("3600");
        Wait(120);
        var late = Life.Update(canary, canary.Settings with { Schedule = Read("60") }, Now);
        Assert.Equal((true, Notice.Late), (late.After.Late, late.Notice));
        var back = Life.Update(late.After, late.After.Settings with { Schedule = Read("3600") }, Now);
        Assert.Equal((false, Notice.Recovered), (back.After.Late, back.Notice));
        Assert.Null(Life.Update(canary, canary.Settings with { Description = "x" }, Now).Notice);
    }

    [Fact]
    public void A_report_without_a_name_ends_no_run_that_has_one()
    {
        var running = Life.Ping(Create("60"), new Ping(EntryKind.Start) { RunId = "one" }, Now).After;
        var other = Life.Ping(running, Ping.Success, Now);
        Assert.Null(other.Entry.Duration);
        Assert.Equal("one", Assert.Single(other.After.Runs).Id);
    }

    [Fact]
    public void A_clock_step_moves_what_people_see_and_makes_nobody_late()
    {
        var due = new Due(Now.Wall + TimeSpan.FromHours(1), Now.SinceBoot + TimeSpan.FromHours(1));
        var forward = new ClockStep(TimeSpan.FromHours(3), new Moment(Now.Wall + TimeSpan.FromHours(3), Now.SinceBoot, true));
        Assert.Equal(due.SinceBoot, due.Stepped(forward).SinceBoot);
        Assert.Equal(due.SinceBoot, due.SteppedWithCalendar(forward).SinceBoot);

        var back = new ClockStep(TimeSpan.FromHours(-3), new Moment(Now.Wall - TimeSpan.FromHours(3), Now.SinceBoot, true));
        Assert.Equal(due.SinceBoot, due.Stepped(back).SinceBoot);
        Assert.Equal((due.Wall, due.SinceBoot + TimeSpan.FromHours(3)), (due.SteppedWithCalendar(back).Wall, due.SteppedWithCalendar(back).SinceBoot));
    }

    [Fact]
    public void A_host_that_starts_in_1970_finds_its_deadlines_again_and_is_late_for_none_at_once()
    {
        var start = new Moment(Instant.Epoch, TimeSpan.FromSeconds(10), false);
        var truth = new Moment(Now.Wall, TimeSpan.FromSeconds(40), true);
        var step = new ClockStep(truth.Wall - start.Wall, truth);
        Canary Loaded(TimeSpan fromNow) => Create("3600") with { IsOfThisBoot = false, Deadline = Due.At(Now.Wall + fromNow, start) };

        Assert.Equal(new Due(Now.Wall + TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(340)), Loaded(TimeSpan.FromMinutes(5)).Stepped(step).Deadline);
        Assert.Equal(truth.SinceBoot + TimeSpan.FromHours(1), Loaded(TimeSpan.FromMinutes(-5)).Stepped(step).Deadline!.Value.SinceBoot);
    }
}
