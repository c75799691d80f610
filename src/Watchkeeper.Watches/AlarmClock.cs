using System.Threading.Channels;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Watches;

/// <summary>
/// The sleep of the watches' loop, which lasts until the next thing that it knows to be due; whoever learns of something earlier rings. What rings while
/// nobody sleeps ends the next sleep.
/// </summary>
internal sealed class AlarmClock(HostClock clock)
{
    private readonly Channel<bool> _rung = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private long _until = long.MaxValue;

    /// <summary>Something may be due now.</summary>
    public void Ring() => _rung.Writer.TryWrite(true);

    /// <summary>Something is due in so long: whoever would sleep for longer looks again.</summary>
    public void RingBefore(TimeSpan delay)
    {
        if (delay < TimeSpan.MaxValue - clock.Uptime && (clock.Uptime + delay).Ticks < Volatile.Read(ref _until))
        {
            Ring();
        }
    }

    public async Task SleepAsync(TimeSpan longest, CancellationToken cancellation)
    {
        Volatile.Write(ref _until, (clock.Uptime + longest).Ticks);
        using var waking = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(Task.Delay(longest, clock, waking.Token), _rung.Reader.WaitToReadAsync(waking.Token).AsTask());
        await waking.CancelAsync();
        Volatile.Write(ref _until, long.MaxValue);
        _rung.Reader.TryRead(out _);
        cancellation.ThrowIfCancellationRequested();
    }
}
