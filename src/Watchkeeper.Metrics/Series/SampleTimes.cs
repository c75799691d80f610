using Watchkeeper.Core.Time;

namespace Watchkeeper.Metrics.Series;

/// <summary>Which times a sender may give its samples, judged by one reading of our clock.</summary>
internal readonly struct SampleTimes(Moment now)
{
    /// <summary>How far ahead of our clock a sender's may be (milliseconds).</summary>
    public const long Ahead = 3_600_000;

    /// <summary>March 1973 in milliseconds, the year 5138 in seconds: nobody means the one, and nobody the other.</summary>
    private const long Smallest = 100_000_000_000;

    private const string Units = "Prometheus' text has milliseconds, OpenMetrics and Graphite have seconds";

    private readonly long _latest = now.Trusted ? (now.Wall.Microseconds / 1000) + Ahead : long.MaxValue;

    /// <summary>What is wrong with a time (milliseconds since 1970), or null. While our own clock is not right there is nothing to compare with.</summary>
    public string? Problem(long time)
    {
        if (time < Smallest)
        {
            return $"the time lies before 1974: {Units}";
        }

        return time > _latest
            ? $"the time lies more than an hour ahead of this host's clock: {Units}"
            : null;
    }
}
