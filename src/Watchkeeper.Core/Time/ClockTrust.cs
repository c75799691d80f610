using System.Globalization;
using System.Runtime.Versioning;

namespace Watchkeeper.Core.Time;

/// <summary>
/// Judges whether Linux's wall clock is right. It is when something synchronises it, or when it was started from hardware that keeps the time (a
/// real-time clock, a hypervisor) and has not been set since. A board without either starts in 1970 or at the time of its last shutdown, and stays
/// untrusted until it is synchronised.
/// </summary>
/// <param name="root">Where <c>/sys</c>, <c>/run</c> … are; a test has its own.</param>
/// <param name="synchronised">The kernel's word on it (<c>adjtimex</c>).</param>
[SupportedOSPlatform("linux")]
internal sealed class ClockTrust(string root, Func<bool> synchronised)
{
    /// <summary>No clock that says less than this can be right: Watchkeeper did not exist. A dead battery shows 1970, 2000 or the year of making.</summary>
    private static readonly Instant Earliest = Instant.From(new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private static readonly TimeSpan RealTimeClockTolerance = TimeSpan.FromSeconds(5);

    /// <summary>Whether the wall clock can be believed now, given whether it was seen to step since this program started.</summary>
    public bool Judge(Instant wall, bool stepped) =>
        wall >= Earliest
        && (synchronised() || File.Exists(In("run/systemd/timesync/synchronized")) || (!stepped && (HasHypervisorClock() || AgreesWithRealTimeClock(wall))));

    /// <summary>A paravirtual clock source comes with the host's wall clock, which the kernel starts from (also where no RTC is emulated).</summary>
    private bool HasHypervisorClock()
    {
        var sources = ReadOrEmpty("sys/devices/system/clocksource/clocksource0/available_clocksource");
        return sources.Contains("kvm-clock", StringComparison.Ordinal)
            || sources.Contains("xen", StringComparison.Ordinal)
            || sources.Contains("hyperv", StringComparison.Ordinal);
    }

    /// <summary>
    /// Whether a real-time clock shows the wall clock's time. One that runs on local time is a whole number of quarter hours away. A clock that was set
    /// before this program started (fake-hwclock, timesyncd's stamp file) differs from a real-time clock that lost its battery.
    /// </summary>
    private bool AgreesWithRealTimeClock(Instant wall)
    {
        var devices = In("sys/class/rtc");
        if (!Directory.Exists(devices))
        {
            return false;
        }

        return Directory.EnumerateFileSystemEntries(devices)
            .Select(device => ReadOrEmpty(Path.Combine("sys/class/rtc", Path.GetFileName(device), "since_epoch")))
            .Any(text => long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var seconds)
                && IsZoneOffset((wall - Instant.FromUnixSeconds(seconds)).TotalSeconds));
    }

    private static bool IsZoneOffset(double seconds) =>
        Math.Abs(seconds) < TimeSpan.FromHours(15).TotalSeconds
        && Math.Abs(Math.IEEERemainder(seconds, TimeSpan.FromMinutes(15).TotalSeconds)) <= RealTimeClockTolerance.TotalSeconds;

    private string In(string path) => Path.Combine(root, path);

    private string ReadOrEmpty(string path)
    {
        try
        {
            return File.ReadAllText(In(path)).Trim();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
