using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Json;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Notifications;

/// <summary>A message as webhooks and programs get it.</summary>
/// <param name="Key">The same for every attempt.</param>
/// <param name="Events">At most 20.</param>
/// <param name="Total">How many events it stands for.</param>
internal sealed record MessageView(string Key, string Subject, string Text, Severity Severity, string? Link, IReadOnlyList<EventView> Events, int Total)
{
    /// <summary>Letters as themselves: programs do not mind, and people read it too.</summary>
    private static readonly NotificationsJson Readable = new(new JsonSerializerOptions(NotificationsJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>The message as UTF-8.</summary>
    public static byte[] Write(Message message) => JsonSerializer.SerializeToUtf8Bytes(
        new MessageView(message.Key, message.Subject, message.Text, message.Severity, message.Link, [.. message.Events.Select(EventView.Of)], message.Total),
        Readable.MessageView);
}

/// <summary>An event inside a message.</summary>
internal sealed record EventView(Guid Id, string Host, Instant Time, bool ClockTrusted, string Type, Severity Severity, string Subject, string Message, JsonObject? Fields)
{
    /// <summary>What the event says to its own addresses (<c>mail</c>) is not for others.</summary>
    public static EventView Of(HostEvent entry) => new(
        entry.Event.Id,
        entry.Host,
        entry.Event.Time.Wall,
        entry.Event.Time.Trusted,
        entry.Event.Type,
        entry.Event.Severity,
        entry.Event.Subject,
        entry.Event.Message,
        Public(entry.Event.Fields));

    private static JsonObject? Public(JsonObject? fields)
    {
        var shown = fields?.DeepClone().AsObject();
        shown?.Remove("mail");
        return shown;
    }
}

/// <summary>A row of the outbox as the API and <c>--json</c> show it.</summary>
internal sealed record NotificationView(
    long Id,
    string Target,
    string State,
    int Attempts,
    Instant? Due,
    Instant? Finished,
    string? Error,
    Guid Event,
    Instant? Time,
    string? Type,
    Severity? Severity,
    string? Subject,
    string? Message);

/// <summary><c>GET /api/v1/notifications</c>, the newest first.</summary>
internal sealed record NotificationList(IReadOnlyList<NotificationView> Notifications);

/// <summary>A channel as the API shows it: no secrets.</summary>
/// <param name="TimeZone">IANA.</param>
internal sealed record ChannelView(string Name, string Kind, string Destination, string TimeZone);

/// <summary><c>GET /api/v1/notifications/channels</c>.</summary>
internal sealed record ChannelList(IReadOnlyList<ChannelView> Channels);

/// <summary>How a test message ended: sent, retry or refused.</summary>
internal sealed record TrialView(string Channel, string Result, string? Reason);

/// <summary>How many notifications are tried again.</summary>
internal sealed record RetryView(int Count);

internal sealed record Nothing;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(InstantConverter), typeof(SecondsConverter), typeof(SeverityConverter)])]
[JsonSerializable(typeof(MessageView))]
[JsonSerializable(typeof(NotificationList))]
[JsonSerializable(typeof(ChannelList))]
[JsonSerializable(typeof(TrialView))]
[JsonSerializable(typeof(RetryView))]
[JsonSerializable(typeof(NotificationView))]
[JsonSerializable(typeof(ChannelView))]
[JsonSerializable(typeof(Nothing))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class NotificationsJson : JsonSerializerContext;
