using System.Net;
using System.Net.Sockets;
using System.Text;
using Watchkeeper.Core.Contracts;
using Watchkeeper.Core.Time;
using Watchkeeper.Watches.Probes;
using Watchkeeper.Watches.Sources;

namespace Watchkeeper.Tests.Watches;

/// <summary>Sources that are asked, against servers that answer well, badly and not at all.</summary>
public sealed class ProbeTests : IDisposable
{
    private readonly HostClock _clock = HostClock.Open();
    private readonly HttpClient _http = new();

    [Theory]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"1"]}]}}""", "1")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"9007199254740993"]}]}}""", "9007199254740993")]
    [InlineData("""{"status":"success","data":{"resultType":"scalar","result":[1,"0.5"]}}""", "0.5")]
    [InlineData("""{"status":"success","data":{"resultType":"string","result":[1,"yes"]}}""", "yes")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[]}}""", "unknown")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"NaN"]}]}}""", "unknown")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,null]}]}}""", "unknown")]
    [InlineData("""{"status":"success","data":{"resultType":"matrix","result":[]}}""", "unknown")]
    [InlineData("""{"status":"error","errorType":"bad_data","error":"parse error"}""", "unknown")]
    [InlineData("""{"data":{"result":0}}""", "unknown")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1]}]}}""", "unknown")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{"a":"1","a":"2"},"value":[1,"1"]}]}}""", "unknown")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"metric":7,"value":[1,"1"]}]}}""", "unknown")]
    [InlineData("""{"status":"success","data":{"resultType":"scalar","result":[]}}""", "unknown")]
    [InlineData("""{"status":"success","data":[]}""", "unknown")]
    [InlineData("""[]""", "unknown")]
    [InlineData("""{"status":""", "unknown")]
    [InlineData("<html>502 Bad Gateway</html>", "unknown")]
    [InlineData("", "unknown")]
    public async Task A_Prometheus_is_believed_only_when_it_answers_clearly(string body, string expected)
    {
        using var server = new OneAnswer($"HTTP/1.1 200 OK\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}");
        var sample = Assert.Single(await AskAsync(new PrometheusSource(server.Url, "a + b")));
        Assert.Equal(expected, sample.Reading.IsUnknown ? "unknown" : sample.Reading.Text);
        Assert.Contains("/api/v1/query?query=a%20%2B%20b", server.Request, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 503 Busy\r\nContent-Length: 70\r\nConnection: close\r\n\r\n{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1,\"0.50\"]}}")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nConnection: close\r\n\r\n{")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData("")]
    public async Task Errors_and_garbage_are_unknown(string answer)
    {
        using var server = new OneAnswer(answer);
        Assert.True(Assert.Single(await AskAsync(new PrometheusSource(server.Url, "up"))).Reading.IsUnknown);
    }

    [Fact]
    public async Task No_answer_in_time_is_unknown()
    {
        using var server = new OneAnswer(null);
        var sample = Assert.Single(await AskAsync(new PrometheusSource(server.Url, "up") { Timeout = TimeSpan.FromMilliseconds(200) }));
        Assert.Equal("no answer within 0.2 s", sample.Reading.Text);
    }

    [Fact]
    public async Task An_http_answer_gives_its_status_and_members()
    {
        using var server = new OneAnswer("HTTP/1.1 200 OK\r\nContent-Length: 21\r\nConnection: close\r\n\r\n{\"queue\":{\"depth\":7}}");
        var sample = Assert.Single(await AskAsync(new HttpSource(server.Url, "GET", new Dictionary<string, string>())));
        Assert.Equal(("200", "7"), (sample.Reading.Text, sample.Facts["queue.depth"]));

        using var busy = new OneAnswer("HTTP/1.1 503 Busy\r\nContent-Length: 21\r\nConnection: close\r\n\r\n{\"queue\":{\"depth\":0}}");
        sample = Assert.Single(await AskAsync(new HttpSource(busy.Url, "GET", new Dictionary<string, string>())));
        Assert.Equal(("503", false), (sample.Reading.Text, sample.Facts.ContainsKey("queue.depth")));
    }

    [Fact]
    public async Task A_port_is_open_or_closed()
    {
        using var server = new OneAnswer(null);
        Assert.Equal("open", Assert.Single(await AskAsync(new TcpSource("127.0.0.1", server.Port, Tls: false))).Reading.Text);
        server.Dispose();
        Assert.Equal("closed", Assert.Single(await AskAsync(new TcpSource("127.0.0.1", server.Port, Tls: false))).Reading.Text);
    }

    [Fact]
    public async Task Commands_processes_and_paths_answer()
    {
        Assert.Equal("7", Assert.Single(await AskAsync(new CommandSource(["echo", "7"]) { Timeout = TimeSpan.FromMinutes(2) })).Reading.Text);
        Assert.Equal("3", Assert.Single(await AskAsync(new CommandSource(["sh", "-c", "exit 3"]) { Timeout = TimeSpan.FromMinutes(2) })).Facts["exit"]);
        Assert.Equal("PONG", Assert.Single(await AskAsync(new CommandSource(["sh", "-c", "echo warning >&2; echo PONG"]) { Timeout = TimeSpan.FromMinutes(2) })).Reading.Text);
        Assert.Equal("unknown: there is no program no-such-program", Assert.Single(await AskAsync(new CommandSource(["no-such-program", "ping"]) { Timeout = TimeSpan.FromMinutes(2) })).Reading.ToString());
        Assert.Equal("unknown: it printed nothing", Assert.Single(await AskAsync(new CommandSource(["echo", ""]) { Timeout = TimeSpan.FromMinutes(2) })).Reading.ToString());
        Assert.True(Assert.Single(await AskAsync(new CommandSource(["sleep", "60"]) { Timeout = TimeSpan.FromMilliseconds(200) })).Reading.IsUnknown);
        Assert.Equal("gone", Assert.Single(await AskAsync(new ProcessSource("no-such-program", null))).Reading.Text);
        Assert.Equal("running", Assert.Single(await AskAsync(new ProcessSource(Path.GetFileName(Environment.ProcessPath), null))).Reading.Text);
        Assert.Equal("missing", Assert.Single(await AskAsync(new PathSource("/no/such/file"))).Reading.Text);
        Assert.True(int.Parse(Assert.Single(await AskAsync(new PathSource("/etc/passwd") { Timeout = TimeSpan.FromMinutes(2) })).Facts["size"]) > 0);
    }

    [Fact]
    public void Units_are_read_from_what_systemctl_prints()
    {
        var samples = UnitProbe.Parse("""
            Result=success
            NRestarts=4
            Id=nginx.service
            LoadState=loaded
            ActiveState=active
            SubState=running

            Result=success
            NRestarts=0
            Id=gone.service
            LoadState=not-found
            ActiveState=inactive
            SubState=dead
            """.ReplaceLineEndings("\n"));
        Assert.Equal(("active", "4", "nginx.service"), (samples[0].Reading.Text, samples[0].Facts["restarts"], samples[0].Facts["unit"]));
        Assert.True(samples[1].Reading.IsUnknown);
    }

    [Theory]
    [InlineData(-10, 3000.0)]
    [InlineData(0, 3e9)]
    [InlineData(5, 3e9)]
    public void The_time_until_zero_follows_the_trend(double perSecond, double expected)
    {
        var end = new Instant(1_000_000_000);
        var points = Enumerable.Range(-60, 61).Select(i => new SamplePoint(end + TimeSpan.FromSeconds(i), 30_000 + (perSecond * i))).ToList();
        Assert.Equal(expected, MetricProbe.SecondsUntilZero(points), 3);
        Assert.True(double.IsNaN(MetricProbe.SecondsUntilZero([.. points.Take(3)])));
    }

    [Fact]
    public void A_metric_without_data_says_so()
    {
        var now = _clock.Now;
        Assert.Equal("unknown: there is no data of up", Ask(new MetricSource("up")));
        Assert.Equal("unknown: there is no data of up", Ask(new MetricSource("up"), []));
        Assert.Equal("1", Ask(new MetricSource("up"), new SamplePoint(now, 1)));
        Assert.Equal("unknown: there are too few samples yet to know its pace", Ask(new MetricSource("up") { UntilZero = TimeSpan.FromHours(1) }, new SamplePoint(now, 1)));

        string Ask(MetricSource source, params SamplePoint[]? points) => Assert.Single(MetricProbe.Ask(source, new Answer(points), now)).Reading.ToString();
    }

    /// <param name="points">Of the one series of the answer; null: there is none.</param>
    private sealed class Answer(SamplePoint[]? points) : ISamples
    {
        private readonly SamplesResult _result = new(points is null ? [] : [new SampleSeries(new Dictionary<string, string>(), points)], null);

        public SamplesResult Query(string expression, Instant at) => _result;

        public SamplesResult Query(string expression, Instant from, Instant to, TimeSpan step) => _result;
    }

    [Fact]
    public void Sensors_say_how_far_they_are_from_critical()
    {
        var root = Directory.CreateTempSubdirectory("watchkeeper-sys-").FullName;
        var chip = Directory.CreateDirectory(Path.Combine(root, "class/hwmon/hwmon0")).FullName;
        foreach (var (name, text) in new[] { ("name", "coretemp"), ("temp1_input", "91500"), ("temp1_crit", "100000"), ("temp1_label", "Package"), ("temp2_input", "40000"), ("temp3_crit", "0"), ("temp3_input", "1") })
        {
            File.WriteAllText(Path.Combine(chip, name), text + "\n");
        }

        var sample = Assert.Single(TemperatureProbe.Ask(root));
        Assert.Equal(("8.5", "coretemp", "Package", "91.5"), (sample.Reading.Text, sample.Facts["chip"], sample.Facts["sensor"], sample.Facts["celsius"]));
        Assert.True(Assert.Single(TemperatureProbe.Ask(Path.Combine(root, "class"))).Reading.IsUnknown);
        Directory.Delete(root, recursive: true);
    }

    public void Dispose()
    {
        _http.Dispose();
        (_clock as IDisposable)?.Dispose();
    }

    private Task<IReadOnlyList<Sample>> AskAsync(PolledSource source) => new Prober(_http, [], _clock).AskAsync(source, CancellationToken.None);

    /// <summary>A server that answers every connection with the same bytes, or with nothing at all.</summary>
    private sealed class OneAnswer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly string? _answer;
        private readonly List<TcpClient> _clients = [];

        public OneAnswer(string? answer)
        {
            _answer = answer;
            _listener.Start();
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
            _ = ServeAsync();
        }

        public int Port { get; }

        public string Url => $"http://127.0.0.1:{Port}";

        public string Request { get; private set; } = "";

        public void Dispose()
        {
            _listener.Dispose();
            _clients.ForEach(client => client.Dispose());
        }

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    var client = await _listener.AcceptTcpClientAsync();
                    _clients.Add(client);
                    if (_answer is not null)
                    {
                        var buffer = new byte[4096];
                        Request = Encoding.ASCII.GetString(buffer, 0, await client.GetStream().ReadAsync(buffer));
                        await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(_answer));
                        client.Close();
                    }
                }
            }
            catch (Exception closed) when (closed is SocketException or ObjectDisposedException or IOException)
            {
                // The test is over.
            }
        }
    }
}
