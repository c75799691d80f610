using System.Net;
using System.Text.Json;

namespace Watchkeeper.EndToEnd.Metrics;

/// <summary>
/// What Grafana's Prometheus data source asks is answered as a real Prometheus answers it that scrapes this daemon: the same fields of the same kinds.
/// </summary>
[Trait("Needs", "prometheus")]
public sealed class GrafanaCallsTests
{
    [Fact]
    public async Task Each_call_has_the_shape_of_Prometheus_own_answer()
    {
        await using var daemon = await Daemon.StartAsync("metrics: { interval: 1s }");
        await using var prometheus = EngineServer.Prometheus(
            $"global: {{ scrape_interval: 1s }}\nscrape_configs:\n- job_name: watchkeeper\n  static_configs: [{{ targets: ['{daemon.Url.Authority}'] }}]\n");
        await prometheus.StartAsync();
        await Eventually.GetAsync(() => prometheus.AnswerAsync("/api/v1/query?query=count_over_time(node_load1[1m])%20%3E%203"), answer => answer.Body.Contains("\"value\"", StringComparison.Ordinal));
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        (string Path, string Form)[] calls =
        [
            ("/api/v1/query", "query=node_load1"),
            ("/api/v1/query", "query=1%2B1"),
            ("/api/v1/query", "query=%22text%22"),
            ("/api/v1/query", "query=node_load1%5B1m%5D"),
            ("/api/v1/query", "query=nothing_at_all"),
            ("/api/v1/query", "query=sum("),
            ("/api/v1/query", "query=node_load1&time=never"),
            ("/api/v1/query", ""),
            ("/api/v1/query_range", $"query=node_load1&start={now - 60}&end={now}&step=1"),
            ("/api/v1/query_range", $"query=vector(1)&start={now - 60}&end={now}&step=15s"),
            ("/api/v1/query_range", $"query=node_load1&start={now}&end={now - 60}&step=15"),
            ("/api/v1/query_range", $"query=node_load1&start={now - 60}&end={now}&step=0"),
            ("/api/v1/query_range", $"query=node_load1&start={now - 10_000_000}&end={now}&step=1"),
            ("/api/v1/query_range", $"query=node_load1%5B1m%5D&start={now - 60}&end={now}&step=1"),
            ("/api/v1/series", "match%5B%5D=node_load1"),
            ("/api/v1/series", "match%5B%5D=%7B__name__%3D~%22node_load.*%22%7D&match%5B%5D=node_boot_time_seconds"),
            ("/api/v1/series", ""),
            ("/api/v1/series", "match%5B%5D=%7B"),
            ("/api/v1/series", "match%5B%5D=node_load1&start=1&end=2"),
            ("/api/v1/series", $"match%5B%5D=node_load1&start={now - 3600}&end={now}"),
            ("/api/v1/series", $"match%5B%5D=node_load1&start={now + 300}&end={now + 600}"),
            ("/api/v1/series", "match%5B%5D=node_load1&start=2&end=1"),
            ("/api/v1/labels", "start=1&end=2"),
            ("/api/v1/labels", $"start={now - 60}&end={now + 3600}"),
            ("/api/v1/query_exemplars", $"query=node_load1&start={now - 60}&end={now}"),
            ("/api/v1/labels", ""),
            ("/api/v1/labels", "match%5B%5D=node_cpu_seconds_total"),
        ];
        foreach (var (path, form) in calls)
        {
            await AlikeAsync(daemon, prometheus, $"{path}?{form}", null);
            await AlikeAsync(daemon, prometheus, path, form);
        }

        foreach (var path in (string[])["/api/v1/label/mode/values", "/api/v1/label/__name__/values?match%5B%5D=node_load1", "/api/v1/metadata", "/api/v1/metadata?metric=node_load1", "/api/v1/status/buildinfo",
            "/api/v1/label/mode/values?start=1&end=2", $"/api/v1/label/mode/values?start={now - 60}&end={now}", "/api/v1/alerts", "/api/v1/alertmanagers", "/api/v1/rules"])
        {
            await AlikeAsync(daemon, prometheus, path, null);
        }

        var unsupported = await daemon.Http.GetAsync("/api/v1/query?query=holt_winters(node_load1%5B5m%5D,0.5,0.5)");
        Assert.Equal(HttpStatusCode.BadRequest, unsupported.StatusCode);
        Assert.Contains("holt_winters", await unsupported.Content.ReadAsStringAsync());
        Assert.Equal("404 application/json {errorType:not_found status:error}", await ShapeAsync(daemon.Http, new Uri(daemon.Url, "/api/v1/format_query?query=1"), null));
        Assert.Equal("200 application/json {data:{activeTargets:[] droppedTargets:[]} status:success}", await ShapeAsync(daemon.Http, new Uri(daemon.Url, "/api/v1/targets"), null));
    }

    private static async Task AlikeAsync(Daemon daemon, EngineServer prometheus, string path, string? form)
    {
        var ours = await ShapeAsync(daemon.Http, new Uri(daemon.Url, path), form);
        var theirs = await ShapeAsync(prometheus.Http, new Uri($"http://127.0.0.1:{prometheus.Port}{path}"), form);
        Assert.True(ours == theirs, $"{(form is null ? "GET" : "POST")} {path} {form}\nPrometheus:  {theirs}\nWatchkeeper: {ours}");
    }

    private static async Task<string> ShapeAsync(HttpClient http, Uri address, string? form)
    {
        using var answer = form is null
            ? await http.GetAsync(address)
            : await http.PostAsync(address, new StringContent(form, new System.Net.Http.Headers.MediaTypeHeaderValue("application/x-www-form-urlencoded")));
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return $"{(int)answer.StatusCode} {answer.Content.Headers.ContentType?.MediaType} {Shape(json.RootElement, "")}";
    }

    /// <summary>Names and kinds, without values; what has names of the data (labels, metrics) counts as one.</summary>
    private static string Shape(JsonElement element, string name) => element.ValueKind switch
    {
        JsonValueKind.Object when name is "metric" => "labels",
        JsonValueKind.Object when element.EnumerateObject().Any(field => field.Name is "node_load1" or "__name__") =>
            "by name " + Shape(element.EnumerateObject().First().Value, ""),
        JsonValueKind.Object => $"{{{string.Join(' ', element.EnumerateObject().Where(field => field.Name is not ("application" or "error"))
            .OrderBy(field => field.Name, StringComparer.Ordinal).Select(field => $"{field.Name}:{Shape(field.Value, field.Name)}"))}}}",
        JsonValueKind.Array => name is "value" ? $"[{string.Join(',', element.EnumerateArray().Select(item => Shape(item, "")))}]"
            : element.GetArrayLength() == 0 ? "[]" : $"[{Shape(element[0], name is "values" ? "value" : "")}…]",
        JsonValueKind.String when name is "status" or "resultType" or "errorType" => element.GetString()!,
        var kind => kind.ToString(),
    };
}
