using Watchkeeper.Tests.Core.Time;
using Watchkeeper.Watches;

namespace Watchkeeper.Tests.Watches;

/// <summary>The loop of the watches sleeps until what is due, and no ring is lost or in vain.</summary>
public sealed class AlarmClockTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly FakeHostClock _clock = new();
    private readonly AlarmClock _alarm;

    public AlarmClockTests() => _alarm = new AlarmClock(_clock);

    [Fact]
    public async Task It_sleeps_until_its_time()
    {
        var sleep = _alarm.SleepAsync(Minute, CancellationToken.None);
        _clock.Advance(Minute - TimeSpan.FromTicks(1));
        Assert.False(await EndsAsync(sleep));
        _clock.Advance(TimeSpan.FromTicks(1));
        await sleep.WaitAsync(Minute);
    }

    [Fact]
    public async Task What_is_due_earlier_wakes_it_and_what_is_due_later_does_not()
    {
        var sleep = _alarm.SleepAsync(Minute, CancellationToken.None);
        _alarm.RingBefore(2 * Minute);
        _alarm.RingBefore(Minute);
        _alarm.RingBefore(TimeSpan.MaxValue);
        Assert.False(await EndsAsync(sleep));
        _alarm.RingBefore(Minute - TimeSpan.FromSeconds(1));
        await sleep.WaitAsync(Minute);
    }

    [Fact]
    public async Task What_rings_while_nobody_sleeps_ends_the_next_sleep_once()
    {
        _alarm.Ring();
        _alarm.RingBefore(Minute);
        await _alarm.SleepAsync(Minute, CancellationToken.None).WaitAsync(Minute);
        Assert.False(await EndsAsync(_alarm.SleepAsync(Minute, CancellationToken.None)));
    }

    [Fact]
    public async Task The_daemons_end_ends_it()
    {
        using var ending = new CancellationTokenSource();
        var sleep = _alarm.SleepAsync(Minute, ending.Token);
        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sleep.WaitAsync(Minute));
    }

    /// <summary>Whether it ends soon; where it must, that is waited for.</summary>
    private static async Task<bool> EndsAsync(Task sleep)
    {
        await Task.WhenAny(sleep, Task.Delay(300));
        return sleep.IsCompletedSuccessfully;
    }
}
