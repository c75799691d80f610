using System.Net;
using System.Text.Json;

namespace Watchkeeper.EndToEnd.Canaries;

/// <summary>What Coal Mine does not have, on the real program: misses, repeats, snooze, maintenance, tags, creation on the first ping, badges, calendars.</summary>
public sealed class BeyondCoalMineTests
{
    [Fact]
    public async Task Only_the_second_miss_alerts_and_then_again_and_again()
    {
        await using var daemon = await Daemon.StartAsync();
        await daemon.OutputOfAsync("canaries", "create", "job", "--schedule", "2s", "--alert-after", "2", "--repeat", "10s");

        await UntilAsync(async () => (await EventsAsync(daemon)).Contains("canaries.still-late"));

        Assert.Equal(["canaries.late", "canaries.still-late"], (await EventsAsync(daemon)).Take(2));
        var history = await daemon.OutputOfAsync("canaries", "get", "job");
        Assert.Contains("Late (miss 1 of 2)", history, StringComparison.Ordinal);
        Assert.Contains("Late (still)", history, StringComparison.Ordinal);
        await daemon.OutputOfAsync("canaries", "trigger", "job");
        Assert.Contains("canaries.recovered", await EventsAsync(daemon));
    }

    [Fact]
    public async Task Snooze_and_maintenance_keep_quiet()
    {
        await using var daemon = await Daemon.StartAsync();
        await daemon.OutputOfAsync("canaries", "create", "snoozed", "--schedule", "3s", "--paused");
        await daemon.OutputOfAsync("canaries", "snooze", "snoozed", "--for", "1h");
        await daemon.OutputOfAsync("canaries", "unpause", "snoozed");
        var earlier = DateTime.UtcNow - TimeSpan.FromMinutes(5);
        await daemon.OutputOfAsync("canaries", "create", "maintained", "--schedule", "3s", "--maintenance", $"{earlier.Minute} {earlier.Hour} * * * for 1h");
        await daemon.OutputOfAsync("canaries", "create", "watched", "--schedule", "3s");

        await UntilAsync(async () => (await daemon.OutputOfAsync("canaries", "list", "--late", "--json")).Length > 0);
        Assert.Contains("\"slug\":\"watched\"", await daemon.OutputOfAsync("canaries", "list", "--late", "--json"), StringComparison.Ordinal);
        Assert.Equal(["canaries.late"], await EventsAsync(daemon));

        await daemon.OutputOfAsync("canaries", "snooze", "snoozed", "--off");
        await UntilAsync(async () => (await daemon.OutputOfAsync("canaries", "get", "snoozed", "--json")).Contains("\"state\":\"late\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Why_one_is_late_is_said_everywhere()
    {
        await using var daemon = await Daemon.StartAsync();
        await daemon.OutputOfAsync("canaries", "create", "missed", "--schedule", "1s");
        await daemon.OutputOfAsync("canaries", "create", "failed", "--schedule", "1h");
        await daemon.OutputOfAsync("canaries", "create", "overran", "--schedule", "1h", "--max-duration", "1s");
        await daemon.OutputOfAsync("canaries", "create", "well", "--schedule", "1h");
        await PingAsync(daemon, "/ping/failed/fail");
        await PingAsync(daemon, "/ping/overran/start");
        await UntilAsync(async () => (await EventsAsync(daemon)).Length >= 3);

        Assert.Equal(["failed failed", "missed missed", "overran overran", "well "], (await daemon.OutputOfAsync("canaries", "list", "--json"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)
            .Select(one => $"{one.GetProperty("slug").GetString()} {(one.TryGetProperty("late_because", out var why) ? why.GetString() : "")}").Order(StringComparer.Ordinal));
        var (list, status) = (await daemon.OutputOfAsync("canaries", "list"), await daemon.OutputOfAsync("status", "--json"));
        foreach (var (slug, why) in new[] { ("missed", "has not reported"), ("failed", "reported a failure"), ("overran", "runs too long") })
        {
            Assert.Contains($"late: {why}", list.Split('\n').First(line => line.StartsWith(slug, StringComparison.Ordinal)), StringComparison.Ordinal);
            Assert.Contains($"late: {why}", await daemon.OutputOfAsync("canaries", "get", slug), StringComparison.Ordinal);
        }

        Assert.Contains("has never reported.", status, StringComparison.Ordinal);
        Assert.Contains("reported a failure at ", status, StringComparison.Ordinal);
        Assert.Contains("runs too long; it began at ", status, StringComparison.Ordinal);
        await PingAsync(daemon, "/ping/failed");
        Assert.DoesNotContain("late", await daemon.OutputOfAsync("canaries", "get", "failed", "--limit", "1"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Tags_are_set_taken_away_and_searched()
    {
        await using var daemon = await Daemon.StartAsync();
        await daemon.OutputOfAsync("canaries", "create", "one", "--schedule", "1h", "--tag", "nightly", "--tag", "db");
        await daemon.OutputOfAsync("canaries", "create", "two", "--schedule", "1h", "--tag", "db");
        Assert.Equal(["one"], await SlugsAsync(daemon, "nightly"));
        Assert.Equal(["one", "two"], await SlugsAsync(daemon, "db"));
        await daemon.OutputOfAsync("canaries", "update", "one", "--tag", "-");
        Assert.Equal(["two"], await SlugsAsync(daemon, "db"));
    }

    [Fact]
    public async Task The_first_ping_creates_where_it_may()
    {
        await using var daemon = await Daemon.StartAsync("canaries: { create_on_ping: true, create_on_ping_schedule: 2h }");
        Assert.Equal((HttpStatusCode.Created, "Created"), await PingAsync(daemon, "/ping/fresh/start?create=1"));
        Assert.Equal((HttpStatusCode.OK, "OK"), await PingAsync(daemon, "/ping/fresh?create=1"));
        Assert.Equal((HttpStatusCode.NotFound, "not found"), await PingAsync(daemon, "/ping/other"));
        Assert.Equal(HttpStatusCode.BadRequest, (await PingAsync(daemon, "/ping/No%20Slug?create=1")).Status);
        Assert.Contains("\"schedule\":\"2h\"", await daemon.OutputOfAsync("canaries", "get", "fresh", "--json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_ping_key_of_a_project_and_a_slug_name_a_canary()
    {
        await using var daemon = await Daemon.StartAsync("canaries: { ping_key: k3y, create_on_ping: true }");
        await daemon.OutputOfAsync("canaries", "create", "job", "--schedule", "1h");
        Assert.Equal((HttpStatusCode.OK, "OK"), await PingAsync(daemon, "/ping/k3y/job"));
        Assert.Equal((HttpStatusCode.OK, "OK"), await PingAsync(daemon, "/ping/k3y/job/start"));
        Assert.Equal((HttpStatusCode.OK, "OK"), await PingAsync(daemon, "/ping/k3y/job/3"));
        Assert.Equal((HttpStatusCode.Created, "Created"), await PingAsync(daemon, "/ping/k3y/fresh?create=1"));
        Assert.Equal((HttpStatusCode.NotFound, "not found"), await PingAsync(daemon, "/ping/wrong/job/start"));
        Assert.Equal((HttpStatusCode.NotFound, "not found"), await PingAsync(daemon, "/ping/k3y/other"));
        Assert.Contains("Failed with exit status 3", await daemon.OutputOfAsync("canaries", "get", "job"), StringComparison.Ordinal);
        Assert.DoesNotContain("k3y", await daemon.OutputOfAsync("config", "show"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_are_shown_seconds_and_programs_all_of_it()
    {
        await using var daemon = await Daemon.StartAsync();
        var created = await daemon.OutputOfAsync("canaries", "create", "job", "--schedule", "1h");
        var shown = created + await daemon.OutputOfAsync("canaries", "get", "job") + await daemon.OutputOfAsync("canaries", "trigger", "job") + await daemon.OutputOfAsync("canaries", "preview", "1h");
        Assert.DoesNotMatch(@"\d:\d\d\.\d", shown);
        Assert.Matches(@"\d:\d\d\.\d", await daemon.OutputOfAsync("canaries", "get", "job", "--json"));

        Assert.Equal("{\"delivered\":0,\"waiting\":0,\"under_way\":false,\"others\":[]}\n", await daemon.OutputOfAsync("canaries", "deliver", "--json"));
        Assert.Equal("{\"deleted\":\"job\"}\n", await daemon.OutputOfAsync("canaries", "delete", "job", "--json"));
        var wrong = await daemon.RunAsync("canaries", "create", "x", "--schedule", "1h", "--alert-after", "soon");
        Assert.Equal((2, true), (wrong.ExitCode, wrong.Error.Contains("--alert-after: 'soon' is not a whole number.", StringComparison.Ordinal)));
        Assert.DoesNotContain("System.", wrong.Error + (await daemon.RunAsync("notifications", "retry", "x")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_are_told_of_the_schedules_of_coal_mines_clients_in_their_units_and_of_a_paused_canary_that_it_is_late()
    {
        await using var daemon = await Daemon.StartAsync();
        (await daemon.Http.GetAsync("/coal-mine/v1/canary/create?name=day&periodicity=86400.0")).EnsureSuccessStatusCode();
        (await daemon.Http.GetAsync("/coal-mine/v1/canary/create?name=odd&periodicity=86461.0")).EnsureSuccessStatusCode();
        await daemon.OutputOfAsync("canaries", "trigger", "odd");
        await PingAsync(daemon, "/ping/odd/fail");
        await daemon.OutputOfAsync("canaries", "pause", "odd");

        Assert.Contains("schedule:      1 d\n", await daemon.OutputOfAsync("canaries", "get", "day"), StringComparison.Ordinal);
        var odd = await daemon.OutputOfAsync("canaries", "get", "odd");
        Assert.Contains("schedule:      86461 s\n", odd, StringComparison.Ordinal);
        Assert.Contains("state:         paused, late: reported a failure\n", odd, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_history_says_how_much_of_it_is_shown()
    {
        await using var daemon = await Daemon.StartAsync();
        await daemon.OutputOfAsync("canaries", "create", "job", "--schedule", "1h");
        await Task.WhenAll(Enumerable.Range(0, 149).Select(_ => PingAsync(daemon, "/ping/job")));

        Assert.EndsWith("\n\nThe newest 100 of 150 entries; --limit 150 shows all.\n", await daemon.OutputOfAsync("canaries", "get", "job"), StringComparison.Ordinal);
        Assert.EndsWith("Canary created\n", await daemon.OutputOfAsync("canaries", "get", "job", "--limit", "150"), StringComparison.Ordinal);
        using var shown = JsonDocument.Parse(await daemon.OutputOfAsync("canaries", "get", "job", "--limit", "3", "--json"));
        Assert.Equal((3, 150), (shown.RootElement.GetProperty("history").GetArrayLength(), shown.RootElement.GetProperty("history_total").GetInt32()));
        Assert.Equal("watchkeeper: limit is a number from 1 to 10000.\n", (await daemon.RunAsync("canaries", "get", "job", "--limit", "0")).Error);

        await daemon.StopAsync();
        Assert.Contains("The newest 2 of 150 entries", await daemon.OutputOfAsync("canaries", "get", "job", "--limit", "2"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_people_write_first_works_or_says_what_to_write()
    {
        await using var daemon = await Daemon.StartAsync();
        await daemon.OutputOfAsync("canaries", "create", "job", "--schedule", "30m");
        Assert.Contains("snoozed until: ", await daemon.OutputOfAsync("canaries", "snooze", "job", "1h"), StringComparison.Ordinal);
        Assert.Equal("watchkeeper: 'soon' is not a duration; write a number and a unit (ms, s, m, h, d, w), as in 90s, 5m or 1h30m.\n", (await daemon.RunAsync("canaries", "snooze", "job", "soon")).Error);
        Assert.StartsWith("watchkeeper: Say one of DURATION", (await daemon.RunAsync("canaries", "snooze", "job", "1h", "--for", "2h")).Error, StringComparison.Ordinal);
        Assert.Equal(
            "watchkeeper: A name has at most 200 letters; this has 201.\n",
            (await daemon.RunAsync("canaries", "create", new string('x', 201), "--schedule", "1h")).Error);
        Assert.Contains("job: ok", await daemon.Http.GetStringAsync("/badges/job.svg"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_badge_shows_the_state()
    {
        await using var daemon = await Daemon.StartAsync();
        using var made = JsonDocument.Parse(await daemon.OutputOfAsync("canaries", "create", "<job> & \"co\"", "--schedule", "1h", "--long-id", "--json"));
        var id = made.RootElement.GetProperty("id").GetString()!;
        Assert.Equal(32, id.Length);
        foreach (var (state, command) in (IEnumerable<(string, string[])>)
            [("ok", []), ("running", []), ("late", []), ("paused", ["canaries", "pause", id])])
        {
            _ = state switch
            {
                "running" => (await PingAsync(daemon, $"/ping/{id}/start")).Body,
                "late" => (await PingAsync(daemon, $"/ping/{id}/7")).Body,
                _ => command.Length > 0 ? await daemon.OutputOfAsync(command) : "",
            };
            using var answer = await daemon.Http.GetAsync($"/badges/{id}.svg");
            Assert.Equal("image/svg+xml", answer.Content.Headers.ContentType!.MediaType);
            var picture = System.Xml.Linq.XDocument.Parse(await answer.Content.ReadAsStringAsync());
            Assert.Equal($"<job> & \"co\": {state}", picture.Root!.Attribute("aria-label")!.Value);
        }
    }

    [Theory]
    [InlineData("30 2 * * * Europe/Paris", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z")]
    [InlineData("30 2 * * * Europe/Paris", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z")]
    [InlineData("Mon..Fri 02:30 Europe/Paris", "2026-03-27T12:00:00Z", "2026-03-30T00:30:00Z")]
    [InlineData("*-*~01 18:00", "2026-02-10T00:00:00Z", "2026-02-28T18:00:00Z")]
    [InlineData("@daily America/New_York", "2026-11-01T03:00:00Z", "2026-11-01T04:00:00Z")]
    public async Task Calendars_are_previewed_and_created(string schedule, string from, string deadline)
    {
        await using var daemon = await Daemon.StartAsync();
        using var preview = JsonDocument.Parse(await daemon.OutputOfAsync("canaries", "preview", schedule, "--from", from, "--json"));
        Assert.Equal(deadline, preview.RootElement.GetProperty("deadline").GetString());
        using var made = JsonDocument.Parse(await daemon.OutputOfAsync("canaries", "create", "job", "--schedule", schedule, "--json"));
        Assert.Equal((schedule, 3600), (made.RootElement.GetProperty("schedule").GetString(), made.RootElement.GetProperty("grace").GetDouble()));
    }

    private static async Task<string[]> EventsAsync(Daemon daemon) =>
        [.. (await daemon.OutputOfAsync("events", "--type", "canaries.*", "--json")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("type").GetString()!)];

    private static async Task<string[]> SlugsAsync(Daemon daemon, string tag) =>
        [.. (await daemon.OutputOfAsync("canaries", "list", "--tag", tag, "--json")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("slug").GetString()!)];

    private static async Task<(HttpStatusCode Status, string Body)> PingAsync(Daemon daemon, string path)
    {
        using var answer = await daemon.Http.GetAsync(path);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var attempt = 0; !await condition(); attempt++)
        {
            Assert.True(attempt < 200, "It did not come true in time.");
            await Task.Delay(200);
        }
    }
}
