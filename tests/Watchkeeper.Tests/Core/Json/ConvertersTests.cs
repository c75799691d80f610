using System.Text.Json;
using System.Text.Json.Serialization;
using FsCheck;
using FsCheck.Fluent;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Json;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Tests.Core.Json;

public sealed class ConvertersTests
{
    [Fact]
    public void Everything_is_written_in_the_house_form()
    {
        var sample = new Sample(new Instant(1_795_161_600_500_000), TimeSpan.FromSeconds(1.5), Severity.Warning, null);

        var json = JsonSerializer.Serialize(sample, SampleJson.Default.Sample);

        Assert.Equal("""{"time":"2026-11-20T08:00:00.500Z","took":1.5,"severity":"warning","ended":null}""", json);
        Assert.Equal(sample, JsonSerializer.Deserialize(json, SampleJson.Default.Sample));
    }

    [Fact]
    public void Every_duration_is_read_back_exactly() =>
        Prop.ForAll<long>(ticks =>
        {
            var sample = new Sample(default, TimeSpan.FromTicks(ticks), Severity.Info, new Instant(ticks % 1_000_000_000_000));
            return JsonSerializer.Deserialize(JsonSerializer.Serialize(sample, SampleJson.Default.Sample), SampleJson.Default.Sample) == sample;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("""{"time":"yesterday"}""")]
    [InlineData("""{"time":12}""")]
    [InlineData("""{"took":"90s"}""")]
    [InlineData("""{"took":1e300}""")]
    [InlineData("""{"severity":"loud"}""")]
    [InlineData("""{"severity":3}""")]
    public void A_wrong_form_is_a_json_error(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(json, SampleJson.Default.Sample));

    internal sealed record Sample(Instant Time, TimeSpan Took, Severity Severity, Instant? Ended);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(InstantConverter), typeof(SecondsConverter), typeof(SeverityConverter)])]
[JsonSerializable(typeof(ConvertersTests.Sample))]
internal sealed partial class SampleJson : JsonSerializerContext;
