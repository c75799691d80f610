using Watchkeeper.Core.Contracts;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Events;

namespace Watchkeeper.Timeline;

/// <summary>Puts the events of every capability, the spans that the rooms draw, and the metrics that moved unusually on one time axis.</summary>
internal sealed class TimelineReader(EventJournal journal, IEnumerable<ITimelineSource> sources, IEnumerable<ISamples> samples)
{
    /// <summary>So many names; of several series with one name the farthest speaks for all.</summary>
    private const int MostUnusual = 5;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestSearched = TimeSpan.FromDays(2);
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(1);

    /// <summary>A counter only ever grows: what can be unusual is how fast.</summary>
    private const string Counters = "{__name__=~\".*_total\"}";
    private const string Gauges = "{__name__!~\".*_total\"}";

    /// <param name="unusual">Whether the metrics that moved unusually are looked for, which reads the samples of a day and of the range.</param>
    public TimelineView Read(Instant from, Instant to, int limit, bool unusual)
    {
        var events = journal.Read(new EventQuery { Since = from, Until = to, Limit = limit + 1, AndWaiting = true });
        var truncated = events.Count > limit;
        return new TimelineView(
            from, to, Spans(from, to), [.. events.Skip(truncated ? 1 : 0).Select(EventView.Of)], truncated, unusual ? FindUnusual(from, to) : []);
    }

    public DensityView Density(Instant from, Instant to, int slices)
    {
        var counts = journal.Count(new EventQuery { Since = from, Until = to }, slices)
            .GroupBy(count => (count.Slice, Capability: count.Type.Split('.')[0], count.Severity))
            .OrderBy(group => group.Key)
            .Select(group => new DensityCount(group.Key.Slice, group.Key.Capability, group.Key.Severity, group.Sum(count => count.Count)));
        return new DensityView(from, to, slices, Spans(from, to), [.. counts]);
    }

    private TimelineSpan[] Spans(Instant from, Instant to) => [.. sources.SelectMany(source => source.Spans(from, to)).OrderBy(span => span.Start)];

    /// <summary>Over a range of days everything has moved, so only shorter ones are searched.</summary>
    public List<UnusualMetric> FindUnusual(Instant from, Instant to)
    {
        if (to - from > LongestSearched || samples.FirstOrDefault() is not { } ask)
        {
            return [];
        }

        var gauges = ask.Query(Gauges, from - Day, to, Step).Series;
        var counters = ask.Query(Counters, from - Day, to, Step).Series.Select(Unusual.Rate);
        return [.. gauges.Concat(counters)
            .Select(series => Unusual.Find(series, from))
            .OfType<UnusualMetric>()
            // Four processors that fall idle are one thing that happened.
            .GroupBy(metric => metric.Labels.GetValueOrDefault("__name__", ""))
            .Select(group => group.MaxBy(metric => metric.Deviations)!)
            .OrderByDescending(metric => metric.Deviations)
            .Take(MostUnusual)];
    }
}
