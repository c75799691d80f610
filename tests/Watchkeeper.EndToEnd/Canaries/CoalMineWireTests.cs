using System.Text.RegularExpressions;

namespace Watchkeeper.EndToEnd.Canaries;

/// <summary>What goes over the wire to Coal Mine's clients, to the byte; ids and times are masked.</summary>
public sealed partial class CoalMineWireTests : IAsyncLifetime
{
    private Daemon _daemon = null!;

    public async ValueTask InitializeAsync() => _daemon = await Daemon.StartAsync();

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    [Fact]
    public async Task A_canary_has_its_keys_in_order()
    {
        Assert.Equal(
            """
            200 text/json; charset=utf-8
            {
                "status": "ok",
                "canary": {
                    "id": "ID",
                    "name": "New N\u00c4me",
                    "slug": "new-n\u00e4me",
                    "periodicity": 3600.0,
                    "description": "d \u00e9 \"q\"",
                    "emails": [
                        "a@b.c",
                        "d@e.f"
                    ],
                    "paused": false,
                    "history": [
                        [
                            "TIME",
                            "Canary created"
                        ]
                    ],
                    "late": false,
                    "deadline": "TIME"
                }
            }

            """,
            await AskAsync("create?name=New+N%C3%84me&periodicity=3600&description=d+%C3%A9+%22q%22&email=a@b.c&email=d@e.f"));
        Assert.Equal(
            """
            200 text/json; charset=utf-8
            {
                "status": "ok",
                "canaries": [
                    {
                        "id": "ID",
                        "name": "New N\u00c4me"
                    }
                ]
            }

            """,
            await AskAsync("list"));
        Assert.Equal("200 text/json; charset=utf-8\n{\n    \"status\": \"ok\",\n    \"canaries\": []\n}\n", await AskAsync("list?search=nothing"));
    }

    [Fact]
    public async Task Paused_canaries_have_no_deadline_and_schedules_are_listed_but_not_in_lists()
    {
        var created = await AskAsync("create?name=x&periodicity=*+0-11+*+*+*+60;+*+12-23+*+*+*+600&paused=yes");
        Assert.DoesNotContain("deadline", created, StringComparison.Ordinal);
        Assert.Contains(
            """
                    "late": false,
                    "periodicity_schedule": [
                        [
                            "TIME",
                            "TIME",

            """,
            created,
            StringComparison.Ordinal);
        Assert.DoesNotContain("periodicity_schedule", await AskAsync("list?verbose=1"), StringComparison.Ordinal);
        Assert.Contains("\"history\"", await AskAsync("list?verbose=1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_life_of_a_canary()
    {
        await AskAsync("create?name=job&periodicity=3600");
        Assert.Equal("200 {'status':'ok','recovered':false,'unpaused':false}", await BriefAsync("trigger?slug=job&comment=one&m=two"));
        Assert.Equal("200 {'status':'ok','recovered':false,'unpaused':false}", await BriefAsync("trigger?name=Job&m=two"));
        Assert.Contains("\"Paused (why)\"", await AskAsync("pause?slug=job&comment=why"), StringComparison.Ordinal);
        Assert.Equal("400 {'status':'error','error':'AlreadyPausedError()'}", await BriefAsync("pause?slug=job"));
        Assert.Contains("\"deadline\"", await AskAsync("unpause?slug=job"), StringComparison.Ordinal);
        Assert.Equal("400 {'status':'error','error':'AlreadyUnpausedError()'}", await BriefAsync("unpause?slug=job"));
        Assert.Contains("\"periodicity\": 0.1", await AskAsync("update?slug=job&periodicity=.1"), StringComparison.Ordinal);
        await Task.Delay(500);
        Assert.Contains("\"late\": true", await AskAsync("get?slug=job"), StringComparison.Ordinal);
        await AskAsync("pause?slug=job");
        Assert.Equal("200 {'status':'ok','recovered':true,'unpaused':true}", await BriefAsync("trigger?slug=job"));
        var history = Regex.Matches(await AskAsync("get?slug=job"), "\"TIME\",\\s+\"(?<text>[^\"]+)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        Assert.Equal(
            ["Triggered", "Paused", "Unpaused", "Paused (why)", "Triggered (two)", "Triggered (one)", "Canary created"],
            history.Select(match => match.Groups["text"].Value));
        Assert.Equal("200 {'status':'ok'}", await BriefAsync("delete?slug=job"));
        Assert.Equal("404 {'status':'error','error':'CanaryNotFound'}", await BriefAsync("get?slug=job"));
    }

    [Theory]
    [InlineData("create?periodicity=1", """Exception('Missing argument \"name\"')""")]
    [InlineData("create?name=&periodicity=1", """Exception('Missing argument \"name\"')""")]
    [InlineData("create?name=a&foo=1", """Exception('Missing argument \"periodicity\"')""")]
    [InlineData("create?name=a&periodicity=1&paused=maybe&foo=1", """Exception('Bad boolean value \"maybe\" for parameter \"paused\"')""")]
    [InlineData("create?name=a&periodicity=1&foo=1", """Exception('Unexpected argument \"foo\"')""")]
    [InlineData("create?name=a&periodicity=1&auth_key=k", """Exception('Unexpected argument \"auth_key\"')""")]
    [InlineData("trigger?id=zzzzzzzz&auth_key=k", """Exception('Unexpected argument \"auth_key\"')""")]
    [InlineData("create?name=a&periodicity=0", "TypeError('numeric periodicities must be positive')")]
    [InlineData("create?name=a&periodicity=-5", "TypeError('malformed periodicity: must be positive number or semicolon-delimited crontab schedule; see documentation for more information')")]
    [InlineData("create?name=a&periodicity=1.2.3", "ValueError(\\\"could not convert string to float: '1.2.3'\\\")")]
    [InlineData("create?name=a&periodicity=*+*+*+*+*+%0A60", "TypeError('malformed periodicity: no newlines allowed')")]
    [InlineData("create?name=a&periodicity=*+*+*+*+*+x", """TypeError('malformed periodicity; each crontab schedule \"command\" must be a positive number')""")]
    [InlineData("create?name=a&periodicity=*+*+*+*+*+60;5+*+*+*+*+6", """TypeError('malformed periodicity: overlapping schedule entries are not allowed: \"* * * * * 60\" and \"5 * * * * 6\"')""")]
    [InlineData("create?name=a&periodicity=99999999999999", "OverflowError('days=1157407407; must have magnitude <= 999999999')")]
    [InlineData("get", "Exception('Must specify id, slug, or name')")]
    [InlineData("update?name=x", "Exception('Must specify id or slug')")]
    [InlineData("update?slug=there", "ValueError('No updates specified')")]
    [InlineData("update?slug=there&periodicity=60", "ValueError('No updates specified')")]
    [InlineData("update?slug=there&name=!!", "Exception('Must specify name, slug, or identifier')")]
    [InlineData("update?slug=there&name=Other", "AlreadyExistsError('Canary other already exists with identifier ID')")]
    [InlineData("create?name=There&periodicity=x", "AlreadyExistsError('Canary there already exists with identifier ID')")]
    [InlineData("list?search=(", "error('missing ), unterminated subpattern at position 0')")]
    public async Task What_is_wrong_is_said_in_the_words_of_the_original(string query, string error)
    {
        await AskAsync("create?name=there&periodicity=60");
        await AskAsync("create?name=other&periodicity=60");
        Assert.Equal($"400 text/json; charset=utf-8\n{{\n    \"status\": \"error\",\n    \"error\": \"{error}\"\n}}\n", await AskAsync(query));
    }

    [Theory]
    [InlineData("/coal-mine/v1/canary/get/")]
    [InlineData("/coal-mine/v1/canary/nope")]
    [InlineData("/coal-mine/")]
    [InlineData("/Abcdefgh")]
    [InlineData("/abcdefghi")]
    [InlineData("/abcdefgh/")]
    [InlineData("/abcdefgh%0A/")]
    [InlineData("/abcdefghi%0A")]
    public async Task What_is_not_there_is_not_found(string path) => Assert.Equal(
        "404 text/json; charset=utf-8\n{\n    \"status\": \"error\",\n    \"error\": \"404 Not Found\"\n}\n", await AskPathAsync(path));

    [Fact]
    public async Task A_line_feed_behind_the_short_url_is_overlooked_and_a_slash_is_not()
    {
        await AskAsync("create?name=job&periodicity=3600");
        var id = Id().Match(await _daemon.Http.GetStringAsync("/coal-mine/v1/canary/get?slug=job")).Groups["id"].Value;
        Assert.StartsWith("200 text/json", await AskPathAsync($"/{id}%0A"), StringComparison.Ordinal);
        Assert.StartsWith("404 text/json", await AskPathAsync($"/{id}/"), StringComparison.Ordinal);
        Assert.StartsWith("404 application/problem+json", await AskPathAsync("/favicon.ico"), StringComparison.Ordinal);
        Assert.Equal(2, (await _daemon.Http.GetStringAsync("/coal-mine/v1/canary/get?slug=job")).Split("\"Triggered\"").Length);
    }

    [Fact]
    public async Task The_short_url_triggers_with_any_method_and_its_id_wins()
    {
        await AskAsync("create?name=job&periodicity=3600&paused=1");
        var id = Id().Match(await _daemon.Http.GetStringAsync("/coal-mine/v1/canary/get?slug=job")).Groups["id"].Value;
        using var post = new HttpRequestMessage(HttpMethod.Post, $"/{id}?id=zzzzzzzz&m=x") { Content = new StringContent("ignored") };
        using var posted = await _daemon.Http.SendAsync(post);
        Assert.Equal("{\n    \"status\": \"ok\",\n    \"recovered\": false,\n    \"unpaused\": true\n}\n", await posted.Content.ReadAsStringAsync());
        using var head = new HttpRequestMessage(HttpMethod.Head, $"/{id}?comment=head");
        using var headed = await _daemon.Http.SendAsync(head);
        Assert.Equal(200, (int)headed.StatusCode);
        Assert.Contains("Triggered (head)", await AskAsync("get?slug=job"), StringComparison.Ordinal);
        Assert.Equal("404 {'status':'error','error':'CanaryNotFound'}", Brief(await AskPathAsync("/zzzzzzzz")));
    }

    [Fact]
    public async Task The_key_is_asked_for_everywhere_but_at_triggers()
    {
        _daemon.Configure("canaries: { coal_mine: { auth_key: s3cret } }");
        await _daemon.StopAsync();
        await _daemon.StartAgainAsync();
        Assert.Equal("401 {'status':'error','error':'401Unauthorized'}", await BriefAsync("create?name=a&periodicity=60"));
        Assert.Equal("401 {'status':'error','error':'401Unauthorized'}", await BriefAsync("list?auth_key=wrong&auth_key=s3cret"));
        Assert.StartsWith("200", await BriefAsync("create?name=a&periodicity=60&auth_key=s3cret&auth_key=wrong"), StringComparison.Ordinal);
        Assert.Equal("200 {'status':'ok','recovered':false,'unpaused':false}", await BriefAsync("trigger?name=a"));
    }

    [Fact]
    public async Task A_web_page_elsewhere_may_not_administer()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/coal-mine/v1/canary/create?name=a&periodicity=60");
        request.Headers.Add("Origin", "https://evil.example");
        using var answer = await _daemon.Http.SendAsync(request);
        Assert.Equal("401 {'status':'error','error':'401Unauthorized'}", Brief($"{(int)answer.StatusCode}\n{await answer.Content.ReadAsStringAsync()}"));
        Assert.DoesNotContain("\"a\"", await AskAsync("list"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host", "watch.example.org")]
    [InlineData("Origin", "https://elsewhere.example")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task A_report_is_taken_by_whatever_name_the_daemon_is_called(string header, string value)
    {
        var id = Id().Match(await _daemon.Http.GetStringAsync("/coal-mine/v1/canary/create?name=job&periodicity=60")).Groups["id"].Value;
        foreach (var (path, expected) in new[] { ($"/{id}?comment=c", "\"status\": \"ok\""), ("/coal-mine/v1/canary/trigger?name=job", "\"status\": \"ok\""), ("/ping/job", "OK"), ($"/ping/{id}/start", "OK") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation(header, value);
            using var answer = await _daemon.Http.SendAsync(request);
            Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode}");
            Assert.Contains(expected, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    private Task<string> AskAsync(string query) => AskPathAsync("/coal-mine/v1/canary/" + query);

    private async Task<string> BriefAsync(string query) => Brief(await AskAsync(query));

    private static string Brief(string answer) =>
        answer[..3] + " " + string.Concat(answer[(answer.IndexOf('\n') + 1)..].Where(c => !char.IsWhiteSpace(c))).Replace('"', '\'');

    private async Task<string> AskPathAsync(string path)
    {
        using var answer = await _daemon.Http.GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        var masked = Times().Replace(Id().Replace(text, "\"id\": \"ID\""), "TIME");
        return $"{(int)answer.StatusCode} {answer.Content.Headers.ContentType}\n{Identifier().Replace(masked, "identifier ID")}";
    }

    [GeneratedRegex("\"id\": \"(?<id>[a-z]{8})\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Id();

    [GeneratedRegex("identifier [a-z]{8}", RegexOptions.None, 1000)]
    private static partial Regex Identifier();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3}000)?\+00:00", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Times();
}
