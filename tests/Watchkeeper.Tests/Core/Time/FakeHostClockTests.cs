namespace Watchkeeper.Tests.Core.Time;

public sealed class FakeHostClockTests
{
    [Fact]
    public void Timers_fire_at_their_time_and_in_order()
    {
        var clock = new FakeHostClock();
        var start = clock.Uptime;
        var fired = new List<(string, double)>();
        using var late = clock.CreateTimer(_ => fired.Add(("once", (clock.Uptime - start).TotalSeconds)), null, TimeSpan.FromSeconds(25), Timeout.InfiniteTimeSpan);
        using var periodic = clock.CreateTimer(_ => fired.Add(("each", (clock.Uptime - start).TotalSeconds)), null, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10));

        clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal([("each", 10d), ("each", 20d), ("once", 25d), ("each", 30d)], fired);
    }

    [Fact]
    public async Task Every_tick_of_a_loop_can_be_waited_for()
    {
        var clock = new FakeHostClock();
        var ticks = 0;
        using var stop = new CancellationTokenSource();
        var loop = Task.Run(async () =>
        {
            await foreach (var _ in clock.Every(TimeSpan.FromSeconds(10), stop.Token))
            {
                ticks++;
            }
        });
        for (var tick = 0; tick < 3; tick++)
        {
            await clock.TimersAsync();
            clock.Advance(TimeSpan.FromSeconds(10));
        }

        await clock.TimersAsync();
        Assert.Equal(3, ticks);

        await stop.CancelAsync();
        await loop;
    }

    [Fact]
    public void A_suspend_passes_boot_time_and_wall_clock_but_not_awake_time()
    {
        var clock = new FakeHostClock();
        var (wall, uptime, awake) = (clock.Now, clock.Uptime, clock.AwakeTime);
        var fired = 0;
        using var timer = clock.CreateTimer(_ => fired++, null, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10));

        clock.Suspend(TimeSpan.FromHours(1));

        Assert.Equal(1, fired);
        Assert.Equal(TimeSpan.FromHours(1), clock.Now - wall);
        Assert.Equal(TimeSpan.FromHours(1), clock.Uptime - uptime);
        Assert.Equal(awake, clock.AwakeTime);
    }

    [Fact]
    public void A_step_moves_the_wall_clock_alone()
    {
        var clock = new FakeHostClock(trusted: false);
        var uptime = clock.Uptime;
        var told = new List<double>();
        clock.Stepped += step => told.Add(step.Delta.TotalSeconds);
        clock.BecameTrusted += now => told.Add(now.Wall.UnixSeconds);

        clock.Step(TimeSpan.FromSeconds(-100));
        clock.BecomeTrusted(FakeHostClock.Parse("2027-01-01T00:00:00Z"));

        Assert.Equal([-100, 31_438_655, 1_798_761_600], told.Select(seconds => Math.Round(seconds)));
        Assert.Equal(uptime, clock.Uptime);
        Assert.True(clock.IsTrusted);
    }

    [Fact]
    public void A_reboot_starts_anew()
    {
        var clock = new FakeHostClock();
        var (wall, boot) = (clock.Now, clock.BootId);
        using var timer = clock.CreateTimer(_ => { }, null, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10));

        clock.Reboot(TimeSpan.FromSeconds(90));

        Assert.NotEqual(boot, clock.BootId);
        Assert.Equal(TimeSpan.Zero, clock.Uptime);
        Assert.Equal(TimeSpan.FromSeconds(90), clock.Now - wall);
        Assert.Equal(0, clock.ArmedTimers);
    }
}
