using System.Text.Json.Serialization;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Uptime.Boots;

/// <summary>What the host was doing at one time.</summary>
/// <param name="Boot">The number of the boot that it was in, or that had ended last.</param>
/// <param name="Since">When that state began; null where nothing tells.</param>
/// <param name="Until">When it ended; null while it lasts, and where nothing tells.</param>
internal sealed record PointInTime(Instant Time, HostState State, int? Boot, Instant? Since, Instant? Until, string? Reason)
{
    /// <summary>Seconds since the state began.</summary>
    public TimeSpan? Elapsed => Since is { } since ? Time - since : null;

    /// <summary>Seconds until it ended.</summary>
    public TimeSpan? Remaining => Until is { } until ? until - Time : null;

    /// <summary>Looks the time up in a history; a later boot decides where a wrong clock makes two overlap.</summary>
    public static PointInTime At(IReadOnlyList<Boot> boots, Instant time, Instant now)
    {
        if (time > now)
        {
            return new PointInTime(time, HostState.Unknown, null, null, null, "That time has not come yet.");
        }

        foreach (var boot in boots.Reverse())
        {
            if (boot.Started > time)
            {
                continue;
            }

            if (boot.Ended is not { } ended || time < ended)
            {
                return InBoot(boot, time);
            }

            var next = boots.FirstOrDefault(other => other.Number == boot.Number + 1)?.Started;
            return boot.Downtime is not null
                ? new PointInTime(time, HostState.Down, boot.Number, ended, next, boot.Reason)
                : new PointInTime(time, HostState.Unknown, boot.Number, ended, next, "Nobody was watching, and nothing tells whether the host was up.");
        }

        return new PointInTime(time, HostState.Unknown, null, null, boots.Count > 0 ? boots[0].Started : null, "That is before the first record.");
    }

    private static PointInTime InBoot(Boot boot, Instant time)
    {
        var at = time - boot.Started;
        if (boot.Suspensions.Any(span => at >= span.From && at < span.To))
        {
            var (from, to) = boot.Suspensions.First(span => at >= span.From && at < span.To);
            return new PointInTime(time, HostState.Suspended, boot.Number, boot.Started + from, boot.Started + to, "The host was suspended.");
        }

        if (boot.Watched.Any(span => at >= span.From && at <= span.To))
        {
            return new PointInTime(time, HostState.Up, boot.Number, boot.Started, boot.Ended, null);
        }

        var before = boot.Watched.Where(span => span.To < at).Select(span => (TimeSpan?)span.To).Max();
        var after = boot.Watched.Where(span => span.From > at).Select(span => (TimeSpan?)span.From).Min();
        return new PointInTime(
            time, HostState.NotWatched, boot.Number, boot.Started + (before ?? TimeSpan.Zero), after is { } next ? boot.Started + next : boot.Ended,
            "The host was up; no daemon was recording.");
    }
}

internal enum HostState
{
    [JsonStringEnumMemberName("up")]
    Up,
    [JsonStringEnumMemberName("suspended")]
    Suspended,
    [JsonStringEnumMemberName("down")]
    Down,

    /// <summary>Up, but no daemon was recording.</summary>
    [JsonStringEnumMemberName("not-watched")]
    NotWatched,

    [JsonStringEnumMemberName("unknown")]
    Unknown,
}
