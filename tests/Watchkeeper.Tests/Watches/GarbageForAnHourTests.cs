using System.Net;
using Watchkeeper.Tests.Core.Time;
using Watchkeeper.Watches;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Probes;
using Watchkeeper.Watches.Sources;

namespace Watchkeeper.Tests.Watches;

/// <summary>A Prometheus that answers an hour long with everything but an answer, on a clock that a test turns.</summary>
public sealed class GarbageForAnHourTests
{
    private const string Right = """{"status":"success","data":{"resultType":"vector","result":[{"metric":{"a":"b"},"value":[1,"1"]}]}}""";

    private static readonly string[] Garbage =
    [
        "", "<<>>{", "null", "[]", "7", "\"success\"", "{}", """{"status":"success"}""", """{"status":"success","data":null}""", """{"status":"success","data":[]}""",
        """{"status":"success","data":{"resultType":"vector"}}""", """{"status":"success","data":{"resultType":"vector","result":{}}}""",
        """{"status":"success","data":{"resultType":"vector","result":[]}}""", """{"status":"success","data":{"resultType":"vector","result":[1]}}""",
        """{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[]}]}}""",
        """{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1]}]}}""",
        """{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,1]}]}}""",
        """{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"NaN"]}]}}""",
        """{"status":"success","data":{"resultType":"vector","result":[{"metric":{"a":1},"value":[1,"1"]}]}}""",
        """{"status":"success","data":{"resultType":"vector","result":[{"metric":{"a":"1","a":"2"},"value":[1,"1"]}]}}""",
        """{"status":"success","data":{"resultType":"scalar","result":[]}}""", """{"status":"success","data":{"resultType":"scalar","result":"1"}}""",
        """{"status":"success","data":{"resultType":"matrix","result":[[1,"1"]]}}""", """{"status":7,"data":{}}""", Right[..40], new string('[', 100_000), "\u0000\uFFFD",
    ];

    [Fact]
    public async Task It_is_unknown_all_the_time_and_known_again_afterwards()
    {
        var clock = new FakeHostClock();
        var served = 0;
        var isWell = false;
        using var http = new HttpClient(new Answering(() => isWell ? Right : Garbage[served++ % Garbage.Length]));
        var prober = new Prober(http, [], clock);
        var triggers = new List<string>();
        var watch = WatchesWritten.Watch("""a: { watch: { prometheus: up, every: 10s }, when: { is: ["1", "", "null"], unknown_for: 10m } }""");
        var evaluator = new Evaluator(watch, trigger => triggers.Add($"{trigger.Kind} {trigger.IsUnknown} after {(trigger.At / 1_000_000) - 60} s"));
        for (var asked = 0; asked <= 360; asked++)
        {
            isWell = asked == 360;
            var sample = Assert.Single(await prober.AskAsync((PolledSource)watch.Source, CancellationToken.None));
            var now = (long)clock.Uptime.TotalSeconds * 1_000_000;
            evaluator.Observe("", new Observation(now, Part.Main, sample.Reading, Facts.None), new LineOrigin(now, 0), TimeSpan.Zero);
            clock.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Equal(["Raise True after 600 s", "Raise False after 3600 s", "Clear True after 3600 s"], triggers);
    }

    private sealed class Answering(Func<string> body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body()) });
    }
}
