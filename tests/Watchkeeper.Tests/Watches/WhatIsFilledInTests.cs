using System.Net;
using System.Text.Json;
using Watchkeeper.Core.Time;
using Watchkeeper.Watches;
using Watchkeeper.Watches.Actions;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Replay;

namespace Watchkeeper.Tests.Watches;

/// <summary>What a line says is filled into the steps as a word, a unit's name or a text in JSON, and never becomes anything else.</summary>
public sealed class WhatIsFilledInTests
{
    private readonly HostClock _clock = HostClock.Open();

    [Theory]
    [InlineData("{u}", "bitcoind.service", "restart bitcoind.service")]
    [InlineData("{u}", "bitcoind", "restart bitcoind.service")]
    [InlineData("{u}", "docker-1.2", "restart docker-1.2.service")]
    [InlineData("{u}.timer", "backup", "restart backup.timer")]
    [InlineData("app@{u}", "one", "restart app@one.service")]
    [InlineData("nginx", "", "restart nginx.service")]
    public void A_unit_is_named_whole_whether_a_capture_says_its_type_or_not(string written, string unit, string done)
    {
        var watch = WatchesWritten.Watch($$"""a: { watch: { file: /x }, when: { regex: '(?<u>.*)' }, then: [ { restart: "{{written}}" } ] }""");
        Assert.Equal(done, StepText.Describe(watch.Then[0], On(watch, unit)));
    }

    [Theory]
    [InlineData("{u}", "*")]
    [InlineData("{u}", "ngin?")]
    [InlineData("{u}", "[a-z]")]
    [InlineData("{u}", "")]
    [InlineData("{u}", "--all")]
    [InlineData("{u}", "a b")]
    [InlineData("{u}", "../x")]
    [InlineData("{u}", "x\n")]
    [InlineData("app@{u}", "")]
    public async Task A_capture_that_is_no_name_of_one_unit_changes_no_unit(string written, string unit)
    {
        var watch = WatchesWritten.Watch($$"""a: { watch: { file: /x }, when: { regex: '(?<u>[\s\S]*)' }, then: [ { restart: "{{written}}" } ] }""");
        var result = await new UnitRunner(_clock).RunAsync((UnitStep)watch.Then[0], On(watch, unit), TestContext.Current.CancellationToken);
        Assert.EndsWith("is no name of one unit", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[sh, -c, 'echo {u} >> x']")]
    [InlineData("[/bin/bash, -ec, 'echo {u}']")]
    [InlineData("[env, A=1, dash, -c, -x, 'echo {u}']")]
    [InlineData("[su, nobody, -c, 'echo {u}']")]
    public void A_capture_within_the_text_of_a_shell_is_a_mistake(string argv)
    {
        var error = Assert.Single(WatchesWritten.Errors($$"""a: { watch: { file: /x }, when: { regex: '(?<u>.*)' }, then: [ { run: {{argv}} } ] }"""));
        Assert.Contains("{u} would become part of a shell's text", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[sh, -c, 'echo "$0" >> x', "{u}"]""")]
    [InlineData("""[grep, -c, "{u}", /bin/sh]""")]
    [InlineData("""[nft, add, element, "{u}"]""")]
    public void A_capture_as_an_argument_of_its_own_is_none(string argv) =>
        Assert.Single(WatchesWritten.Watch($$"""a: { watch: { file: /x }, when: { regex: '(?<u>.*)' }, then: [ { run: {{argv}} } ] }""").Then);

    [Fact]
    public async Task A_line_can_neither_break_a_body_of_JSON_nor_add_to_it()
    {
        using var sent = new Kept();
        using var http = new HttpClient(sent);
        var watch = WatchesWritten.Watch("""
            a:
              watch: { file: /x }
              when: { regex: '(?<x>.*)(?<nothing>!)?' }
              then: [ { webhook: "http://localhost/x", body: '{"text": "at \"{x}\"", "number": {x}, "missing": {nothing}, "admin": false}' } ]
            """);
        const string Hostile = "hi\", \"admin\": true, \"y\": \"\\";
        await SendAsync(Hostile);
        await SendAsync("42");

        Assert.All(sent.Types, type => Assert.Equal("application/json", type));
        var bodies = sent.Bodies.Select(body => JsonDocument.Parse(body).RootElement).ToList();
        Assert.All(bodies, body => Assert.Equal(["text", "number", "missing", "admin"], body.EnumerateObject().Select(one => one.Name)));
        Assert.Equal($"at \"{Hostile}\"", bodies[0].GetProperty("text").GetString());
        Assert.Equal(Hostile, bodies[0].GetProperty("number").GetString());
        Assert.Equal(42, bodies[1].GetProperty("number").GetInt32());
        Assert.Equal(JsonValueKind.Null, bodies[0].GetProperty("missing").ValueKind);

        async Task SendAsync(string line) =>
            Assert.True((await new WebhookRunner(http).RunAsync((WebhookStep)watch.Then[0], On(watch, line, "x"), TestContext.Current.CancellationToken)).Succeeded);
    }

    [Fact]
    public async Task A_body_that_is_no_JSON_is_sent_as_it_is_written()
    {
        using var sent = new Kept();
        using var http = new HttpClient(sent);
        var watch = WatchesWritten.Watch("""a: { watch: { file: /x }, when: { regex: '(?<x>.*)' }, then: [ { webhook: "http://localhost/x", body: 'It said "{x}".' } ] }""");
        await new WebhookRunner(http).RunAsync((WebhookStep)watch.Then[0], On(watch, "a \"b\"", "x"), TestContext.Current.CancellationToken);
        Assert.Equal(("It said \"a \"b\"\".", "text/plain"), (Assert.Single(sent.Bodies), Assert.Single(sent.Types)));
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(" Application/X-WWW-Form-UrlEncoded; charset=utf-8")]
    public async Task A_line_adds_no_field_to_a_form(string type)
    {
        using var sent = new Kept();
        using var http = new HttpClient(sent);
        var watch = WatchesWritten.Watch($$"""
            a: { watch: { file: /x }, when: { regex: '(?<x>.*)' }, then: [ { webhook: "http://localhost/x", headers: { content-type: "{{type}}" }, body: '{x}=1&text={x}&none={key}' } ] }
            """);

        await new WebhookRunner(http).RunAsync((WebhookStep)watch.Then[0], On(watch, "a&admin=1 +é%\n", "x"), TestContext.Current.CancellationToken);

        const string Encoded = "a%26admin%3D1%20%2B%C3%A9%25%0A";
        Assert.Equal(($"{Encoded}=1&text={Encoded}&none=", "application/x-www-form-urlencoded"), (Assert.Single(sent.Bodies), Assert.Single(sent.Types)?.ToLowerInvariant()));
    }

    [Theory]
    [InlineData("""payload={{"text": "{x}", "n": {x}}}&a={x}""")]
    [InlineData("""payload=%7B%22text%22:+%22{x}%22,%22n%22:{x}%7D&a={x}""")]
    public async Task A_line_adds_no_field_to_JSON_within_a_form(string body)
    {
        const string Hostile = "\", \"channel\": \"#x&y=\\";

        var sent = await SentAsync($"body: '{body}'", Hostile);

        var fields = sent.Split('&').Select(field => field.Split('=')).ToDictionary(field => field[0], field => Uri.UnescapeDataString(field[1].Replace('+', ' ')));
        var payload = JsonDocument.Parse(fields["payload"]).RootElement;
        Assert.Equal(["text", "n"], payload.EnumerateObject().Select(one => one.Name));
        Assert.Equal((Hostile, Hostile, Hostile), (payload.GetProperty("text").GetString(), payload.GetProperty("n").GetString(), fields["a"]));
    }

    [Fact]
    public async Task A_form_without_a_body_has_the_fields_of_the_trigger() =>
        Assert.Equal(
            "watch=a&key=&edge=fire&severity=emergency&message=a%3A%20%3A%20b%26c&why=&line=b%26c&captures%5Bx%5D=b%26c", await SentAsync("body: ''", "b&c"));

    [Theory]
    [InlineData("canary: 'job-{u}'", "canary: Nothing is filled in for {u} here: a canary is named as it is.")]
    [InlineData("webhook: 'http://h/{u}'", "webhook: Nothing is filled in for {u} here: a URL is written whole; what the trigger says goes into `body:`.")]
    [InlineData("webhook: 'http://h/', headers: { X-User: 'u {u}' }", "headers: Nothing is filled in for {u} here: the header X-User is sent as it is written; what the trigger says goes into `body:`.")]
    public void A_name_where_nothing_is_filled_in_is_a_mistake(string step, string error) =>
        Assert.EndsWith(error, Assert.Single(WatchesWritten.Errors($"a: {{ watch: {{ file: /x }}, when: {{ regex: '(?<u>.*)' }}, then: [ {{ {step} }} ] }}")), StringComparison.Ordinal);

    private static async Task<string> SentAsync(string body, string line)
    {
        using var sent = new Kept();
        using var http = new HttpClient(sent);
        var watch = WatchesWritten.Watch($"a: {{ watch: {{ file: /x }}, when: {{ regex: '(?<x>.*)' }}, then: [ {{ webhook: 'http://localhost/x', headers: {{ content-type: application/x-www-form-urlencoded }}, {body} }} ] }}");
        await new WebhookRunner(http).RunAsync((WebhookStep)watch.Then[0], On(watch, line, "x"), TestContext.Current.CancellationToken);
        Assert.Equal("application/x-www-form-urlencoded", Assert.Single(sent.Types));
        return Assert.Single(sent.Bodies);
    }

    private static Trigger On(Watch watch, string captured, string name = "u") =>
        new(watch, "", EdgeKind.Fire, 0, "1.0") { Text = captured, Captures = new Dictionary<string, string> { [name] = captured } };

    /// <summary>Answers everything, and keeps what was sent.</summary>
    private sealed class Kept : HttpMessageHandler
    {
        public List<string> Bodies { get; } = [];

        public List<string?> Types { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Bodies.Add(await request.Content!.ReadAsStringAsync(cancellationToken));
            Types.Add(request.Content.Headers.ContentType?.MediaType);
            return new HttpResponseMessage(HttpStatusCode.NoContent);
        }
    }
}
