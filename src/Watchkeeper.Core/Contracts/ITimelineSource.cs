using Watchkeeper.Core.Time;

namespace Watchkeeper.Core.Contracts;

/// <summary>What a room draws on the timeline besides its events: spans (a boot, a gap) and marks.</summary>
public interface ITimelineSource
{
    IReadOnlyList<TimelineSpan> Spans(Instant from, Instant to);
}

/// <summary>Something that lasted. An end of null means it still does.</summary>
/// <param name="Kind">The room's name, a point and the kind: <c>uptime.boot</c>, <c>uptime.down</c>.</param>
public sealed record TimelineSpan(string Kind, Instant Start, Instant? End, string Label);
