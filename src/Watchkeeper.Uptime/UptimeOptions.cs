using Watchkeeper.Core.Configuration;

namespace Watchkeeper.Uptime;

/// <summary>The section <c>uptime:</c>.</summary>
/// <param name="Interval">How often the flight is recorded.</param>
/// <param name="Sync">Whether each record is on the disk before the next.</param>
/// <param name="ClockStep">Smaller steps of the wall clock make no event.</param>
/// <param name="Retention">How long flights, boots and crash reports are kept.</param>
internal sealed record UptimeOptions(TimeSpan Interval, bool Sync, TimeSpan ClockStep, TimeSpan Retention)
{
    public static UptimeOptions Read(Section section) => new(
        section.Duration(
            "interval", TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1), TimeSpan.FromHours(1),
            "How often the flight is recorded. A power cut loses at most this, and the kernel's write-back age (about 40s) where sync is off."),
        section.Flag(
            "sync", false,
            "Whether each record is synced to the disk: a power cut then loses at most one interval, at the price of one flash write each time."),
        section.Duration(
            "clock_step", TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(1),
            "Steps of the wall clock smaller than this make no event."),
        section.Duration(
            "retention", TimeSpan.FromDays(36500), TimeSpan.FromDays(1), TimeSpan.FromDays(36500),
            "How long flights, boots and crash reports are kept; a year of them is a few kilobytes."));

    /// <summary>How much later than its last record the host can have died.</summary>
    public TimeSpan Blind(TimeSpan writeBack) => Interval + (Sync ? TimeSpan.FromSeconds(1) : writeBack);
}
