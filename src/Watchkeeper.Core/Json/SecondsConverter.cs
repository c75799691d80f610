using System.Text.Json;
using System.Text.Json.Serialization;

namespace Watchkeeper.Core.Json;

/// <summary>A <see cref="TimeSpan"/> as a number of seconds, exact to its tick (100 ns).</summary>
public sealed class SecondsConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDecimal(out var seconds)
            && Math.Abs(seconds) <= long.MaxValue / TimeSpan.TicksPerSecond)
        {
            return TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond));
        }

        throw new JsonException("A duration is written as a number of seconds, as in 90 or 0.25.");
    }

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteNumberValue((decimal)value.Ticks / TimeSpan.TicksPerSecond);
}
