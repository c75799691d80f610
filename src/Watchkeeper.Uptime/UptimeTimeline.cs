using Watchkeeper.Core.Contracts;
using Watchkeeper.Core.Time;
using Watchkeeper.Uptime.Boots;

namespace Watchkeeper.Uptime;

/// <summary>Boots, and the gaps in and between them, as the timeline draws them.</summary>
internal sealed class UptimeTimeline(UptimeReader reader) : ITimelineSource
{
    /// <summary>A restart of the daemon is no gap worth drawing.</summary>
    private static readonly TimeSpan SmallestGap = TimeSpan.FromMinutes(1);

    public IReadOnlyList<TimelineSpan> Spans(Instant from, Instant to)
    {
        var history = reader.History();
        return
        [
            .. history.Boots.SelectMany(Draw).Where(span => span.Start < to && (span.End ?? history.Now) > from).OrderBy(span => span.Start),
        ];
    }

    private static IEnumerable<TimelineSpan> Draw(Boot boot)
    {
        yield return new TimelineSpan("uptime.boot", boot.Started, boot.Ended, $"Boot {boot.Number}{(boot.Kernel is null ? "" : $", kernel {boot.Kernel}")}");
        var watched = TimeSpan.Zero;
        foreach (var (from, to) in boot.Watched.Append((boot.Uptime, boot.Uptime)))
        {
            if (from - watched >= SmallestGap)
            {
                yield return new TimelineSpan("uptime.not-watched", boot.Started + watched, boot.Started + from, "Up, but no daemon was recording");
            }

            watched = to;
        }

        foreach (var (from, to) in boot.Suspensions)
        {
            yield return new TimelineSpan("uptime.suspended", boot.Started + from, boot.Started + to, "Suspended");
        }

        if (boot.Ended is { } ended && (boot.Downtime ?? boot.Unaccounted) is { } gap)
        {
            yield return boot.Downtime is null
                ? new TimelineSpan("uptime.unknown", ended, ended + gap, "Down, or up with nobody watching")
                : new TimelineSpan("uptime.down", ended, ended + gap, $"Down after a {Causes.Describe(boot)}");
        }
    }
}
