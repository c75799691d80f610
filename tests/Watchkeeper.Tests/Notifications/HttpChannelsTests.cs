using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Watchkeeper.Core.Time;
using Watchkeeper.Notifications;
using Watchkeeper.Notifications.Channels;

namespace Watchkeeper.Tests.Notifications;

/// <summary>The channels over HTTP, to a real server.</summary>
public sealed class HttpChannelsTests : IAsyncLifetime
{
    private static readonly HostClock Clock = HostClock.Open();
    private readonly HttpDelivery _http = new(HttpDelivery.NewClient(), Clock);
    private Receiver _receiver = null!;

    public async ValueTask InitializeAsync() => _receiver = await Receiver.StartAsync();

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    [Fact]
    public async Task A_webhook_gets_signed_JSON_with_a_key_against_repetition()
    {
        Assert.Equal(new Delivery.Sent(), await SendAsync($"webhook: {{ url: {_receiver.Url}/hook?x=1, secret: s3cret, headers: {{ X-Room: attic, Content-Type: application/vnd.x+json }} }}"));

        var request = await _receiver.NextAsync();
        Assert.Equal(("POST", "/hook?x=1", "attic", "application/vnd.x+json"), (request.Method, request.Path, request.Headers["X-Room"], request.Headers["Content-Type"]));
        Assert.Equal("0123456789abcdef01234567", request.Headers["Idempotency-Key"]);
        var parts = request.Headers["Watchkeeper-Signature"].Split(',');
        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes("s3cret"), Encoding.UTF8.GetBytes($"{parts[0][2..]}.{request.Body}"));
        Assert.Equal($"v1={Convert.ToHexStringLower(expected)}", parts[1]);
        var body = JsonNode.Parse(request.Body)!.AsObject();
        Assert.Equal(("alpha: Disk sda cannot be read.", "error", 1), (body.Text("subject"), body.Text("severity"), body["total"]!.GetValue<int>()));
        var entry = body["events"]![0]!.AsObject();
        Assert.Equal(("alpha", "disks.io-error", "2026-11-20T08:00:00Z"), (entry.Text("host"), entry.Text("type"), entry.Text("time")));
    }

    [Theory]
    [InlineData(400, false)]
    [InlineData(404, false)]
    [InlineData(301, false)]
    [InlineData(408, true)]
    [InlineData(429, true)]
    [InlineData(500, true)]
    [InlineData(503, true)]
    public async Task An_answer_is_tried_again_or_not(int status, bool again)
    {
        _receiver.Answer = async context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "http://127.0.0.1:1/";
            context.Response.Headers.RetryAfter = "120";
            await context.Response.WriteAsync("why\nnot");
        };

        var delivery = await SendAsync($"webhook: {{ url: {_receiver.Url} }}");

        var reason = again ? Assert.IsType<Delivery.Retry>(delivery).Reason : Assert.IsType<Delivery.Refused>(delivery).Reason;
        Assert.EndsWith($"answered {status}: why not", reason, StringComparison.Ordinal);
        Assert.Equal(again ? TimeSpan.FromMinutes(2) : null, (delivery as Delivery.Retry)?.After);
    }

    [Fact]
    public async Task A_server_that_stalls_or_drops_is_tried_again()
    {
        _receiver.Answer = static context => Task.Delay(TimeSpan.FromSeconds(30), context.RequestAborted);
        Assert.Contains("did not answer within 1 s", Assert.IsType<Delivery.Retry>(await SendAsync($"webhook: {{ url: {_receiver.Url}, timeout: 1s }}")).Reason, StringComparison.Ordinal);

        _receiver.Answer = static context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        Assert.Contains("cannot be reached", Assert.IsType<Delivery.Retry>(await SendAsync($"webhook: {{ url: {_receiver.Url} }}")).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ntfy_topic_gets_title_text_and_priority_in_any_script()
    {
        await SendAsync($"ntfy: {{ url: {_receiver.Url}/base/my-topic, token: tk_1 }}", Samples.Message("Prüfung 測試", new string('ä', 5000)));

        var request = await _receiver.NextAsync();
        var body = JsonNode.Parse(request.Body)!.AsObject();
        Assert.Equal(("POST", "/base/", "Bearer tk_1"), (request.Method, request.Path, request.Headers["Authorization"]));
        Assert.Equal(("my-topic", "Prüfung 測試", 4), (body.Text("topic"), body.Text("title"), body["priority"]!.GetValue<int>()));
        Assert.InRange(Encoding.UTF8.GetByteCount(body.Text("message")), 3000, 4096);
    }

    [Fact]
    public async Task A_slack_webhook_gets_text_that_is_no_markup()
    {
        await SendAsync($"slack: {{ url: {_receiver.Url}/services/T/B/x }}", Samples.Message("<!channel> & co"));

        var request = await _receiver.NextAsync();
        Assert.StartsWith("*&lt;!channel&gt; &amp; co*\n", JsonNode.Parse(request.Body)!.AsObject().Text("text"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_matrix_room_gets_it_under_the_key_of_the_message()
    {
        await SendAsync($"matrix: {{ server: {_receiver.Url}, room: '!r:example.org', token: t }}", Samples.Message(html: "<p>x</p>"));

        var request = await _receiver.NextAsync();
        Assert.Equal(("PUT", "/_matrix/client/v3/rooms/%21r%3Aexample.org/send/m.room.message/0123456789abcdef01234567"), (request.Method, request.Path));
        Assert.Equal("Bearer t", request.Headers["Authorization"]);
        Assert.Equal(("m.text", "<p>x</p>"), (JsonNode.Parse(request.Body)!.AsObject().Text("msgtype"), JsonNode.Parse(request.Body)!.AsObject().Text("formatted_body")));
    }

    [Fact]
    public async Task A_matrix_alias_is_looked_up_and_a_repetition_has_the_same_transaction()
    {
        _receiver.Answer = static context => context.Request.Method == "GET"
            ? context.Response.WriteAsync("""{ "room_id": "!r:example.org", "servers": ["example.org"] }""")
            : Task.CompletedTask;
        var channel = $"matrix: {{ server: {_receiver.Url}/base/, room: '#alerts:example.org', token: t }}";

        Assert.Equal(new Delivery.Sent(), await SendAsync(channel));
        Assert.Equal(new Delivery.Sent(), await SendAsync(channel));

        var requests = _receiver.Others();
        Assert.Equal("/base/_matrix/client/v3/directory/room/%23alerts%3Aexample.org", requests[0].Path);
        Assert.Equal("/base/_matrix/client/v3/rooms/%21r%3Aexample.org/send/m.room.message/0123456789abcdef01234567", requests[1].Path);
        Assert.Equal(requests[1].Path, requests[3].Path);
        Assert.All(requests, request => Assert.Equal("Bearer t", request.Headers["Authorization"]));
    }

    [Theory]
    [InlineData(404, """{ "errcode": "M_NOT_FOUND" }""", true, "answered 404")]
    [InlineData(200, "<html>", false, "did not say which room #alerts:example.org is")]
    [InlineData(200, "[]", false, "did not say which room")]
    [InlineData(502, "", false, "answered 502")]
    public async Task A_matrix_alias_that_cannot_be_looked_up_is_tried_again_or_not(int status, string answer, bool permanent, string reason)
    {
        _receiver.Answer = context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(answer);
        };

        var delivery = await SendAsync($"matrix: {{ server: {_receiver.Url}, room: '#alerts:example.org', token: t }}");

        Assert.Contains(reason, permanent ? Assert.IsType<Delivery.Refused>(delivery).Reason : Assert.IsType<Delivery.Retry>(delivery).Reason, StringComparison.Ordinal);
        Assert.Single(_receiver.Others());
    }

    [Fact]
    public async Task A_command_gets_the_message_on_its_input_and_in_its_environment()
    {
        var file = Path.GetTempFileName();

        Assert.Equal(new Delivery.Sent(), await SendAsync($$"""command: { run: [sh, -c, 'cat > {{file}}; echo "$WATCHKEEPER_SUBJECT $WATCHKEEPER_SEVERITY $1" >> {{file}}', sh, "; rm -rf /"] }"""));

        var lines = await File.ReadAllLinesAsync(file);
        Assert.Equal("0123456789abcdef01234567", JsonNode.Parse(lines[0][..(lines[0].LastIndexOf('}') + 1)])!.AsObject().Text("key"));
        Assert.EndsWith("alpha: Disk sda cannot be read. error ; rm -rf /", lines[^1], StringComparison.Ordinal);
        File.Delete(file);
    }

    [Theory]
    [InlineData("exit 75", false, "exit status 75")]
    [InlineData("echo no such luck >&2; exit 3", false, "exit status 3: no such luck")]
    [InlineData("exit 67", true, "exit status 67")]
    [InlineData("sleep 60", false, "did not end within 1 s and was killed")]
    public async Task A_command_says_by_its_exit_status_how_it_went(string script, bool permanent, string reason)
    {
        var delivery = await SendAsync($"command: {{ run: [sh, -c, '{script}'], timeout: 1s }}");

        Assert.Contains(reason, permanent ? Assert.IsType<Delivery.Refused>(delivery).Reason : Assert.IsType<Delivery.Retry>(delivery).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_people_may_read_as_well_is_not_escaped()
    {
        var file = Path.GetTempFileName();

        await SendAsync($$"""command: { run: [sh, -c, 'cat > {{file}}'] }""", Samples.Message("Prüfung <1> +09:00 測試"));

        Assert.Contains("\"subject\":\"Prüfung <1> +09:00 測試\"", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        File.Delete(file);
    }

    [Fact]
    public async Task A_command_that_is_not_there_is_tried_again() =>
        Assert.Contains("cannot be started", Assert.IsType<Delivery.Retry>(await SendAsync("command: { run: [/nonexistent/program] }")).Reason, StringComparison.Ordinal);

    private Task<Delivery> SendAsync(string channel, Message? message = null)
    {
        var options = Samples.Options($"channels: {{ c: {{ {channel} }} }}");
        return new ChannelKinds(_http, Clock).Make(options.Channels[0].Kind, options.Mail).SendAsync(message ?? Samples.Message(), CancellationToken.None);
    }
}
