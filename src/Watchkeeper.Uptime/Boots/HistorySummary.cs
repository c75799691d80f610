using Watchkeeper.Core.Time;

namespace Watchkeeper.Uptime.Boots;

/// <summary>A history in figures, within a stretch of time.</summary>
internal sealed record HistorySummary
{
    public Instant? Since { get; init; }

    public Instant? Until { get; init; }

    public int Boots { get; init; }

    /// <summary>Boots that ended in order: shut down or restarted.</summary>
    public int Clean { get; init; }

    public int Crashes { get; init; }

    /// <summary>Boots whose end nobody saw.</summary>
    public int Unknown { get; init; }

    /// <summary>Up over up and down, in percent; null when neither is known. Time unaccounted for counts as neither.</summary>
    public double? Availability { get; init; }

    public TimeSpan Up { get; init; }

    public TimeSpan Down { get; init; }

    public TimeSpan Suspended { get; init; }

    public TimeSpan NotWatched { get; init; }

    public TimeSpan Unaccounted { get; init; }

    public Extreme? LongestUp { get; init; }

    public Extreme? LongestDown { get; init; }

    public TimeSpan? AverageUp { get; init; }

    public TimeSpan? AverageDown { get; init; }

    /// <summary>The uptime now, since <see cref="CurrentSince"/>; null when the host is not this one, or the range does not reach now.</summary>
    public TimeSpan? Current { get; init; }

    public Instant? CurrentSince { get; init; }

    /// <summary>Figures of these boots, which lie within the range already (<see cref="BootRange"/>).</summary>
    public static HistorySummary Of(IReadOnlyList<Boot> boots, Instant? since, Instant? until, Instant now)
    {
        var up = Sum(boots.Select(boot => boot.Uptime));
        var downs = boots.Where(boot => boot.Downtime is not null).ToArray();
        var down = Sum(downs.Select(boot => boot.Downtime!.Value));
        var running = boots.Count > 0 && boots[^1].End == BootEnd.Running ? boots[^1] : null;
        return new HistorySummary
        {
            Since = since ?? (boots.Count > 0 ? boots[0].Started : null),
            Until = until ?? now,
            Boots = boots.Count,
            Clean = boots.Count(boot => boot.End is BootEnd.Shutdown or BootEnd.Reboot),
            Crashes = boots.Count(boot => boot.End == BootEnd.Crash),
            Unknown = boots.Count(boot => boot.End == BootEnd.Unknown),
            Availability = up + down > TimeSpan.Zero ? 100 * (up / (up + down)) : null,
            Up = up,
            Down = down,
            Suspended = Sum(boots.Select(boot => boot.Suspended)),
            NotWatched = Sum(boots.Select(boot => boot.NotWatched)),
            Unaccounted = Sum(boots.Select(boot => boot.Unaccounted ?? TimeSpan.Zero)),
            LongestUp = boots.MaxBy(boot => boot.Uptime) is { } longest ? new Extreme(longest.Uptime, longest.Started) : null,
            LongestDown = downs.MaxBy(boot => boot.Downtime) is { } worst ? new Extreme(worst.Downtime!.Value, worst.Ended!.Value) : null,
            AverageUp = boots.Count > 0 ? up / boots.Count : null,
            AverageDown = downs.Length > 0 ? down / downs.Length : null,
            Current = running?.Uptime,
            CurrentSince = running?.Started,
        };
    }

    private static TimeSpan Sum(IEnumerable<TimeSpan> spans) => spans.Aggregate(TimeSpan.Zero, (sum, span) => sum + span);
}

/// <summary>A longest stretch and when it began.</summary>
internal sealed record Extreme(TimeSpan Length, Instant From);
