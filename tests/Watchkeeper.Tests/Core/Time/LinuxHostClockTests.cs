using System.Runtime.Versioning;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Tests.Core.Time;

/// <summary>The real clocks of the machine that runs the tests.</summary>
[SupportedOSPlatform("linux")]
public sealed class LinuxHostClockTests
{
    [Fact]
    public void It_reads_what_proc_says()
    {
        using var clock = new LinuxHostClock();
        var uptime = double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0]);

        Assert.Equal(File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim(), clock.BootId.ToString());
        Assert.Equal(uptime, clock.Uptime.TotalSeconds, 1.0);
        Assert.InRange(clock.AwakeTime, TimeSpan.Zero, clock.Uptime);
        Assert.Equal(clock.Read().Wall.UnixSeconds, clock.Now.UnixSeconds, 0.5);
    }

    [Fact]
    public async Task A_delay_lasts_as_long_as_it_should()
    {
        using var clock = new LinuxHostClock();
        var start = clock.Uptime;

        await Task.WhenAll(Enumerable.Range(1, 20).Select(i => Task.Delay(TimeSpan.FromMilliseconds(5 * i), clock)));

        Assert.InRange(clock.Uptime - start, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_cancelled_delay_ends_at_once()
    {
        using var clock = new LinuxHostClock();
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(20), clock);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Delay(TimeSpan.FromDays(1), clock, stop.Token));
    }

    [Fact]
    public async Task A_periodic_timer_goes_on_until_it_is_disposed()
    {
        using var clock = new LinuxHostClock();
        var ticks = 0;
        var three = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var timer = clock.CreateTimer(
            _ =>
            {
                if (Interlocked.Increment(ref ticks) == 3)
                {
                    three.SetResult();
                }
            },
            null, TimeSpan.Zero, TimeSpan.FromMilliseconds(10));

        await three.Task.WaitAsync(TimeSpan.FromSeconds(30));
        timer.Dispose();

        Assert.False(timer.Change(TimeSpan.Zero, TimeSpan.Zero));
    }
}
