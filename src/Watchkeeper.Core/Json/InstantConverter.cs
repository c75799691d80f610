using System.Text.Json;
using System.Text.Json.Serialization;
using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Core.Json;

/// <summary>An <see cref="Instant"/> as RFC 3339 in UTC; reads any offset.</summary>
public sealed class InstantConverter : JsonConverter<Instant>
{
    public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Times.TryParseRfc3339(reader.GetString()!, out var time)
            ? time
            : throw new JsonException("A time is written as a string in RFC 3339, as in \"2026-11-20T08:00:00Z\".");

    public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
