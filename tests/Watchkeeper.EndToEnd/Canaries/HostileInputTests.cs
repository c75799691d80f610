using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Watchkeeper.EndToEnd.Canaries;

/// <summary>Whatever is sent, the daemon answers in the documented shape and lives on.</summary>
public sealed class HostileInputTests
{
    private static readonly string[] Commands = ["create", "delete", "get", "update", "list", "trigger", "pause", "unpause"];
    private static readonly string[] Names = ["name", "slug", "id", "periodicity", "description", "email", "paused", "verbose", "late", "search", "comment", "m", "auth_key", "x"];

    private static readonly string[] Values =
    [
        "", "a", "job", "%00", "%ff%fe", "%", "%0a%0d", "-", "1e999", "999999999999999999999", "0", "-1", "nan", "true", "(", "(a%2b)%2b$", "%2b%2b", "*+*+*+*+*+60",
        "*+*+*+*+*+1e308", "60-70+*+*+*+*+1", "*/0+*+*+*+*+1", ";;;", "0+0+30+2+*+5", "%F0%9F%98%80", "%ED%A0%80", "..%2f..%2fetc%2fpasswd", "'%22\\", "%E2%80%AE",
        "x%0d%0aBcc:all@example.org", new string('9', 500), new string('a', 5_000),
    ];

    [Fact]
    public async Task Every_parameter_with_every_kind_of_value()
    {
        await using var daemon = await Daemon.StartAsync();
        var random = new Random(5);
        for (var i = 0; i < 3_000; i++)
        {
            var parameters = Enumerable.Range(0, random.Next(1, 5)).Select(_ => $"{Pick(random, Names)}={Pick(random, Values)}");
            using var answer = await daemon.Http.GetAsync($"/coal-mine/v1/canary/{Pick(random, Commands)}?{string.Join('&', parameters)}");
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest or HttpStatusCode.NotFound, text);
            using var json = JsonDocument.Parse(text);
            Assert.Equal(answer.IsSuccessStatusCode ? "ok" : "error", json.RootElement.GetProperty("status").GetString());
            Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        }

        await AssertHealthyAsync(daemon);
    }

    [Fact]
    public async Task Bodies_of_the_api_that_are_none()
    {
        await using var daemon = await Daemon.StartAsync();
        await daemon.OutputOfAsync("canaries", "create", "job", "--schedule", "1h");
        string[] bodies =
        [
            "", "null", "[]", "1", "{", "\"x\"", "{\"name\":1}", "{\"name\":\"a\",\"schedule\":5}", "{\"name\":\"a\",\"schedule\":\"\"}", "{\"nope\":1}",
            "{\"name\":\"a\",\"schedule\":\"1h\",\"grace\":-1}", "{\"name\":\"a\",\"schedule\":\"1h\",\"grace\":1e300}", "{\"name\":\"a\",\"schedule\":\"1h\",\"alert_after\":0}",
            "{\"name\":\"a\",\"schedule\":\"1h\",\"emails\":[\"x\\ny\"]}", "{\"name\":\"a\",\"schedule\":\"1h\",\"emails\":[null]}", "{\"name\":\"a\",\"schedule\":\"1h\",\"id_letters\":1000000}",
            "{\"kind\":\"explode\"}", "{\"exit_status\":99999999999}", "{\"run_id\":\"" + new string('a', 100) + "\"}", "{\"until\":\"yesterday\"}", "{\"canaries\":null}",
            "{\"canaries\":[{\"id\":\"../x\",\"name\":\"a\",\"schedule\":\"1h\",\"paused\":false,\"late\":false}]}", new string('[', 10_000),
        ];
        foreach (var path in (string[])["", "/import", "/job/pings", "/job/pause", "/job/snooze"])
        {
            foreach (var body in bodies)
            {
                using var answer = await daemon.Http.PostAsync("/api/v1/canaries" + path, new StringContent(body, Encoding.UTF8, "application/json"));
                Assert.True((int)answer.StatusCode < 500, $"{path} {body}: {answer.StatusCode}");
            }
        }

        await AssertHealthyAsync(daemon);
    }

    [Theory]
    [InlineData("/ping/job/256", 400)]
    [InlineData("/ping/job/-1", 400)]
    [InlineData("/ping/job/boom", 400)]
    [InlineData("/ping/job?rid=zzz", 400)]
    [InlineData("/ping/nobody", 404)]
    [InlineData("/ping/nobody?create=1", 404)]
    [InlineData("/ping/job/3?rid=5bf66975-d4c7-4bf5-bcc8-b8d8a82ea278", 200)]
    [InlineData("/badges/zzzzzzzz.svg", 404)]
    [InlineData("/api/v1/canaries/preview?schedule=nope", 400)]
    [InlineData("/api/v1/canaries?search=(", 400)]
    public async Task Wrong_urls_have_their_answers(string path, int status)
    {
        await using var daemon = await Daemon.StartAsync();
        await daemon.OutputOfAsync("canaries", "create", "job", "--schedule", "1h");
        using var answer = await daemon.Http.GetAsync(path);
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Huge_queries_and_slow_clients()
    {
        await using var daemon = await Daemon.StartAsync();
        using var slow = new TcpClient(daemon.Url.Host, daemon.Url.Port);
        await slow.GetStream().WriteAsync("GET /coal-mine/v1/canary/li"u8.ToArray());
        var megabyte = new string('a', 1 << 20);
        Assert.Equal((414, "{\n    \"status\": \"error\",\n    \"error\": \"414 URI Too Long\"\n}\n"), await AskAsync(daemon, "/coal-mine/v1/canary/list?search=" + megabyte));
        Assert.Equal((414, "{\n    \"status\": \"error\",\n    \"error\": \"414 URI Too Long\"\n}\n"), await AskAsync(daemon, "/abcdefgh?m=" + megabyte));
        Assert.Equal((414, "url too long"), await AskAsync(daemon, "/ping/job?comment=" + megabyte));
        Assert.Equal(414, (await AskAsync(daemon, "/api/v1/canaries?search=" + megabyte)).Status);
        Assert.Equal(200, (await AskAsync(daemon, "/coal-mine/v1/canary/create?name=a&periodicity=60&description=" + new string('a', 30_000))).Status);
        using var upload = new ByteArrayContent(new byte[3 << 20]);
        using var answer = await daemon.Http.PostAsync("/ping/a", upload);
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Contains("\"body_bytes\":10000", await daemon.Http.GetStringAsync("/api/v1/canaries/a/pings"), StringComparison.Ordinal);
        await AssertHealthyAsync(daemon);
    }

    [Fact]
    public async Task Updates_and_deletions_at_once()
    {
        await using var daemon = await Daemon.StartAsync();
        for (var round = 0; round < 20; round++)
        {
            (await daemon.Http.GetAsync("/coal-mine/v1/canary/create?name=job&periodicity=.05")).EnsureSuccessStatusCode();
            var requests = Enumerable.Range(0, 12).Select(i => daemon.Http.GetAsync(
                "/coal-mine/v1/canary/" + (i % 4) switch
                {
                    0 => $"update?slug=job&description=d{i}",
                    1 => "trigger?slug=job",
                    2 => $"update?slug=job&periodicity=.0{1 + i}",
                    _ => i > 8 ? "delete?slug=job" : "get?slug=job",
                }));
            Assert.All(await Task.WhenAll(requests), answer => Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest or HttpStatusCode.NotFound));
            await daemon.Http.GetAsync("/coal-mine/v1/canary/delete?slug=job");
        }

        await AssertHealthyAsync(daemon);
    }

    private static async Task<(int Status, string Body)> AskAsync(Daemon daemon, string target)
    {
        using var client = new TcpClient(daemon.Url.Host, daemon.Url.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync();
        return (int.Parse(answer.Split(' ')[1]), answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
    }

    private static async Task AssertHealthyAsync(Daemon daemon)
    {
        Assert.Equal("ok\n", await daemon.Http.GetStringAsync("/healthz"));
        Assert.DoesNotContain("Exception", daemon.Log.Replace("Exception(", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("watchkeeper_http_failures_total 0", await daemon.Http.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    private static string Pick(Random random, string[] choices) => choices[random.Next(choices.Length)];
}
