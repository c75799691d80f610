using Watchkeeper.Core.Time;
using Watchkeeper.Tests.Core.Data;
using Watchkeeper.Tests.Core.Time;

namespace Watchkeeper.Tests.Uptime;

/// <summary>What befalls the clocks of real hosts, each with what the history must say of it, right to the second.</summary>
public sealed class ClockDisastersTests
{
    private static readonly Instant Morning = FakeHostClock.Parse("2026-03-01T08:00:00Z");

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_power_cut_is_a_crash_and_a_downtime(TestEngine engine)
    {
        await using var host = await StartAsync(engine);
        await host.FlyAsync();
        await host.PassAsync(TimeSpan.FromHours(2));
        await host.PowerCycleAsync(off: TimeSpan.FromMinutes(10));
        host.Clock.Advance(TimeSpan.FromSeconds(20));
        await host.FlyAsync();
        await host.PassAsync(TimeSpan.FromMinutes(5));

        Assert.Equal(
            """
            1 2026-03-01 08:00:00Z .. 2026-03-01 10:00:30Z, crash, up 2h 0m 30s, not watched 30s, then down 10m 0s
            2 2026-03-01 10:10:30Z .. now, running, up 5m 20s, not watched 20s

            """,
            host.Golden());
        Assert.Equal(["uptime.host-started", "uptime.host-started", "uptime.host-crashed"], host.Events.Select(e => e.Type));
    }

    [Fact]
    public async Task A_host_that_starts_in_1970_gets_its_true_times_when_it_learns_them()
    {
        await using var host = await StartAsync();
        await host.FlyAsync();
        await host.PassAsync(TimeSpan.FromHours(1));
        await host.PowerCycleAsync(TimeSpan.FromMinutes(7), now: Instant.FromUnixSeconds(0), trusted: false);
        host.Clock.Advance(TimeSpan.FromSeconds(12));
        await host.FlyAsync();
        await host.PassAsync(TimeSpan.FromSeconds(40));
        await SynchroniseAsync(host, "2026-03-01T09:08:22Z");
        await host.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(
            """
            1 2026-03-01 08:00:00Z .. 2026-03-01 09:00:30Z, crash, up 1h 0m 30s, not watched 30s, then down 7m 0s
            2 2026-03-01 09:07:30Z .. now, running, up 1m 52s, not watched 14s

            """,
            host.Golden());
        Assert.DoesNotContain("1970", host.Report(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_flight_of_the_boot_is_put_right_when_the_clock_is()
    {
        await using var host = await UptimeHost.StartAsync(new FakeHostClock(Instant.FromUnixSeconds(10), TimeSpan.FromSeconds(10), trusted: false));
        var killed = await host.FlyAsync();
        await host.PassAsync(TimeSpan.FromSeconds(50));
        await host.KillAsync(killed);
        host.Clock.Advance(TimeSpan.FromSeconds(30));
        await host.FlyAsync();
        await host.PassAsync(TimeSpan.FromSeconds(30));
        await SynchroniseAsync(host, "2026-03-01T08:02:00Z");
        await host.PassAsync(TimeSpan.FromSeconds(10));
        await UptimeHost.UntilAsync(() => !host.Report().Contains("1970", StringComparison.Ordinal));

        Assert.Equal(
            """
            DOWNTIME #1: -INF => 2026-03-01 08:00:10 (INF)

            UPTIME #1: 2026-03-01 08:00:10 => 2026-03-01 08:01:00 (0:00:50)
            	FLIGHT #1: 2026-03-01 08:00:10 => 2026-03-01 08:01:00 (0:00:50)
            DOWNTIME #2: 2026-03-01 08:01:00 => 2026-03-01 08:01:30 (0:00:30)

            UPTIME #2: 2026-03-01 08:01:30 => 2026-03-01 08:02:10 (0:00:40)
            	FLIGHT #2: 2026-03-01 08:01:30 => 2026-03-01 08:02:10 (0:00:40)

            """,
            host.Report());
    }

    [Fact]
    public async Task A_boot_that_never_learnt_the_time_keeps_what_it_had_and_says_so()
    {
        await using var host = await StartAsync();
        await host.FlyAsync();
        await host.PassAsync(TimeSpan.FromHours(1));
        await host.PowerCycleAsync(TimeSpan.FromMinutes(7), now: Instant.FromUnixSeconds(0), trusted: false);
        await host.FlyAsync();
        await host.PassAsync(TimeSpan.FromMinutes(30));
        await host.PowerCycleAsync(TimeSpan.FromMinutes(1), now: FakeHostClock.Parse("2026-03-01T12:00:00Z"));
        await host.FlyAsync();
        await host.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(
            """
            1 2026-03-01 08:00:00Z .. 2026-03-01 09:00:30Z, crash, up 1h 0m 30s, not watched 30s
            2 1970-01-01 00:00:00Z? .. 1970-01-01 00:30:00Z, crash, up 30m 0s
            3 2026-03-01 12:00:00Z .. now, running, up 1m 0s

            """,
            host.Golden());
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_stale_clock_neither_reorders_boots_nor_hides_a_crash(TestEngine engine)
    {
        await using var host = await StartAsync(engine);
        await host.FlyAsync();
        await host.PassAsync(TimeSpan.FromHours(5));
        await host.PowerCycleAsync(TimeSpan.FromHours(3), now: Morning + TimeSpan.FromHours(2), trusted: false);
        host.Clock.Advance(TimeSpan.FromSeconds(15));
        await host.FlyAsync();
        await host.PassAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(
            """
            1 2026-03-01 08:00:00Z .. 2026-03-01 13:00:30Z, crash, up 5h 0m 30s, not watched 30s
            2 2026-03-01 10:00:00Z? .. now, running, up 10m 15s, not watched 20s

            """,
            host.Golden());

        await SynchroniseAsync(host, "2026-03-01T16:10:45Z");
        await host.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(
            """
            1 2026-03-01 08:00:00Z .. 2026-03-01 13:00:30Z, crash, up 5h 0m 30s, not watched 30s, then down 3h 0m 0s
            2 2026-03-01 16:00:30Z .. now, running, up 11m 15s, not watched 20s

            """,
            host.Golden());
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_clock_that_is_set_back_and_forth_moves_no_boot_in_the_end(TestEngine engine)
    {
        await using var host = await StartAsync(engine);
        await host.FlyAsync();
        await host.PassAsync(TimeSpan.FromHours(1));
        host.Clock.Step(TimeSpan.FromDays(-400));
        await host.PassAsync(TimeSpan.FromMinutes(10));
        host.Clock.Step(TimeSpan.FromDays(900));
        await host.PassAsync(TimeSpan.FromMinutes(10));
        host.Clock.Step(TimeSpan.FromDays(-500));
        await host.PassAsync(TimeSpan.FromMinutes(10));
        await UptimeHost.UntilAsync(() => host.Events.Count == 4);

        Assert.Equal("1 2026-03-01 08:00:00Z .. now, running, up 1h 30m 30s, not watched 30s\n", host.Golden());
        Assert.Equal(
            [
                "The wall clock was set back by 400 d.",
                "The wall clock was set forward by 900 d.",
                "The wall clock was set back by 500 d.",
            ],
            host.Events.Where(e => e.Type == "uptime.clock-stepped").OrderBy(e => e.Seq).Select(e => e.Message));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_suspend_is_up_and_counted(TestEngine engine)
    {
        await using var host = await StartAsync(engine);
        await host.FlyAsync();
        await host.PassAsync(TimeSpan.FromSeconds(100));
        await host.SuspendAsync(TimeSpan.FromHours(1));
        await host.PassAsync(TimeSpan.FromSeconds(100));
        await host.PowerCycleAsync(TimeSpan.FromSeconds(50));
        await host.FlyAsync();

        Assert.Equal(
            """
            1 2026-03-01 08:00:00Z .. 2026-03-01 09:03:50Z, crash, up 1h 3m 50s, suspended 1h 0m 0s, not watched 30s, then down 50s
            2 2026-03-01 09:04:40Z .. now, running, up 0s

            """,
            host.Golden());
        Assert.Equal("The host was suspended for 1 h.", host.Events.Single(e => e.Type == "uptime.suspended").Message);
    }

    [Fact]
    public async Task A_daemon_that_is_killed_or_restarted_is_not_watched_and_the_host_is_not_down()
    {
        await using var host = await StartAsync();
        var first = await host.FlyAsync();
        await host.PassAsync(TimeSpan.FromMinutes(10));
        await host.KillAsync(first);
        host.Clock.Advance(TimeSpan.FromMinutes(2));
        var second = await host.FlyAsync();
        await host.PassAsync(TimeSpan.FromMinutes(10));
        await host.StopAsync(second);
        host.Clock.Advance(TimeSpan.FromMinutes(3));
        await host.FlyAsync();
        await host.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Equal("1 2026-03-01 08:00:00Z .. now, running, up 26m 30s, not watched 5m 30s\n", host.Golden());
        Assert.Equal("uptime.host-started", Assert.Single(host.Events).Type);
    }

    [Fact]
    public async Task Overlapping_flights_of_several_daemons_are_one_uptime()
    {
        await using var host = await StartAsync();
        var first = await host.FlyAsync();
        await host.PassAsync(TimeSpan.FromMinutes(5));
        await host.FlyAsync();
        await host.PassAsync(TimeSpan.FromMinutes(5));
        await host.StopAsync(first);
        await host.PassAsync(TimeSpan.FromMinutes(5));

        Assert.Equal("1 2026-03-01 08:00:00Z .. now, running, up 15m 30s, not watched 30s\n", host.Golden());
        Assert.Equal(
            """
            DOWNTIME #1: -INF => 2026-03-01 08:00:30 (INF)

            UPTIME #1: 2026-03-01 08:00:30 => 2026-03-01 08:15:30 (0:15:00)
            	FLIGHT #1: 2026-03-01 08:00:30 => 2026-03-01 08:10:30 (0:10:00)
            	FLIGHT #2: 2026-03-01 08:05:30 => 2026-03-01 08:15:30 (0:10:00)

            """,
            host.Report());
    }

    [Fact]
    public async Task A_leap_of_years_is_a_long_downtime()
    {
        await using var host = await StartAsync();
        await host.FlyAsync();
        await host.PassAsync(TimeSpan.FromMinutes(10));
        await host.PowerCycleAsync(TimeSpan.FromDays(3652));
        await host.FlyAsync();
        await host.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(
            """
            1 2026-03-01 08:00:00Z .. 2026-03-01 08:10:30Z, crash, up 10m 30s, not watched 30s, then down 3652d 0h 0m 0s
            2 2036-02-29 08:10:30Z .. now, running, up 1m 0s

            """,
            host.Golden());
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_clock_that_was_set_between_two_runs_of_one_boot_is_told(TestEngine engine)
    {
        await using var host = await StartAsync(engine);
        await host.StopAsync(await host.FlyAsync());
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await host.StopAsync(await host.FlyAsync());
        host.Clock.Step(TimeSpan.FromDays(-1));
        await host.FlyAsync();

        var step = Assert.Single(host.Events, told => told.Type == "uptime.clock-stepped");
        Assert.Equal("The wall clock was set back by 1 d while Watchkeeper was not running.", step.Message);
        Assert.StartsWith("1 2026-02-28 08:00:00Z .. now, running", host.Golden(), StringComparison.Ordinal);
    }

    private static Task<UptimeHost> StartAsync(TestEngine engine = TestEngine.Sqlite) =>
        UptimeHost.StartAsync(new FakeHostClock(Morning + TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30)), engine);

    /// <summary>A time server answers: the clock is set, and what this boot has written so far is put right.</summary>
    private static async Task SynchroniseAsync(UptimeHost host, string truth)
    {
        host.Clock.BecomeTrusted(FakeHostClock.Parse(truth));
        await host.PassAsync(TimeSpan.Zero);
    }
}
