using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Watchkeeper.Tests.Notifications;

namespace Watchkeeper.EndToEnd.Metrics;

/// <summary>Samples reach other engines in order and none is lost, whoever is away or killed meanwhile.</summary>
public sealed class ForwardingTests
{
    private static readonly string[] Compared = ["node_load1", "node_memory_MemAvailable_bytes", "node_cpu_seconds_total{cpu=\"0\",mode=\"user\"}"];

    /// <summary>How long an engine is away. Minutes take minutes: WATCHKEEPER_TEST_OUTAGE=200 runs these tests with an outage of so many seconds.</summary>
    private static TimeSpan Outage => TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("WATCHKEEPER_TEST_OUTAGE"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : 8);

    [Fact]
    [Trait("Needs", "prometheus")]
    public async Task A_Prometheus_that_was_stopped_while_the_daemon_was_killed_has_every_sample_in_order()
    {
        await using var prometheus = EngineServer.Prometheus();
        await SurvivesAsync(prometheus);
    }

    [Fact]
    [Trait("Needs", "victoria-metrics")]
    public async Task A_VictoriaMetrics_that_was_stopped_while_the_daemon_was_killed_has_every_sample_in_order()
    {
        await using var victoria = EngineServer.VictoriaMetrics();
        await SurvivesAsync(victoria);
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

    /// <summary>An engine gets samples, is away while more come and the daemon crashes, and comes back.</summary>
    private static async Task SurvivesAsync(EngineServer engine)
    {
        await engine.StartAsync();
        await using var daemon = await Daemon.StartAsync(
            $"metrics: {{ interval: 1s, forward: {{ engine: {{ kind: remote-write, url: 'http://127.0.0.1:{engine.Port}/api/v1/write', labels: {{ host: alpha }} }} }} }}");
        await TheirsAsync(engine, "node_load1", samples => samples.Length >= 3);

        await engine.StopAsync();
        await daemon.WaitForLogAsync("does not take samples; they wait on the disk");
        await Task.Delay(Outage / 2);
        await daemon.KillAsync();
        await daemon.StartAgainAsync();
        await Task.Delay(Outage / 2);
        var restarted = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;
        await engine.StartAsync();

        foreach (var series in Compared)
        {
            var theirs = await TheirsAsync(engine, series, samples => samples.Length > 0 && samples[^1].Time > restarted + 1);
            var ours = Samples(await daemon.Http.GetStringAsync(Query(series + "[1h]")));

            // A target that is new gets what comes from now on; the daemon's very first tick may have been before that.
            Assert.InRange(Array.IndexOf(ours, theirs[0]), 0, 1);
            Assert.Equal(ours.SkipWhile(sample => sample != theirs[0]).TakeWhile(sample => sample.Time <= theirs[^1].Time), theirs);
            Assert.True(theirs.Count(sample => sample.Time < restarted) > Outage.TotalSeconds / 2, $"Only {theirs.Length} samples came.");
        }
    }

    private static Task<(double Time, double Value)[]> TheirsAsync(EngineServer engine, string series, Func<(double Time, double Value)[], bool> pleases)
    {
        var labels = series.EndsWith('}') ? series[..^1] + ",host=\"alpha\"}" : series + "{host=\"alpha\"}";
        return Eventually.GetAsync(
            async () =>
            {
                await engine.AnswerAsync("/internal/force_flush");
                return Samples((await engine.AnswerAsync(Query(labels + "[1h]"))).Body);
            },
            pleases);
    }

    private static string Query(string expression) => "/api/v1/query?query=" + Uri.EscapeDataString(expression);

    private static (double Time, double Value)[] Samples(string json)
    {
        using var answer = JsonDocument.Parse(json);
        return answer.RootElement.GetProperty("data").GetProperty("result") is { } result && result.GetArrayLength() == 0
            ? []
            : [.. result[0].GetProperty("values").EnumerateArray().Select(point => (point[0].GetDouble(), double.Parse(point[1].GetString()!, CultureInfo.InvariantCulture)))];
    }
}
