using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Json;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Events;

/// <summary>An event as the API, the stream and <c>--json</c> show it.</summary>
/// <param name="Seq">Null while it waits to be stored.</param>
/// <param name="Stored">False while the database is away and the event waits for it; left out otherwise.</param>
internal sealed record EventView(
    Guid Id,
    string Host,
    long? Seq,
    Instant Time,
    bool ClockTrusted,
    Guid BootId,
    TimeSpan SinceBoot,
    string Type,
    Severity Severity,
    string Subject,
    string Message,
    IReadOnlyList<string>? Recipients,
    JsonObject? Fields,
    bool? Stored)
{
    public static EventView Of(Event entry) => new(
        entry.Id, entry.Host, entry.IsStored ? entry.Seq : null, entry.Time.Wall, entry.Time.Trusted, entry.BootId, entry.Time.SinceBoot, entry.Type, entry.Severity,
        entry.Subject, entry.Message, entry.Recipients.Count == 0 ? null : entry.Recipients, entry.Fields,
        entry.IsStored ? null : false);
}

/// <summary>The answer of <c>GET /api/v1/events</c>, oldest first.</summary>
internal sealed record EventList(IReadOnlyList<EventView> Events);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(InstantConverter), typeof(SecondsConverter), typeof(SeverityConverter)])]
[JsonSerializable(typeof(EventList))]
internal sealed partial class EventJson : JsonSerializerContext;
