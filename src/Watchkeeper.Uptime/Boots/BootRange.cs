using Watchkeeper.Core;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Uptime.Boots;

/// <summary>A history cut to a stretch of time.</summary>
internal static class BootRange
{
    /// <summary>A range that somebody asked for.</summary>
    /// <exception cref="ProblemException">It ends before it begins.</exception>
    public static (Instant? Since, Instant? Until) Checked(Instant? since, Instant? until) => since > until
        ? throw new ProblemException(ProblemKind.BadRequest, $"The range ends ({until}) before it begins ({since}).")
        : (since, until);

    /// <summary>
    /// The boots that reach into the range. With <paramref name="clip"/> what lies outside is cut off, for totals; without, boots are whole, for lists.
    /// </summary>
    public static IReadOnlyList<Boot> Within(IReadOnlyList<Boot> boots, Instant? since, Instant? until, Instant now, bool clip)
    {
        var from = since ?? new Instant(long.MinValue / 2);
        var to = until ?? new Instant(long.MaxValue / 2);
        return
        [
            .. boots
                .Where(boot => boot.Started < to && Covered(boot, now) > from)
                .Select(boot => clip ? Clip(boot, from, to, now) : boot),
        ];
    }

    /// <summary>The end of a boot's line: the next boot's start, or now.</summary>
    private static Instant Covered(Boot boot, Instant now) =>
        boot.Ended is { } ended ? ended + (boot.Downtime ?? boot.Unaccounted ?? TimeSpan.FromTicks(TimeSpan.TicksPerMicrosecond)) : now;

    private static Boot Clip(Boot boot, Instant from, Instant to, Instant now)
    {
        var ended = boot.Ended ?? now;
        var up = Overlap(boot.Started, ended, from, to);
        var share = boot.Uptime > TimeSpan.Zero ? up / boot.Uptime : 0;
        var next = Covered(boot, now);
        var suspended = Inside(boot, boot.Suspensions, from, to);
        return boot with
        {
            Uptime = up,
            Suspended = suspended + ((boot.Suspended - Length(boot.Suspensions)) * share),
            NotWatched = up - Inside(boot, boot.Watched, from, to),
            Downtime = boot.Downtime is null ? null : Overlap(ended, next, from, to),
            Unaccounted = boot.Unaccounted is null ? null : Overlap(ended, next, from, to),
        };
    }

    /// <summary>Suspensions that nobody saw are known by their sum alone: they are spread evenly.</summary>
    private static TimeSpan Length(IEnumerable<(TimeSpan From, TimeSpan To)> spans) =>
        spans.Aggregate(TimeSpan.Zero, (sum, span) => sum + (span.To - span.From));

    private static TimeSpan Inside(Boot boot, IEnumerable<(TimeSpan From, TimeSpan To)> spans, Instant from, Instant to) =>
        spans.Aggregate(TimeSpan.Zero, (sum, span) => sum + Overlap(boot.Started + span.From, boot.Started + span.To, from, to));

    private static TimeSpan Overlap(Instant start, Instant end, Instant from, Instant to)
    {
        var overlap = (end < to ? end : to) - (start > from ? start : from);
        return overlap > TimeSpan.Zero ? overlap : TimeSpan.Zero;
    }
}
