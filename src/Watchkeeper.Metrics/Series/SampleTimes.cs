using Watchkeeper.Core.Time;

namespace Watchkeeper.Metrics.Series;

/// <summary>Which times a sender may give its samples.</summary>
internal static class SampleTimes
{
    /// <summary>How far ahead of our clock a sender's may be (milliseconds).</summary>
    public const long Ahead = 3_600_000;

    /// <summary>March 1973 in milliseconds, the year 5138 in seconds: nobody means the one, and nobody the other.</summary>
    private const long Smallest = 100_000_000_000;

    private const string Units = "Prometheus' text has milliseconds, OpenMetrics and Graphite have seconds";

    /// <summary>What is wrong with a time (milliseconds since 1970), or null. While our own clock is not right there is nothing to compare with.</summary>
    public static string? Problem(long time, HostClock clock)
    {
        if (time < Smallest)
        {
            return $"the time lies before 1974: {Units}";
        }

        return clock.IsTrusted && time > (clock.Now.Microseconds / 1000) + Ahead
            ? $"the time lies more than an hour ahead of this host's clock: {Units}"
            : null;
    }
}
