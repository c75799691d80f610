using System.Text.Json.Serialization;
using Watchkeeper.Core.Contracts;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Json;
using Watchkeeper.Core.Time;
using Watchkeeper.Events;

namespace Watchkeeper.Timeline;

/// <summary>The answer of <c>GET /api/v1/timeline</c>: everything in the range, oldest first.</summary>
/// <param name="Truncated">Whether older events of the range were left out because of the limit.</param>
internal sealed record TimelineView(
    Instant From, Instant To, IReadOnlyList<TimelineSpan> Spans, IReadOnlyList<EventView> Events, bool Truncated, IReadOnlyList<UnusualMetric> Unusual);

/// <summary>The answer of <c>GET /api/v1/timeline/unusual</c>, the farthest first.</summary>
internal sealed record UnusualView(Instant From, Instant To, IReadOnlyList<UnusualMetric> Unusual);

/// <summary>The answer of <c>GET /api/v1/timeline/density</c>: how many events of each severity a capability had in each slice of the range.</summary>
internal sealed record DensityView(Instant From, Instant To, int Slices, IReadOnlyList<TimelineSpan> Spans, IReadOnlyList<DensityCount> Counts);

internal sealed record DensityCount(int Slice, string Capability, Severity Severity, long Count);

/// <summary>A metric that left its usual place in the range, where it was farthest from it.</summary>
/// <param name="Median">Its median over the day before the range.</param>
/// <param name="Deviations">How many median absolute deviations away it was; from 5 to 15, by how much of it changed, where it had not moved for a day.</param>
internal sealed record UnusualMetric(IReadOnlyDictionary<string, string> Labels, Instant Time, double Value, double Median, double Deviations);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(InstantConverter), typeof(SecondsConverter), typeof(SeverityConverter)])]
[JsonSerializable(typeof(TimelineView))]
[JsonSerializable(typeof(DensityView))]
[JsonSerializable(typeof(UnusualView))]
internal sealed partial class TimelineJson : JsonSerializerContext;
