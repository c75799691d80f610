using Watchkeeper.Core.Time;

namespace Watchkeeper.Watches;

/// <summary>
/// The time that arrivals, cooldowns and silences are measured on: microseconds of boot time, laid so that they go on over restarts and, as well as the wall
/// clock can tell, over reboots. A clock that is set moves it by nothing; it never goes back.
/// </summary>
internal sealed class BootAxis(HostClock clock)
{
    private long _base = clock.Now.Microseconds - Micro(clock.Uptime);

    public long Now => Micro(clock.Uptime) + _base;

    /// <summary>What to keep, so that <see cref="Restore"/> goes on from here.</summary>
    public SavedAxis Save() => new(clock.BootId, _base, Now);

    /// <summary>Within one boot exactly; after a reboot by the wall clock, but never before where it was.</summary>
    public void Restore(SavedAxis saved) => _base = saved.BootId == clock.BootId
        ? saved.Base
        : Math.Max(clock.Now.Microseconds, saved.Last) - Micro(clock.Uptime);

    public long After(TimeSpan span) => Now + Micro(span);

    public static long Micro(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;
}

/// <param name="Base">What is added to boot time during that boot.</param>
/// <param name="Last">How far it had come.</param>
internal readonly record struct SavedAxis(Guid BootId, long Base, long Last);
