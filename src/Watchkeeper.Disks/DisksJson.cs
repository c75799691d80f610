using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Json;
using Watchkeeper.Core.Text;
using Watchkeeper.Disks.Devices;

namespace Watchkeeper.Disks;

/// <summary>The answer of <c>GET /api/v1/disks</c>.</summary>
internal sealed record DeviceList(IReadOnlyList<BlockDevice> Disks);

/// <summary>The answer of <c>GET /api/v1/disks/events</c>, oldest first.</summary>
internal sealed record DiskEventList(IReadOnlyList<DiskEvent> Events);

/// <summary>The answer of <c>GET /api/v1/disks/info</c>.</summary>
internal sealed record DeviceInfo(BlockDevice Device, IReadOnlyList<BlockDevice> Below, IReadOnlyList<BlockDevice> Above);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(InstantConverter), typeof(SecondsConverter), typeof(SeverityConverter), typeof(DeviceKindConverter)])]
[JsonSerializable(typeof(DiskEvent))]
[JsonSerializable(typeof(DiskEventList))]
[JsonSerializable(typeof(DeviceList))]
[JsonSerializable(typeof(DeviceInfo))]
[JsonSerializable(typeof(BlockDevice))]
internal sealed partial class DisksJson : JsonSerializerContext
{
    /// <summary>A disk event as the fields of an entry of the journal: all but what the entry has of its own.</summary>
    public static JsonObject FieldsOf(DiskEvent entry)
    {
        var fields = JsonSerializer.SerializeToNode(entry, Default.DiskEvent)!.AsObject();
        foreach (var own in (string[])["type", "severity", "message", "time"])
        {
            fields.Remove(own);
        }

        return fields;
    }

    /// <summary>A draft as text, without a time and an id.</summary>
    public static string TextOf(EventDraft draft) => new JsonObject
    {
        ["type"] = draft.Type,
        ["severity"] = (int)draft.Severity,
        ["subject"] = draft.Subject,
        ["message"] = draft.Message,
        ["fields"] = draft.Fields?.DeepClone(),
    }.ToJsonString();

    /// <summary>The draft in a text that <see cref="TextOf"/> has made.</summary>
    public static EventDraft ReadDraft(string text)
    {
        var draft = JsonNode.Parse(text)!.AsObject();
        return new EventDraft((string)draft["type"]!, (Severity)(int)draft["severity"]!, (string)draft["subject"]!, (string)draft["message"]!)
        {
            Fields = draft["fields"]?.DeepClone().AsObject(),
        };
    }

    /// <summary>The disk event that an entry of the journal holds; null when it holds none.</summary>
    public static DiskEvent? Read(Event entry)
    {
        if (entry.Fields is not { } fields || !fields.ContainsKey("device"))
        {
            return null;
        }

        return Whole(fields, entry.Type, Severities.Name(entry.Severity), entry.Message, entry.Time.Wall.ToString());
    }

    /// <summary>The disk event in an entry as the API shows it; null when it holds none.</summary>
    public static DiskEvent? ReadView(JsonObject entry) => entry["fields"] is JsonObject fields && fields.ContainsKey("device")
        ? Whole(fields, (string?)entry["type"], (string?)entry["severity"], (string?)entry["message"], (string?)entry["time"]) : null;

    private static DiskEvent? Whole(JsonObject fields, string? type, string? severity, string? message, string? time)
    {
        var whole = fields.DeepClone().AsObject();
        (whole["type"], whole["severity"], whole["message"], whole["time"]) = (type, severity, message, time);
        return whole.Deserialize(Default.DiskEvent);
    }
}

/// <summary>A kind as its name in lower case.</summary>
internal sealed class DeviceKindConverter : JsonConverter<DeviceKind>
{
    public override DeviceKind Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Enum.TryParse<DeviceKind>(reader.GetString(), ignoreCase: true, out var kind) ? kind : DeviceKind.Other;

    public override void Write(Utf8JsonWriter writer, DeviceKind value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString().ToLowerInvariant());
}
