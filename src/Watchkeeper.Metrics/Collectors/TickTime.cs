using Watchkeeper.Core.Time;

namespace Watchkeeper.Metrics.Collectors;

/// <summary>
/// The time of a tick's samples is the time that was planned, not the few milliseconds later at which the kernel woke us: samples then lie exactly an
/// interval apart, and a chunk needs no bytes for their times. A tick that came much too late gets its real time.
/// </summary>
internal sealed class TickTime
{
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Jitter = TimeSpan.FromMilliseconds(5);

    private TimeSpan _offset;

    /// <param name="now">The clocks when the tick began.</param>
    /// <param name="planned">When it was due, on boot time.</param>
    public Moment Of(Moment now, TimeSpan planned)
    {
        if (now.SinceBoot - planned > Late || now.SinceBoot < planned)
        {
            return now;
        }

        var offset = now.Wall - Instant.Epoch - now.SinceBoot;
        if ((offset - _offset).Duration() > Jitter)
        {
            _offset = TimeSpan.FromMilliseconds(Math.Round(offset.TotalMilliseconds));
        }

        return new(Instant.Epoch + _offset + planned, planned, now.Trusted);
    }
}
