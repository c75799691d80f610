using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Diagnostics;
using Watchkeeper.Core.Time;
using Watchkeeper.Metrics;
using Watchkeeper.Metrics.Collectors;
using Watchkeeper.Metrics.Forward;
using Watchkeeper.Metrics.Series;
using Watchkeeper.Metrics.Store;
using Watchkeeper.Tests.Core.Data;
using Watchkeeper.Tests.Core.Time;

namespace Watchkeeper.Tests.Metrics.Forward;

/// <summary>Samples reach real engines, in order and none lost, also when an engine was away or the daemon was.</summary>
public sealed class ForwardingTests
{
    [Fact]
    [Trait("Needs", "prometheus")]
    public async Task A_Prometheus_that_was_away_gets_all_samples_by_remote_write()
    {
        var folder = Directory.CreateTempSubdirectory("wk-prometheus-").FullName;
        await File.WriteAllTextAsync($"{folder}/prometheus.yml", "global: {}\n");
        var port = ServerProcess.FreePort();
        Task<ServerProcess> StartAsync() => ServerProcess.StartAsync(
            port, "prometheus", "/-/ready", $"--config.file={folder}/prometheus.yml", $"--storage.tsdb.path={folder}/data", "--web.enable-remote-write-receiver",
            $"--web.listen-address=127.0.0.1:{port}", "--log.level=error");

        await DeliversAsync(
            Options(ForwardKind.RemoteWrite, $"http://127.0.0.1:{port}/api/v1/write"),
            StartAsync,
            async server => Values(await server.GetAsync("/api/v1/query?query=a_total%7Bhost=%22alpha%22,b=%22x%20y%22%7D%5B1h%5D")));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    [Trait("Needs", "victoria-metrics")]
    public async Task VictoriaMetrics_gets_all_samples_by_remote_write()
    {
        var folder = Directory.CreateTempSubdirectory("wk-victoria-").FullName;
        var port = ServerProcess.FreePort();
        Task<ServerProcess> StartAsync() => ServerProcess.StartAsync(
            port, "victoria-metrics", "/health", $"-storageDataPath={folder}", $"-httpListenAddr=127.0.0.1:{port}", "-loggerLevel=ERROR", "-search.latencyOffset=0s");

        await DeliversAsync(
            Options(ForwardKind.RemoteWrite, $"http://127.0.0.1:{port}/api/v1/write"),
            StartAsync,
            async server =>
            {
                await server.GetAsync("/internal/force_flush");
                return Exported(await server.GetAsync("/api/v1/export?match%5B%5D=a_total%7Bhost=%22alpha%22,b=%22x%20y%22%7D"));
            });
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Graphite_gets_lines()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var options = Options(ForwardKind.Graphite, $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}") with { Prefix = "hosts" };
        using var forwarder = ForwardService.Make(options);
        var series = new LiveSeries(MetricFamily.Gauge("a", ""), Labels.Of("a", ("b", "x y;z")), "test");

        Assert.IsType<Delivery.Sent>(await forwarder.SendAsync([new(series, 1.5, 1_700_000_000_000), new(series, double.NaN, 1_700_000_001_000)], default));

        using var connection = await listener.AcceptTcpClientAsync();
        var line = await new StreamReader(connection.GetStream()).ReadLineAsync();
        Assert.Equal("hosts.a;b=x_y_z;host=alpha 1.5 1700000000", line);
    }

    [Fact]
    public void Otlp_is_the_specifications_json()
    {
        var counter = new LiveSeries(MetricFamily.Counter("a_total", "Help."), Labels.Of("a_total", ("b", "c")), "test");
        using var json = JsonDocument.Parse(OtlpForwarder.Encode([new(counter, 5, 1_700_000_000_123)], Options(ForwardKind.Otlp, "http://x/")));

        var metric = json.RootElement.GetProperty("resourceMetrics")[0].GetProperty("scopeMetrics")[0].GetProperty("metrics")[0];
        Assert.Equal("a_total", metric.GetProperty("name").GetString());
        Assert.Equal(2, metric.GetProperty("sum").GetProperty("aggregationTemporality").GetInt32());
        var point = metric.GetProperty("sum").GetProperty("dataPoints")[0];
        Assert.Equal("1700000000123000000", point.GetProperty("timeUnixNano").GetString());
        Assert.Equal("c", point.GetProperty("attributes")[0].GetProperty("value").GetProperty("stringValue").GetString());
    }

    [Fact]
    public void Snappy_gives_back_what_was_compressed()
    {
        var random = new Random(5);
        for (var i = 0; i < 300; i++)
        {
            var bytes = new byte[random.Next(0, i < 20 ? 300_000 : 2000)];
            random.NextBytes(bytes);
            for (var at = 0; at < bytes.Length && i % 3 > 0; at++)
            {
                bytes[at] = (byte)(i % 3 == 1 ? bytes[at] % 3 : Encoding.UTF8.GetBytes("node_cpu_seconds_total")[at % 22]);
            }

            Assert.Equal(bytes, Decompress(Snappy.Compress(bytes)));
        }
    }

    [Fact]
    public async Task A_sample_that_is_refused_does_not_take_its_tick_with_it()
    {
        await using var test = await TestDatabase.OpenAsync(TestEngine.Sqlite, new FakeHostClock(FakeHostClock.Parse("2026-03-01T00:00:00Z")), MetricsModule.Module);
        var options = Options(ForwardKind.RemoteWrite, "http://x/");
        var store = Make(test, options);
        var series = Enumerable.Range(0, 50).Select(i => store.Catalog.Get(MetricFamily.Gauge("a", ""), Labels.Of("a", ("i", $"{i}")), "test")!).ToArray();
        await store.SaveCursorAsync(options.Name, 0);
        await store.AppendAsync([.. series.Select((one, i) => new Sample(one, i))], test.Clock.Read());
        await store.AppendAsync([.. series.Select((one, i) => new Sample(one, 100 + i))], test.Clock.Read());
        using var picky = new Picky(value => value is 7 or 33);
        var counters = new Counters();
        using var stop = new CancellationTokenSource();

        var running = new Forwarding(options, store, test.Clock, counters, NullLogger.Instance, picky).RunAsync(stop.Token);
        await UntilAsync(() => Task.FromResult(picky.Taken.Contains(149)));
        await stop.CancelAsync();
        await running;

        Assert.Equal(Enumerable.Range(0, 150).Where(i => i is not (7 or 33) and not (>= 50 and < 100)), picky.Taken.Select(value => (int)value));
        Assert.Equal(2, counters.All.Single(counter => counter.Name == "watchkeeper_forward_test_lost_total").Value);
    }

    [Fact]
    public async Task An_engine_that_refuses_everything_is_not_asked_again_and_again()
    {
        await using var test = await TestDatabase.OpenAsync(TestEngine.Sqlite, new FakeHostClock(FakeHostClock.Parse("2026-03-01T00:00:00Z")), MetricsModule.Module);
        var clock = (FakeHostClock)test.Clock;
        var options = Options(ForwardKind.RemoteWrite, "http://x/");
        var store = Make(test, options);
        var series = Enumerable.Range(0, 50).Select(i => store.Catalog.Get(MetricFamily.Gauge("a", ""), Labels.Of("a", ("i", $"{i}")), "test")!).ToArray();
        await store.SaveCursorAsync(options.Name, 0);
        for (var tick = 0; tick < 20; tick++)
        {
            await store.AppendAsync([.. series.Select((one, i) => new Sample(one, i))], clock.Read());
        }

        using var picky = new Picky(_ => true);
        var counters = new Counters();
        using var stop = new CancellationTokenSource();
        var (start, lost) = (clock.Uptime, counters.Of("watchkeeper_forward_test_lost_total", ""));
        var running = new Forwarding(options, store, clock, counters, NullLogger.Instance, picky).RunAsync(stop.Token);
        while (lost.Raw < 1000)
        {
            Assert.True(clock.Uptime - start < TimeSpan.FromDays(1), "The engine is not asked any more.");
            clock.Advance(TimeSpan.FromSeconds(10));
            await Task.Delay(10);
        }

        await stop.CancelAsync();
        await running;

        // After the first row of twenty: pauses of 1, 2, 4, 8, 16 and 32 seconds, then of a minute.
        Assert.True(clock.Uptime - start > TimeSpan.FromMinutes(10), $"All was refused within {clock.Uptime - start}.");
        Assert.InRange(picky.Requests, 20, 600);
    }

    [Fact]
    public async Task What_a_full_queue_drops_is_counted_in_samples()
    {
        await using var test = await TestDatabase.OpenAsync(TestEngine.Sqlite, new FakeHostClock(FakeHostClock.Parse("2026-03-01T00:00:00Z")), MetricsModule.Module);
        var options = Options(ForwardKind.RemoteWrite, "http://x/") with { Queue = 1 };
        var store = Make(test, options);
        var series = store.Catalog.Get(MetricFamily.Gauge("a", ""), Labels.Of("a"), "test")!;
        await store.SaveCursorAsync(options.Name, 0);
        await store.AppendAsync([new(series, 1), new(series, 2, 1_772_323_200_000), new(series, 3, 1_772_323_100_000)], test.Clock.Read());
        await store.AppendAsync([new(series, 4)], test.Clock.Read());
        var counters = new Counters();
        using var picky = new Picky(_ => false);
        using var stop = new CancellationTokenSource();

        var running = new Forwarding(options, store, test.Clock, counters, NullLogger.Instance, picky).RunAsync(stop.Token);
        await ((FakeHostClock)test.Clock).TimersAsync();
        await stop.CancelAsync();
        await running;

        Assert.Equal(4, counters.All.Single(counter => counter.Name == "watchkeeper_forward_test_lost_total").Value);
        Assert.Empty(picky.Taken);
    }

    [Theory]
    [InlineData(413, true)]
    [InlineData(400, true)]
    [InlineData(404, false)]
    public async Task What_is_too_large_may_be_sent_in_parts(int status, bool forItsContent)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = Task.Run(async () =>
        {
            using var connection = await listener.AcceptTcpClientAsync();
            using var reader = new StreamReader(connection.GetStream(), leaveOpen: true);
            while (await reader.ReadLineAsync() is { Length: > 0 })
            {
            }

            _ = await reader.ReadAsync(new char[1]);
            await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        });
        using var http = new HttpForwarding(Options(ForwardKind.RemoteWrite, $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/"));
        using var body = new ByteArrayContent([1]);

        var refused = Assert.IsType<Delivery.Refused>(await http.PostAsync(body, [], default));

        Assert.Equal(forItsContent, refused.ForItsContent);
        await answering;
    }

    /// <summary>An engine that refuses a request with a value that it does not like.</summary>
    private sealed class Picky(Func<double, bool> refuses) : IForwarder
    {
        public List<double> Taken { get; } = [];

        public int Requests { get; private set; }

        public Task<Delivery> SendAsync(IReadOnlyList<ForwardedSample> samples, CancellationToken cancellation)
        {
            Requests++;
            if (samples.Any(sample => refuses(sample.Value)))
            {
                return Task.FromResult<Delivery>(new Delivery.Refused("400", ForItsContent: true));
            }

            Taken.AddRange(samples.Select(sample => sample.Value));
            return Task.FromResult<Delivery>(new Delivery.Sent());
        }

        public void Dispose()
        {
        }
    }

    private static async Task DeliversAsync(ForwardOptions options, Func<Task<ServerProcess>> start, Func<ServerProcess, Task<double[]>> read)
    {
        using var clock = (IDisposable)HostClock.Open();
        await using var test = await TestDatabase.OpenAsync(TestEngine.Sqlite, (HostClock)clock, MetricsModule.Module);
        var store = Make(test, options);
        var series = store.Catalog.Get(MetricFamily.Counter("a_total", ""), Labels.Of("a_total", ("b", "x y")), "test")!;
        var value = 0;
        async Task AppendAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                await store.AppendAsync([new(series, value++)], test.Clock.Read());
                await Task.Delay(10);
            }
        }

        await store.SaveCursorAsync(options.Name, 0);
        await AppendAsync(20);
        using (var first = new CancellationTokenSource())
        {
            var running = new Forwarding(options, store, test.Clock, new Counters(), NullLogger.Instance, ForwardService.Make(options)).RunAsync(first.Token);
            await AppendAsync(20);
            await using (var server = await start())
            {
                await UntilAsync(async () => (await read(server)).Length == value);
            }

            await AppendAsync(150);
            await store.FlushAsync(evenUntrusted: true, default);
            await first.CancelAsync();
            await running;
        }

        // Another run of the daemon, and the engine comes back only now.
        store = Make(test, options);
        store.Load();
        series = store.Catalog.Find(series.Labels)!;
        using var second = new CancellationTokenSource();
        var again = new Forwarding(options, store, test.Clock, new Counters(), NullLogger.Instance, ForwardService.Make(options)).RunAsync(second.Token);
        await AppendAsync(5);
        await using (var server = await start())
        {
            await UntilAsync(async () => (await read(server)).Length == value);
            Assert.Equal(Enumerable.Range(0, value).Select(number => (double)number), await read(server));
        }

        await second.CancelAsync();
        await again;
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var attempt = 0; !await condition(); attempt++)
        {
            Assert.True(attempt < 300, "It did not happen within a minute.");
            await Task.Delay(200);
        }
    }

    private static SampleStore Make(TestDatabase test, ForwardOptions options) => new(
        test.Database,
        test.Clock,
        TestDatabase.Host,
        new LiveOptions<MetricsOptions>(new(
            TimeSpan.FromSeconds(10), StoredSeriesChoice.Essential, 1000, SampleRetention.Default, [], FilesystemFilter.Default, HostRoots.Default)
        { Forward = [options] }),
        [], NullLogger<SampleStore>.Instance);

    private static ForwardOptions Options(ForwardKind kind, string address) => new(
        "test", kind, address, [new("host", "alpha")], null, null, null, "", TimeSpan.FromSeconds(10), 64 * 1024 * 1024);

    private static double[] Values(string json)
    {
        using var answer = JsonDocument.Parse(json);
        var result = answer.RootElement.GetProperty("data").GetProperty("result");
        return result.GetArrayLength() == 0
            ? []
            : [.. result[0].GetProperty("values").EnumerateArray().Select(point => double.Parse(point[1].GetString()!, CultureInfo.InvariantCulture))];
    }

    /// <summary>VictoriaMetrics exports a line a block: <c>{"metric":{…},"values":[…],"timestamps":[…]}</c>.</summary>
    private static double[] Exported(string lines) => [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => JsonDocument.Parse(line).RootElement)
        .SelectMany(block => block.GetProperty("timestamps").EnumerateArray().Zip(block.GetProperty("values").EnumerateArray()))
        .OrderBy(point => point.First.GetInt64()).Select(point => point.Second.GetDouble())];

    /// <summary>The reading half of Snappy's block format, written from its description for this test alone.</summary>
    private static byte[] Decompress(byte[] compressed)
    {
        var reader = new ByteReader(compressed);
        var output = new List<byte>();
        var length = (int)reader.Varint();
        while (!reader.AtEnd)
        {
            var tag = reader.Byte();
            if ((tag & 3) == 0)
            {
                var count = tag >> 2;
                if (count >= 60)
                {
                    var extra = count - 59;
                    count = 0;
                    for (var i = 0; i < extra; i++)
                    {
                        count |= reader.Byte() << (8 * i);
                    }
                }

                output.AddRange(reader.Bytes(count + 1).ToArray());
                continue;
            }

            Assert.Equal(2, tag & 3);
            var distance = reader.Byte() | (reader.Byte() << 8);
            for (var i = 0; i <= tag >> 2; i++)
            {
                output.Add(output[^distance]);
            }
        }

        Assert.Equal(length, output.Count);
        return [.. output];
    }
}
