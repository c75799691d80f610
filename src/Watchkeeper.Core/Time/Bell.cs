using System.Threading.Channels;

namespace Watchkeeper.Core.Time;

/// <summary>
/// What a loop waits for: that somebody rings, or that the next thing it knows of is due, on boot time. One waits, anybody rings. What rings while nobody
/// waits ends the next wait, once, however often it rang; so a loop that looks what there is to do after each wait misses nothing.
/// </summary>
public class Bell(HostClock clock)
{
    /// <summary>No wait is longer: whoever has nothing due looks once a day in vain.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private readonly Channel<bool> _rung = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private long _until = long.MaxValue;

    /// <summary>There may be something to do now.</summary>
    public void Ring() => _rung.Writer.TryWrite(true);

    /// <summary>Something is due in so long: whoever would wait for longer looks again, and nobody else does.</summary>
    public void RingBefore(TimeSpan delay)
    {
        if (delay < Longest && (clock.Uptime + delay).Ticks < Volatile.Read(ref _until))
        {
            Ring();
        }
    }

    /// <summary>Until it is rung, or so long; with <see cref="Timeout.InfiniteTimeSpan"/> until it is rung.</summary>
    /// <exception cref="OperationCanceledException"/>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellation)
    {
        var wait = atMost == Timeout.InfiniteTimeSpan || atMost > Longest ? Longest : atMost > TimeSpan.Zero ? atMost : TimeSpan.Zero;
        Volatile.Write(ref _until, (clock.Uptime + wait).Ticks);
        using (clock.CreateTimer(static bell => ((Bell)bell!).Ring(), this, wait, Timeout.InfiniteTimeSpan))
        {
            await _rung.Reader.WaitToReadAsync(cancellation).ConfigureAwait(false);
        }

        // Who learns of something from here on rings, and that either is heard before the loop looks, or ends the next wait.
        Volatile.Write(ref _until, long.MaxValue);
        _rung.Reader.TryRead(out _);
    }
}
