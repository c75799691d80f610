using System.Text.Json.Serialization;
using Watchkeeper.Core.Json;
using Watchkeeper.Uptime.Boots;
using Watchkeeper.Uptime.Crashes;
using Watchkeeper.Uptime.Endings;
using Watchkeeper.Uptime.Flights;

namespace Watchkeeper.Uptime;

/// <summary>The room's JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantConverter), typeof(SecondsConverter), typeof(SeverityConverter)])]
[JsonSerializable(typeof(BootList))]
[JsonSerializable(typeof(HistorySummary))]
[JsonSerializable(typeof(PointInTime))]
[JsonSerializable(typeof(FlightList))]
[JsonSerializable(typeof(RecordedFlights))]
[JsonSerializable(typeof(ImportResult))]
[JsonSerializable(typeof(CrashList))]
[JsonSerializable(typeof(IReadOnlyList<KernelLine>))]
internal sealed partial class UptimeJson : JsonSerializerContext;

internal sealed record BootList(IReadOnlyList<Boot> Boots);

internal sealed record FlightList(IReadOnlyList<FlightFacts> Flights);

/// <summary>A flight as programs see it.</summary>
/// <param name="BootId">Absent for one that was imported.</param>
/// <param name="Duration">Seconds.</param>
/// <param name="Landing">How the daemon says it ended; absent while it flies, and where it was killed.</param>
internal sealed record FlightFacts(long Id, Guid? BootId, Core.Time.Instant Begin, Core.Time.Instant End, TimeSpan Duration, bool ClockTrusted, string? Landing)
{
    public static FlightFacts Of(Flight flight) => new(
        flight.Id, flight.BootId, flight.Begin, flight.Wall, flight.Duration, flight.Trusted, flight.Landing?.ToString().ToLowerInvariant());

    public RecordedFlight ToRecorded() => new(Id, (Duration.Ticks / TimeSpan.TicksPerMicrosecond) / 1e6, End.UnixSeconds);
}
