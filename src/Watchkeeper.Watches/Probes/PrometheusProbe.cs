using System.Text.Json;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Sources;

namespace Watchkeeper.Watches.Probes;

/// <summary>An instant query (Prometheus HTTP API, <c>/api/v1/query</c>). Values come as strings and stay text, so nothing is lost or made up.</summary>
internal static class PrometheusProbe
{
    public static async Task<IReadOnlyList<Sample>> AskAsync(PrometheusSource source, HttpClient http, CancellationToken cancellation)
    {
        var url = $"{source.Url.TrimEnd('/')}/api/v1/query?query={Uri.EscapeDataString(source.Query)}";
        using var answer = await http.GetAsync(new Uri(url), HttpCompletionOption.ResponseHeadersRead, cancellation);
        var body = await Bodies.ReadAsync(answer.Content, cancellation);
        try
        {
            using var document = JsonDocument.Parse(body);
            return Read(document.RootElement, (int)answer.StatusCode);
        }
        catch (Exception garbage) when (garbage is JsonException or InvalidOperationException or KeyNotFoundException or IndexOutOfRangeException or ArgumentException)
        {
            return Sample.Unknown($"{source.Url} answered {(int)answer.StatusCode} with something that is no answer of a Prometheus");
        }
    }

    private static IReadOnlyList<Sample> Read(JsonElement root, int status)
    {
        if (status != 200 || root.GetProperty("status").GetString() != "success")
        {
            var why = root.TryGetProperty("error", out var error) ? error.ToString() : "no reason given";
            return Sample.Unknown($"the query failed ({status}): {why}");
        }

        var data = root.GetProperty("data");
        var result = data.GetProperty("result");
        return data.GetProperty("resultType").GetString() switch
        {
            "scalar" or "string" => [new Sample(Value(result), new Dictionary<string, string>())],
            "vector" => [.. result.EnumerateArray().Select(one => new Sample(
                Value(one.GetProperty("value")),
                one.GetProperty("metric").EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString() ?? "", StringComparer.Ordinal)))],
            var other => Sample.Unknown($"the query gives a {other}, and no value at one time"),
        };
    }

    private static Reading Value(JsonElement pair) => pair[1].GetString() switch
    {
        null => Reading.Unknown("the value is null"),
        "NaN" or "+Inf" or "-Inf" or "Inf" => Reading.Unknown($"the value is {pair[1].GetString()}"),
        var text => Reading.Of(text),
    };
}
