using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Watchkeeper.Tests.Notifications;

namespace Watchkeeper.EndToEnd.Metrics;

/// <summary>Samples reach other engines in order and none is lost, whoever is away or killed meanwhile.</summary>
public sealed class ForwardingTests
{
    [Fact]
    [Trait("Needs", "prometheus")]
    public async Task A_Prometheus_that_was_away_while_the_daemon_was_killed_has_every_sample()
    {
        await using var prometheus = PrometheusServer.Prepare();
        await using var daemon = await Daemon.StartAsync(
            $"metrics: {{ interval: 1s, forward: {{ prometheus: {{ kind: remote-write, url: 'http://127.0.0.1:{prometheus.Port}/api/v1/write', labels: {{ host: alpha }} }} }} }}");
        await HasAsync(daemon, 5);
        await daemon.KillAsync();
        await daemon.StartAgainAsync();
        await HasAsync(daemon, 10);

        await prometheus.StartAsync();
        var theirs = await Eventually.GetAsync(async () => Samples((await prometheus.AnswerAsync(Query("node_load1{host=\"alpha\"}[10m]"))).Body), samples => samples.Length >= 10);

        var ours = Samples(await daemon.Http.GetStringAsync(Query("node_load1[10m]")));
        // A target that is new gets what comes from now on; the daemon's very first tick may have been before that.
        Assert.InRange(Array.IndexOf(ours, theirs[0]), 0, 1);
        Assert.Equal(ours.SkipWhile(sample => sample != theirs[0]).TakeWhile(sample => sample.Time <= theirs[^1].Time), theirs);
    }

    [Fact]
    public async Task An_OTLP_receiver_that_fails_at_first_gets_the_specifications_JSON_in_order()
    {
        await using var receiver = await Receiver.StartAsync();
        var failures = 2;
        receiver.Answer = context =>
        {
            context.Response.StatusCode = Interlocked.Decrement(ref failures) >= 0 ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
            return context.Response.WriteAsync("{}");
        };
        await using var daemon = await Daemon.StartAsync(
            $"metrics: {{ interval: 1s, forward: {{ collector: {{ kind: otlp, url: '{receiver.Url}/v1/metrics', labels: {{ host.name: alpha }} }} }} }}".Replace("host.name", "host_name", StringComparison.Ordinal));

        var taken = new List<OtlpPoint>();
        for (var request = 0; request < 6; request++)
        {
            var received = await receiver.NextAsync();
            Assert.Equal(("POST", "/v1/metrics"), (received.Method, received.Path));
            Assert.Equal("application/json", received.Headers["Content-Type"]);
            var points = OtlpShape.Read(received.Body);
            if (request >= 2)
            {
                taken.AddRange(points);
            }
        }

        var load = taken.Where(point => point.Name == "node_load1").Select(point => point.Time).ToArray();
        Assert.Equal(load.Distinct().Order(), load);
        var ours = Samples(await daemon.Http.GetStringAsync(Query("node_load1[10m]"))).Select(sample => (long)Math.Round(sample.Time * 1000) * 1_000_000).ToArray();
        Assert.InRange(Array.IndexOf(ours, load[0]), 0, 1);
        Assert.Equal(ours.SkipWhile(time => time != load[0]).Take(load.Length), load);
        Assert.Contains(taken, point => point is { Name: "node_cpu_seconds_total", IsSum: true });
        Assert.All(taken.Where(point => point.Name == "node_load1"), point => Assert.False(point.IsSum));
    }

    private static Task<(double Time, string Value)[]> HasAsync(Daemon daemon, int count) =>
        Eventually.GetAsync(async () => Samples(await daemon.Http.GetStringAsync(Query("node_load1[10m]"))), samples => samples.Length >= count);

    private static string Query(string expression) => "/api/v1/query?query=" + Uri.EscapeDataString(expression);

    private static (double Time, string Value)[] Samples(string json)
    {
        using var answer = JsonDocument.Parse(json);
        return answer.RootElement.GetProperty("data").GetProperty("result") is { } result && result.GetArrayLength() == 0
            ? []
            : [.. result[0].GetProperty("values").EnumerateArray().Select(point => (point[0].GetDouble(), point[1].GetString()!))];
    }
}
