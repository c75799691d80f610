using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Watchkeeper.EndToEnd.Host;

public sealed class TokensTests
{
    [Fact]
    public async Task Tokens_are_made_listed_and_revoked()
    {
        await using var daemon = await Daemon.StartAsync();

        var secret = (await daemon.OutputOfAsync("tokens", "create", "grafana", "--role", "read", "--expires", "90d")).Trim();
        var listed = await daemon.OutputOfAsync("tokens", "list", "--json");
        var taken = await daemon.RunAsync("tokens", "create", "grafana");
        using var before = await SendAsync(daemon, HttpMethod.Get, "/api/v1/status", secret);
        await daemon.OutputOfAsync("tokens", "revoke", "grafana");
        await daemon.OutputOfAsync("tokens", "create", "another");
        using var after = await SendAsync(daemon, HttpMethod.Get, "/api/v1/status", secret);

        Assert.StartsWith("wk_", secret, StringComparison.Ordinal);
        Assert.Contains("\"name\":\"grafana\"", listed, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, listed, StringComparison.Ordinal);
        Assert.Equal(1, taken.ExitCode);
        Assert.Contains("There is a token 'grafana' already", taken.Error, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Fact]
    public async Task A_stream_ends_with_its_token()
    {
        await using var daemon = await Daemon.StartAsync();
        await daemon.OutputOfAsync("tokens", "create", "admin");
        var revoked = (await daemon.OutputOfAsync("tokens", "create", "revoked", "--role", "read")).Trim();
        var expiring = (await daemon.OutputOfAsync("tokens", "create", "expiring", "--role", "read", "--expires", "3s")).Trim();
        using var first = await StreamAsync(daemon, revoked);
        using var second = await StreamAsync(daemon, expiring);

        await daemon.OutputOfAsync("tokens", "revoke", "revoked");
        await Task.Delay(TimeSpan.FromSeconds(3));
        await daemon.OutputOfAsync("tokens", "create", "afterwards");

        foreach (var answer in (HttpResponseMessage[])[first, second])
        {
            Assert.DoesNotContain("afterwards", await answer.Content.ReadAsStringAsync().WaitAsync(TimeSpan.FromSeconds(30)), StringComparison.Ordinal);
        }
    }

    private static async Task<HttpResponseMessage> StreamAsync(Daemon daemon, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/events/stream") { Headers = { { "Authorization", $"Bearer {token}" } } };
        return (await daemon.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead)).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task What_may_be_got_may_be_asked_for_without_its_body_too()
    {
        await using var daemon = await Daemon.StartAsync();
        var secret = (await daemon.OutputOfAsync("tokens", "create", "r", "--role", "read")).Trim();

        foreach (var (path, token) in ((string, string?)[])[("/", null), ("/api/v1/status", secret), ("/openapi.json", secret), ("/healthz", null)])
        {
            using var head = await SendAsync(daemon, HttpMethod.Head, path, token);
            Assert.Equal((path, HttpStatusCode.OK), (path, head.StatusCode));
            Assert.Equal("", await head.Content.ReadAsStringAsync());
        }

        using var refused = await SendAsync(daemon, HttpMethod.Head, "/api/v1/status", null);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task The_secret_stands_nowhere_on_the_disk()
    {
        await using var daemon = await Daemon.StartAsync();
        var secret = (await daemon.OutputOfAsync("tokens", "create", "hidden")).Trim();
        await daemon.StopAsync();

        foreach (var file in Directory.EnumerateFiles(daemon.Folder))
        {
            Assert.DoesNotContain(secret, Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Each_role_may_do_what_it_is_for()
    {
        await using var daemon = await Daemon.StartAsync();
        var admin = (await daemon.OutputOfAsync("tokens", "create", "a", "--role", "admin")).Trim();
        var read = (await daemon.OutputOfAsync("tokens", "create", "r", "--role", "read")).Trim();
        var ping = (await daemon.OutputOfAsync("tokens", "create", "p", "--role", "ping")).Trim();

        async Task<HttpStatusCode> Ask(HttpMethod method, string path, string? token)
        {
            using var answer = await SendAsync(daemon, method, path, token);
            return answer.StatusCode;
        }

        Assert.Equal(HttpStatusCode.OK, await Ask(HttpMethod.Get, "/api/v1/tokens", admin));
        Assert.Equal(HttpStatusCode.Forbidden, await Ask(HttpMethod.Get, "/api/v1/tokens", read));
        Assert.Equal(HttpStatusCode.OK, await Ask(HttpMethod.Get, "/api/v1/events", read));
        Assert.Equal(HttpStatusCode.Forbidden, await Ask(HttpMethod.Get, "/api/v1/events", ping));
        Assert.Equal(HttpStatusCode.Forbidden, await Ask(HttpMethod.Post, "/api/v1/configuration/reload", read));
        Assert.Equal(HttpStatusCode.Unauthorized, await Ask(HttpMethod.Get, "/api/v1/status", null));
        Assert.Equal(HttpStatusCode.OK, await Ask(HttpMethod.Get, "/healthz", null));
    }

    [Fact]
    public async Task Without_tokens_a_program_on_this_host_reads_but_makes_no_tokens()
    {
        await using var daemon = await Daemon.StartAsync();

        using var reads = await SendAsync(daemon, HttpMethod.Get, "/api/v1/status", null);
        using var makes = await daemon.Http.PostAsync("/api/v1/tokens", Json("""{ "name": "x", "role": "admin" }"""));
        using var lists = await SendAsync(daemon, HttpMethod.Get, "/api/v1/tokens", null);

        Assert.Equal(HttpStatusCode.OK, reads.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, makes.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, lists.StatusCode);
    }

    [Fact]
    public async Task The_token_is_the_password_of_a_browser()
    {
        await using var daemon = await Daemon.StartAsync();
        var secret = (await daemon.OutputOfAsync("tokens", "create", "browser")).Trim();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/status");
        request.Headers.TryAddWithoutValidation("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("anybody:" + secret)));

        using var answer = await daemon.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task An_expired_token_is_refused_and_still_asked_for()
    {
        await using var daemon = await Daemon.StartAsync();
        var secret = (await daemon.OutputOfAsync("tokens", "create", "short", "--expires", "1s")).Trim();
        await Task.Delay(TimeSpan.FromSeconds(1.5));

        using var withIt = await SendAsync(daemon, HttpMethod.Get, "/api/v1/status", secret);
        using var without = await SendAsync(daemon, HttpMethod.Get, "/api/v1/status", null);

        Assert.Equal(HttpStatusCode.Unauthorized, withIt.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
    }

    [Fact]
    public async Task Guessing_is_slowed_logged_and_told_as_an_event_while_the_right_token_is_not_slowed()
    {
        await using var daemon = await Daemon.StartAsync();
        var secret = (await daemon.OutputOfAsync("tokens", "create", "right")).Trim();
        var since = Stopwatch.StartNew();

        var guesses = await Task.WhenAll(Enumerable.Range(0, 12).Select(async number =>
        {
            using var answer = await SendAsync(daemon, HttpMethod.Get, "/api/v1/status", $"wk_guess{number}");
            return answer.StatusCode;
        }).Append(Task.Run(async () =>
        {
            await Task.Delay(300);
            var began = since.Elapsed;
            using var answer = await SendAsync(daemon, HttpMethod.Get, "/api/v1/status", secret);
            Assert.InRange(since.Elapsed - began, TimeSpan.Zero, TimeSpan.FromSeconds(3));
            return answer.StatusCode;
        })));

        Assert.InRange(since.Elapsed, TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(30));
        Assert.Equal(12, guesses.Count(code => code == HttpStatusCode.Unauthorized));
        Assert.Equal(1, guesses.Count(code => code == HttpStatusCode.OK));
        Assert.Contains("A wrong or expired token came from 127.0.0.1", daemon.Log, StringComparison.Ordinal);
        Assert.Contains("watchkeeper.authentication-failed", await daemon.OutputOfAsync("events", "--type", "watchkeeper.*", "--json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_bodies_are_told_in_words()
    {
        await using var daemon = await Daemon.StartAsync();

        using var broken = await daemon.LocalHttp.PostAsync("/api/v1/tokens", Json("{\n \"name\": oops }"));
        using var unknown = await daemon.LocalHttp.PostAsync("/api/v1/tokens", Json("""{ "name": "x", "role": "king" }"""));
        using var text = await daemon.LocalHttp.PostAsync("/api/v1/tokens", new StringContent("name=x"));
        using var tooMuch = new HttpRequestMessage(HttpMethod.Post, "/api/v1/tokens") { Content = Json($"{{\"name\":\"{new string('x', 2_000_000)}\"}}") };
        tooMuch.Headers.ExpectContinue = true;
        using var huge = await daemon.LocalHttp.SendAsync(tooMuch);

        Assert.Contains("line 2, column", await DetailAsync(broken, HttpStatusCode.BadRequest), StringComparison.Ordinal);
        Assert.Contains("'king' is not a role", await DetailAsync(unknown, HttpStatusCode.BadRequest), StringComparison.Ordinal);
        Assert.Contains("application/json", await DetailAsync(text, HttpStatusCode.UnsupportedMediaType), StringComparison.Ordinal);
        Assert.Contains("1048576 bytes", await DetailAsync(huge, HttpStatusCode.RequestEntityTooLarge), StringComparison.Ordinal);
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static async Task<string> DetailAsync(HttpResponseMessage answer, HttpStatusCode expected)
    {
        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["detail"]!;
    }

    private static async Task<HttpResponseMessage> SendAsync(Daemon daemon, HttpMethod method, string path, string? token)
    {
        using var request = new HttpRequestMessage(method, path);
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        }

        return await daemon.Http.SendAsync(request);
    }
}
