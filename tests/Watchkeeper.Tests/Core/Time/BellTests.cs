using Watchkeeper.Core.Time;

namespace Watchkeeper.Tests.Core.Time;

/// <summary>A loop waits until what is due, and no ring is lost or in vain.</summary>
public sealed class BellTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly FakeHostClock _clock = new();
    private readonly Bell _bell;

    public BellTests() => _bell = new Bell(_clock);

    [Fact]
    public async Task It_waits_until_its_time()
    {
        var wait = _bell.WaitAsync(Minute, CancellationToken.None);
        _clock.Advance(Minute - TimeSpan.FromTicks(1));
        Assert.False(await EndsAsync(wait));
        _clock.Advance(TimeSpan.FromTicks(1));
        await wait.WaitAsync(Minute);
    }

    [Fact]
    public async Task What_is_due_earlier_wakes_it_and_what_is_due_later_does_not()
    {
        var wait = _bell.WaitAsync(Minute, CancellationToken.None);
        _bell.RingBefore(2 * Minute);
        _bell.RingBefore(Minute);
        _bell.RingBefore(TimeSpan.MaxValue);
        Assert.False(await EndsAsync(wait));
        _bell.RingBefore(Minute - TimeSpan.FromSeconds(1));
        await wait.WaitAsync(Minute);
    }

    [Fact]
    public async Task What_rings_while_nobody_waits_ends_the_next_wait_once()
    {
        _bell.Ring();
        _bell.RingBefore(Minute);
        await _bell.WaitAsync(Minute, CancellationToken.None).WaitAsync(Minute);
        Assert.False(await EndsAsync(_bell.WaitAsync(Minute, CancellationToken.None)));
    }

    [Fact]
    public async Task Who_has_nothing_due_waits_until_it_rings_or_a_day()
    {
        var wait = _bell.WaitAsync(Timeout.InfiniteTimeSpan, CancellationToken.None);
        await _clock.TimersAsync();
        _clock.Advance(TimeSpan.FromHours(23));
        Assert.False(await EndsAsync(wait));
        _bell.Ring();
        await wait.WaitAsync(Minute);
        var another = _bell.WaitAsync(TimeSpan.MaxValue, CancellationToken.None);
        _clock.Advance(TimeSpan.FromDays(1));
        await another.WaitAsync(Minute);
    }

    [Fact]
    public async Task What_is_due_already_is_not_waited_for()
    {
        var wait = _bell.WaitAsync(TimeSpan.FromSeconds(-1), CancellationToken.None);
        _clock.Advance(TimeSpan.Zero);
        await wait.WaitAsync(Minute);
    }

    [Fact]
    public async Task No_timer_outlives_its_wait()
    {
        var wait = _bell.WaitAsync(Minute, CancellationToken.None);
        _bell.Ring();
        await wait.WaitAsync(Minute);
        Assert.Equal(0, _clock.ArmedTimers);
    }

    [Fact]
    public async Task Of_many_that_ring_while_it_waits_none_is_lost()
    {
        // Each one notes something and rings; whoever waits must see all of it without any timer.
        var (noted, seen) = (0, 0);
        var ringing = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 5_000; i++)
            {
                Interlocked.Increment(ref noted);
                _bell.Ring();
            }
        })));
        while (seen < 20_000)
        {
            await _bell.WaitAsync(Timeout.InfiniteTimeSpan, CancellationToken.None).WaitAsync(Minute);
            seen = Volatile.Read(ref noted);
        }

        await ringing;
    }

    [Fact]
    public async Task The_daemons_end_ends_it()
    {
        using var ending = new CancellationTokenSource();
        var wait = _bell.WaitAsync(Minute, ending.Token);
        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait.WaitAsync(Minute));
    }

    /// <summary>Whether it ends soon; where it must, that is waited for.</summary>
    private static async Task<bool> EndsAsync(Task wait)
    {
        await Task.WhenAny(wait, Task.Delay(300));
        return wait.IsCompletedSuccessfully;
    }
}
