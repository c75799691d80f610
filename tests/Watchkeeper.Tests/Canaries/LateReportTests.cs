using Watchkeeper.Canaries;

namespace Watchkeeper.Tests.Canaries;

/// <summary>Reports that had to wait for a daemon count as of the time they were made.</summary>
public sealed class LateReportTests : LifeScene
{
    [Fact]
    public void A_failure_from_before_the_last_success_belongs_to_the_history_alone()
    {
        var canary = Create("3600");
        Wait(100);
        var failed = Now.Wall;
        Wait(100);
        var succeeded = Life.Ping(canary, Ping.Success, Now).After;
        Wait(100);
        var late = Life.Ping(succeeded, Ping.Exit(1) with { At = failed }, Now);

        Assert.Equal((false, null), (late.After.Late, late.Notice));
        Assert.Equal(EntryKind.Fail, late.Entry.Kind);
        Assert.Equal(succeeded with { Pings = 2 }, late.After);
    }

    [Fact]
    public void A_success_from_before_the_last_failure_does_not_recover_it()
    {
        var canary = Create("3600");
        var succeeded = Now.Wall;
        Wait(100);
        var failed = Life.Ping(canary, Ping.Exit(1), Now).After;
        Wait(100);
        var late = Life.Ping(failed, Ping.Success with { At = succeeded }, Now);
        Assert.Equal((true, null, failed.Deadline), (late.After.Late, late.Notice, late.After.Deadline));
    }

    [Fact]
    public void A_start_that_came_sooner_does_not_make_the_end_of_the_run_before_it_one_of_the_past()
    {
        var canary = Create("3600");
        Wait(100);
        var failed = Now.Wall;
        Wait(100);
        var started = Life.Ping(canary, new Ping(EntryKind.Start) { RunId = "two" }, Now).After;
        Wait(100);
        var late = Life.Ping(started, Ping.Exit(1) with { At = failed, RunId = "one" }, Now);

        Assert.Equal((true, Notice.Failed, EntryKind.Start), (late.After.Late, late.Notice, late.After.LastKind));
        Assert.Equal(failed, late.After.LastReport);
        Assert.Null(Life.Ping(late.After, Ping.Success with { At = failed - TimeSpan.FromSeconds(1) }, Now).Notice);
    }

    [Fact]
    public void The_deadline_counts_from_when_the_job_ended()
    {
        var canary = Create("86400");
        Wait(2 * 3600);
        var ended = Now.Wall;
        Wait(20 * 3600);
        var late = Life.Ping(canary, Ping.Success with { At = ended }, Now).After;
        Assert.Equal(4 * 3600, SecondsTo(late.Deadline));
        Assert.Equal((ended, ended), (late.LastPing, late.LastReport));
    }

    [Fact]
    public void The_same_report_once_more_changes_nothing()
    {
        var canary = Create("3600", settings => settings with { AlertAfter = 2 });
        var ping = Ping.Exit(1) with { At = Now.Wall };
        Wait(10);
        var once = Life.Ping(canary, ping, Now).After;
        Assert.Equal(1, once.Misses);
        Assert.Equal(1, Life.Ping(once, ping, Now).After.Misses);
    }

    [Fact]
    public void A_job_that_ran_long_ago_is_late_all_the_same()
    {
        var canary = Create("3600");
        Wait(10);
        var ended = Now.Wall;
        var missed = RingAfter(canary, 4 * 3600).After;
        var late = Life.Ping(missed, Ping.Success with { At = ended }, Now);
        Assert.Equal((true, null), (late.After.Late, late.Notice));

        var inTime = Life.Ping(missed, Ping.Success with { At = Now.Wall - TimeSpan.FromMinutes(10) }, Now);
        Assert.Equal((false, Notice.Recovered), (inTime.After.Late, inTime.Notice));
    }

    [Fact]
    public void A_deadline_that_was_forgiven_is_not_taken_back()
    {
        var canary = Create("3600");
        Wait(3000);
        var ended = Now.Wall;
        Wait(7200);
        var forgiven = Life.Forgive(canary, TimeSpan.FromSeconds(7000), Now).After;
        Assert.Equal(forgiven.Deadline, Life.Ping(forgiven, Ping.Success with { At = ended }, Now).After.Deadline);
    }

    [Fact]
    public void A_report_from_before_a_pause_does_not_end_it_and_one_from_the_future_is_one_of_now()
    {
        var canary = Create("3600");
        Wait(10);
        var ended = Now.Wall;
        Wait(10);
        var paused = Life.Pause(canary, "", Now).After;
        Wait(10);
        Assert.True(Life.Ping(paused, Ping.Success with { At = ended }, Now).After.Paused);
        var unpaused = Life.Ping(paused, Ping.Success with { At = Now.Wall + TimeSpan.FromHours(1) }, Now).After;
        Assert.Equal((false, 3600), (unpaused.Paused, SecondsTo(unpaused.Deadline)));
    }
}
