using System.Text.Json;
using System.Text.Json.Serialization;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Text;

namespace Watchkeeper.Core.Json;

/// <summary>A <see cref="Severity"/> as its name in lower case.</summary>
public sealed class SeverityConverter : JsonConverter<Severity>
{
    public override Severity Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Severities.TryParse(reader.GetString(), out var severity)
            ? severity
            : throw new JsonException($"A severity is a name: {Severities.Forms}.");

    public override void Write(Utf8JsonWriter writer, Severity value, JsonSerializerOptions options) => writer.WriteStringValue(Severities.Name(value));
}
