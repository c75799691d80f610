using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Watchkeeper.EndToEnd.Host;

/// <summary>Whatever is thrown at the port, the daemon answers in order and goes on.</summary>
public sealed class HostileRequestsTests
{
    [Theory]
    [InlineData("GET /../../../etc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")]
    [InlineData("GET /ui/assets/..%2f..%2f..%2fetc%2fpasswd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")]
    [InlineData("GET /ui/assets/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")]
    [InlineData("GET /ui/..\\..\\etc\\passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")]
    [InlineData("GET //etc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")]
    public async Task Paths_lead_nowhere_outside(string request)
    {
        await using var daemon = await Daemon.StartAsync();

        var answer = await RawHttp.SendAsync(daemon.Url, request);

        Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
        Assert.Contains(answer.Split(' ')[1], (string[])["400", "404", "200"]);
        Assert.Equal("ok\n", await daemon.Http.GetStringAsync("/healthz"));
    }

    [Fact]
    public async Task A_query_string_of_a_megabyte_is_refused()
    {
        await using var daemon = await Daemon.StartAsync();

        var answer = await RawHttp.SendAsync(daemon.Url, $"GET /api/v1/events?type={new string('a', 1024 * 1024)} HTTP/1.1\r\nHost: localhost\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 414", answer.Length == 0 ? "HTTP/1.1 414" : answer, StringComparison.Ordinal);
        Assert.Equal("ok\n", await daemon.Http.GetStringAsync("/healthz"));
    }

    [Theory]
    [InlineData("NONSENSE\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("POST /api/v1/tokens HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n")]
    [InlineData("POST /api/v1/tokens HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    public async Task Broken_requests_are_answered_with_400(string request)
    {
        await using var daemon = await Daemon.StartAsync();

        var answer = await RawHttp.SendAsync(daemon.Url, request);

        Assert.StartsWith("HTTP/1.1 4", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/metrics/query", "The parameter 'query' is missing.")]
    [InlineData("/api/v1/events?limit=abc", "The parameter 'limit' takes a whole number up to 2147483647, not 'abc'.")]
    [InlineData("/api/v1/events?limit=99999999999", "The parameter 'limit' takes a whole number up to 2147483647, not '99999999999'.")]
    [InlineData("/api/v1/timeline?unusual=maybe", "The parameter 'unusual' takes true or false, not 'maybe'.")]
    [InlineData("/api/v1/uptime/boots?since=now&until=1h", "The range ends (")]
    [InlineData("/api/v1/uptime?sort=x", "'sort' is not a parameter of /api/v1/uptime; it takes since, until.")]
    [InlineData("/api/v1/events?sevrity=error", "'sevrity' is not a parameter of /api/v1/events; did you mean 'severity'?")]
    [InlineData("/api/v1/uptime/boots?sort=x", "'x' is no order; write")]
    public async Task Wrong_parameters_are_told_in_words(string path, string sentence)
    {
        await using var daemon = await Daemon.StartAsync();

        using var answer = await daemon.Http.GetAsync(path);
        using var problem = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync());

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.StartsWith(sentence, problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_that_never_ends_is_cut_off()
    {
        await using var daemon = await Daemon.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(daemon.Url.Host, daemon.Url.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "));
        var since = Stopwatch.StartNew();

        var answer = await RawHttp.ReadAsync(client.GetStream(), TimeSpan.FromSeconds(40));

        Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 408", StringComparison.Ordinal), answer);
        Assert.InRange(since.Elapsed, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(35));
    }

    [Fact]
    public async Task Unknown_paths_and_methods_are_problems_with_words()
    {
        await using var daemon = await Daemon.StartAsync();

        using var missing = await daemon.Http.GetAsync("/api/v1/nothing");
        using var method = await daemon.Http.DeleteAsync("/api/v1/status");
        using var value = await daemon.Http.GetAsync("/api/v1/events?limit=many");
        using var severity = await daemon.Http.GetAsync("/api/v1/events?severity=terrible");

        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Contains("There is nothing at /api/v1/nothing", await missing.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, method.StatusCode);
        Assert.Contains("it takes GET", await method.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, value.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, severity.StatusCode);
        Assert.Contains("'terrible' is not a severity", await severity.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.All((HttpResponseMessage[])[missing, method, value, severity], answer => Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType));
    }
}
