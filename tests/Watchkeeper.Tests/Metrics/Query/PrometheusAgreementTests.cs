using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Watchkeeper.Metrics.Query;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Tests.Metrics.Query;

/// <summary>A real Prometheus holds the same samples and answers the same queries: values agree to a billionth, labels exactly.</summary>
[Trait("Needs", "prometheus")]
public sealed class PrometheusAgreementTests : IClassFixture<PrometheusAgreementTests.Server>
{
    private const long From = Samples.Start + 600_000;
    private const long To = Samples.Start + 7_000_000;
    private const long Step = 37_000;

    private readonly Server _server;

    public PrometheusAgreementTests(Server server) => _server = server;

    public static TheoryData<string> Queries => Lines("queries.txt");

    public static TheoryData<string> Refused => Lines("refused-queries.txt");

    /// <summary>Expressions that nobody thought of: what Prometheus refuses we refuse, and what it answers we answer alike.</summary>
    [Fact]
    public async Task Expressions_made_at_random_give_what_Prometheus_gives()
    {
        var expressions = new RandomExpressions(2026);
        var (answered, refused, wrong) = (0, 0, new List<string>());
        for (var i = 0; i < 500; i++)
        {
            var query = expressions.Next();
            try
            {
                if (await _server.RefusesAsync(query))
                {
                    Assert.Throws<QueryException>(() => _server.Samples.Engine.Range(query, From, To, Step));
                    refused++;
                }
                else
                {
                    await A_range_query_gives_what_Prometheus_gives(query);
                    answered++;
                }
            }
            catch (Exception problem) when (problem is Xunit.Sdk.XunitException or QueryException)
            {
                wrong.Add($"{query}\n    {problem.Message.Split('\n')[0]}");
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {answered + refused + wrong.Count} differ:\n{string.Join('\n', wrong.Take(20))}");
        Assert.InRange(answered, 300, 500);
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task A_range_query_gives_what_Prometheus_gives(string query)
    {
        var (times, value) = _server.Samples.Engine.Range(query, From, To, Step);
        var ours = value.Kind == ValueKind.Scalar ? [new VectorSeries(Labels.Empty, value.Scalar)] : value.Vector;
        var mine = ours.ToDictionary(
            series => Key(series.Labels.Pairs.ToArray()),
            series => times.Zip(series.Values).Where(point => !VectorSeries.IsAbsent(point.Second)).ToDictionary(point => point.First, point => point.Second));
        var theirs = await _server.RangeAsync(query);

        Assert.Equal(theirs.Keys.Order(StringComparer.Ordinal), mine.Keys.Order(StringComparer.Ordinal));
        foreach (var (labels, points) in theirs)
        {
            Assert.Equal(points.Keys.Order(), mine[labels].Keys.Order());
            Assert.All(points, point => AssertClose(point.Value, mine[labels][point.Key], $"{labels} at {point.Key}"));
        }
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_Prometheus_refuses_is_refused(string query)
    {
        Assert.True(await _server.RefusesAsync(query));
        Assert.Throws<QueryException>(() => _server.Samples.Engine.Range(query, From, To, Step));
    }

    private static TheoryData<string> Lines(string file) => [.. File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Metrics/Fixtures", file))
        .Where(line => line.Length > 0 && line[0] != '#')];

    private static void AssertClose(double theirs, double ours, string where)
    {
        var close = theirs.Equals(ours) || (double.IsNaN(theirs) && double.IsNaN(ours))
            || Math.Abs(theirs - ours) <= 1e-9 * Math.Max(Math.Abs(theirs), Math.Abs(ours)) || Math.Abs(theirs - ours) < 1e-12;
        Assert.True(close, string.Create(CultureInfo.InvariantCulture, $"{where}: Prometheus has {theirs:R}, Watchkeeper {ours:R}"));
    }

    private static string Key(IEnumerable<KeyValuePair<string, string>> labels) =>
        string.Join(',', labels.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));

    /// <summary>Debian's Prometheus on a block that promtool made of the samples.</summary>
    public sealed class Server : IAsyncLifetime
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("wk-prometheus-").FullName;
        private readonly HttpClient _client = new();
        private Process? _process;
        private int _port;

        internal Samples Samples { get; } = Samples.Realistic();

        public async ValueTask InitializeAsync()
        {
            await File.WriteAllTextAsync($"{_folder}/samples.om", Samples.OpenMetrics());
            await File.WriteAllTextAsync($"{_folder}/prometheus.yml", "global: {}\n");
            await Process.Start(new ProcessStartInfo("promtool", ["tsdb", "create-blocks-from", "openmetrics", $"{_folder}/samples.om", $"{_folder}/data"])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!.WaitForExitAsync();
            using (var listener = new TcpListener(IPAddress.Loopback, 0))
            {
                listener.Start();
                _port = ((IPEndPoint)listener.LocalEndpoint).Port;
            }

            _process = Process.Start(new ProcessStartInfo("prometheus",
            [
                $"--config.file={_folder}/prometheus.yml", $"--storage.tsdb.path={_folder}/data", "--storage.tsdb.retention.time=100y",
                $"--web.listen-address=127.0.0.1:{_port}", "--log.level=error",
            ])
            { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
            for (var attempt = 0; ; attempt++)
            {
                try
                {
                    (await _client.GetAsync($"http://127.0.0.1:{_port}/-/ready")).EnsureSuccessStatusCode();
                    return;
                }
                catch (HttpRequestException) when (attempt < 200)
                {
                    await Task.Delay(100);
                }
            }
        }

        internal async Task<bool> RefusesAsync(string query)
        {
            using var answer = await _client.GetAsync(Address(query));
            return answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity;
        }

        private string Address(string query) =>
            $"http://127.0.0.1:{_port}/api/v1/query_range?query={Uri.EscapeDataString(query)}&start={From / 1000.0:R}&end={To / 1000.0:R}&step={Step / 1000.0:R}";

        internal async Task<Dictionary<string, Dictionary<long, double>>> RangeAsync(string query)
        {
            using var answer = JsonDocument.Parse(await _client.GetStringAsync(Address(query)));
            return answer.RootElement.GetProperty("data").GetProperty("result").EnumerateArray().ToDictionary(
                series => Key(series.GetProperty("metric").EnumerateObject().Select(label => KeyValuePair.Create(label.Name, label.Value.GetString()!))),
                series => series.GetProperty("values").EnumerateArray().ToDictionary(
                    point => (long)Math.Round(point[0].GetDouble() * 1000), point => Number(point[1].GetString()!)));
        }

        public ValueTask DisposeAsync()
        {
            _process?.Kill();
            _process?.WaitForExit();
            _client.Dispose();
            Directory.Delete(_folder, recursive: true);
            return ValueTask.CompletedTask;
        }

        private static double Number(string text) => text switch
        {
            "NaN" => double.NaN,
            "+Inf" => double.PositiveInfinity,
            "-Inf" => double.NegativeInfinity,
            _ => double.Parse(text, CultureInfo.InvariantCulture),
        };
    }
}
