namespace Watchkeeper.Core.Time;

/// <summary>What the host's clocks said at one reading: every record that Watchkeeper keeps carries the three.</summary>
/// <param name="Wall">The UTC wall clock.</param>
/// <param name="SinceBoot">CLOCK_BOOTTIME: time since the kernel started, suspend included; microseconds when stored.</param>
/// <param name="Trusted">Whether the wall clock was known to be right; see <see cref="HostClock.IsTrusted"/>.</param>
public readonly record struct Moment(Instant Wall, TimeSpan SinceBoot, bool Trusted);
