using System.Net;
using System.Text.Json.Nodes;

namespace Watchkeeper.EndToEnd.Web;

/// <summary>The timeline by the command line and over HTTP, on two years of life.</summary>
public sealed class TimelineTests
{
    [Fact]
    public async Task The_moment_of_the_last_crash_is_shown_with_all_that_happened_around_it()
    {
        await using var daemon = Daemon.Prepare("host: atlas");
        await TwoYears.WriteAsync(daemon.DatabaseFile);
        await daemon.StartAgainAsync();
        var crash = JsonNode.Parse(await daemon.OutputOfAsync("uptime", "crash", "last", "--json"))!;
        var down = DateTimeOffset.Parse((string)crash["went_down"]!, System.Globalization.CultureInfo.InvariantCulture);

        var around = JsonNode.Parse(await daemon.OutputOfAsync("timeline", "--around", "last-crash", "--json"))!;
        Assert.InRange(Time(around["from"]), down - TimeSpan.FromMinutes(16), down - TimeSpan.FromMinutes(14));
        Assert.InRange(Time(around["to"]), down + TimeSpan.FromMinutes(14), down + TimeSpan.FromMinutes(16));
        Assert.Contains(around["spans"]!.AsArray(), span => (string?)span!["kind"] == "uptime.down");
        Assert.Contains(around["events"]!.AsArray(), item => (string?)item!["type"] == "uptime.host-crashed");
        var times = around["events"]!.AsArray().Select(item => Time(item!["time"])).ToList();
        Assert.Equal(times.Order(), times);

        var text = await daemon.OutputOfAsync("timeline", "--around", (string)crash["went_down"]!, "--window", "2h", "--utc");
        Assert.Contains("Down after a crash", text, StringComparison.Ordinal);
        Assert.Contains("uptime.host-crashed", text, StringComparison.Ordinal);
        var lines = text.Split('\n').TakeWhile(line => line.Length > 0).Select(line => line[..20]).ToList();
        Assert.Equal(lines.Order(StringComparer.Ordinal), lines);

        Assert.Contains("the newest 2000 events", await daemon.OutputOfAsync("timeline", "--since", "-700d"), StringComparison.Ordinal);
        var wide = await daemon.Http.GetFromJsonNodeAsync("/api/v1/timeline?around=last-crash&window=15m");
        Assert.Equal(around["events"]!.AsArray().Count, wide["events"]!.AsArray().Count);

        // What moved unusually is told by name, once each, and never at a time at which the host was off.
        var names = wide["unusual"]!.AsArray().Select(metric => (string?)metric!["labels"]!["__name__"]).ToList();
        Assert.True(names.Count <= 5, $"{names.Count} metrics moved.");
        Assert.Equal(names.Distinct(), names);
        var back = DateTimeOffset.Parse((string)crash["back"]!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.DoesNotContain(wide["unusual"]!.AsArray(), metric => Time(metric!["time"]) > down + TimeSpan.FromSeconds(30) && Time(metric["time"]) < back);

        await GapsAreGapsAsync(daemon, down, back);
    }

    [Theory]
    [InlineData("around=last-crash", HttpStatusCode.NotFound, "No crash")]
    [InlineData("around=now&window=1000000d", HttpStatusCode.BadRequest, "too long")]
    [InlineData("around=now&window=never", HttpStatusCode.BadRequest, "not a length of time")]
    [InlineData("around=now&from=-1d", HttpStatusCode.BadRequest, "not by parts of both")]
    [InlineData("window=5m", HttpStatusCode.BadRequest, "not by parts of both")]
    [InlineData("around=someday", HttpStatusCode.BadRequest, "not a time")]
    [InlineData("from=2026-03-02&to=2026-03-01", HttpStatusCode.BadRequest, "before it begins")]
    [InlineData("limit=0", HttpStatusCode.BadRequest, "limit is from")]
    public async Task What_cannot_be_answered_is_a_sentence(string query, HttpStatusCode status, string sentence)
    {
        await using var daemon = await Daemon.StartAsync();

        using var answer = await daemon.Http.GetAsync("/api/v1/timeline?" + query);

        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(sentence, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_others_wrote_commands_no_terminal()
    {
        await using var daemon = await Daemon.StartAsync();
        const string Name = "\e[31mred\u202Egnp\u0007";
        using var made = await daemon.Http.PostAsync(
            "/api/v1/canaries", new StringContent(new JsonObject { ["name"] = Name, ["schedule"] = "1", ["description"] = Name }.ToJsonString(), null, "application/json"));
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var id = (string)JsonNode.Parse(await made.Content.ReadAsStringAsync())!["id"]!;
        using var pinged = await daemon.Http.PostAsync($"/ping/{id}/fail", new StringContent(Name));

        foreach (var verb in (string[][])[["timeline"], ["events"], ["status"], ["canaries", "list"], ["canaries", "log", id], ["watches", "list"], ["notifications", "list"]])
        {
            var finished = await daemon.RunAsync(verb);
            Assert.DoesNotContain(finished.Output + finished.Error, letter => (char.IsControl(letter) && letter is not '\n') || letter == '\u202E');
        }

        Assert.Contains("red⟨U+202E⟩gnp", await daemon.OutputOfAsync("timeline"), StringComparison.Ordinal);
    }

    /// <summary>A chart has no value between the end of a boot and the beginning of the next.</summary>
    private static async Task GapsAreGapsAsync(Daemon daemon, DateTimeOffset down, DateTimeOffset back)
    {
        foreach (var expression in (string[])["node_load1", "1 - avg(rate(node_cpu_seconds_total{mode=\"idle\"}[15m]))"])
        {
            var answer = await daemon.Http.GetFromJsonNodeAsync(
                $"/api/v1/query_range?query={Uri.EscapeDataString(expression)}&start={(down - TimeSpan.FromHours(1)).ToUnixTimeSeconds()}&end={(back + TimeSpan.FromHours(1)).ToUnixTimeSeconds()}&step=60");
            var times = answer["data"]!["result"]![0]!["values"]!.AsArray().Select(value => DateTimeOffset.FromUnixTimeSeconds((long)(double)value![0]!)).ToList();
            Assert.True(times.Count > 90, $"{expression} has {times.Count} values.");
            Assert.DoesNotContain(times, time => time > down + TimeSpan.FromSeconds(30) && time < back);
        }
    }

    private static DateTimeOffset Time(JsonNode? node) => DateTimeOffset.Parse((string)node!, System.Globalization.CultureInfo.InvariantCulture);
}

file static class Json
{
    public static async Task<JsonNode> GetFromJsonNodeAsync(this HttpClient http, string path) => JsonNode.Parse(await http.GetStringAsync(path))!;
}
