using Watchkeeper.Core.Time;

namespace Watchkeeper.Metrics.Store;

/// <summary>
/// By which time is deleted. A clock that leaps ahead by days is either a host that was off, or wrong: a real-time clock whose battery died may come up in
/// 2099, and by it everything would be too old. So a leap is believed for deleting only after the clock has stayed there for a week.
/// </summary>
/// <param name="Believed">The time by which was deleted last.</param>
/// <param name="Leapt">Where the clock stood when a leap from there was first seen, until it is believed.</param>
internal sealed record DeletionClock(Instant Believed, Instant? Leapt = null)
{
    private static readonly TimeSpan Leap = TimeSpan.FromDays(2);
    private static readonly TimeSpan Doubt = TimeSpan.FromDays(7);

    public DeletionClock At(Instant now)
    {
        if (now - Believed <= Leap)
        {
            return new(now);
        }

        var since = Leapt is { } leapt && leapt <= now ? leapt : now;
        return now - since >= Doubt ? new(now) : new(Believed, since);
    }
}
