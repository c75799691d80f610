using System.Net;

namespace Watchkeeper.EndToEnd.Host;

/// <summary>Without a token, a web page elsewhere must not reach the daemon through the browser of somebody on this host.</summary>
public sealed class ForeignRequestsTests
{
    [Theory]
    [InlineData("Host", "evil.example")]
    [InlineData("Host", "evil.example:8642")]
    [InlineData("Host", "127.0.0.1.evil.example")]
    [InlineData("Host", "192.168.1.5")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "http://localhost:3000")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task A_request_from_elsewhere_is_forbidden(string header, string value)
    {
        await using var daemon = await Daemon.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/status");
        request.Headers.TryAddWithoutValidation(header, value);

        using var answer = await daemon.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("watch.localhost")]
    [InlineData("watch.example.org")]
    public async Task Names_of_this_host_and_of_public_url_are_taken(string host)
    {
        await using var daemon = await Daemon.StartAsync("public_url: https://watch.example.org");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/status") { Headers = { Host = host } };

        using var answer = await daemon.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task What_came_through_an_unknown_proxy_is_not_local()
    {
        await using var daemon = await Daemon.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/status");
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", "203.0.113.9");

        using var answer = await daemon.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task With_a_bearer_token_the_name_does_not_matter()
    {
        await using var daemon = await Daemon.StartAsync();
        var secret = (await daemon.OutputOfAsync("tokens", "create", "reader")).Trim();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/status") { Headers = { Host = "watch.example.org" } };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {secret}");

        using var answer = await daemon.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
