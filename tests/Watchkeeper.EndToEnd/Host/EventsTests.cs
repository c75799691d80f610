using System.Diagnostics;

namespace Watchkeeper.EndToEnd.Host;

public sealed class EventsTests
{
    [Fact]
    public async Task The_journal_is_filtered_and_read_without_a_daemon_too()
    {
        await using var daemon = await Daemon.StartAsync();
        await daemon.OutputOfAsync("tokens", "create", "one");

        var all = await daemon.OutputOfAsync("events");
        var none = await daemon.OutputOfAsync("events", "--type", "watchkeeper.*", "--severity", "error");
        var wrong = await daemon.RunAsync("events", "--since", "yesteryear");
        await daemon.StopAsync();
        var offline = await daemon.OutputOfAsync("events", "--type", "watchkeeper.token-*", "--since", "-1h", "--json");

        Assert.Contains("watchkeeper.token-created", all, StringComparison.Ordinal);
        Assert.Empty(none);
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("'yesteryear' is not a time", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("\"subject\":\"one\"", offline, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_shows_events_as_they_happen_and_goes_on_after_a_restart()
    {
        await using var daemon = await Daemon.StartAsync("listen: 127.0.0.1:0");
        using var follower = Process.Start(WatchkeeperProgram.StartInfo(
            new Dictionary<string, string> { ["HOME"] = daemon.Folder }, "--config", daemon.ConfigurationFile, "events", "--follow", "--type", "watchkeeper.token-created", "--json"))!;
        await Task.Delay(1000);

        await daemon.OutputOfAsync("tokens", "create", "before");
        var first = await follower.StandardOutput.ReadLineAsync();
        await daemon.StopAsync();
        await daemon.StartAgainAsync();
        await daemon.OutputOfAsync("tokens", "create", "after");
        var second = await follower.StandardOutput.ReadLineAsync();
        follower.Kill();
        await follower.WaitForExitAsync();

        Assert.Contains("\"subject\":\"before\"", first, StringComparison.Ordinal);
        Assert.Contains("\"subject\":\"after\"", second, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Last_event_id_goes_on_where_the_stream_ended()
    {
        await using var daemon = await Daemon.StartAsync();
        await daemon.OutputOfAsync("tokens", "create", "one");
        await daemon.OutputOfAsync("tokens", "create", "two");

        var (id, data) = await FirstAsync(daemon, "since=-1h", lastEventId: null, "\"one\"");
        var (_, next) = await FirstAsync(daemon, "", id, "");
        using var refused = await daemon.LocalHttp.SendAsync(Streaming("", "nonsense"));

        Assert.Contains("\"one\"", data, StringComparison.Ordinal);
        Assert.Contains("\"two\"", next, StringComparison.Ordinal);
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, refused.StatusCode);
    }

    private static async Task<(string Id, string Data)> FirstAsync(Daemon daemon, string query, string? lastEventId, string containing)
    {
        using var answer = await daemon.LocalHttp.SendAsync(Streaming(query, lastEventId), HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var id = "";
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                id = line[4..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal) && line.Contains(containing, StringComparison.Ordinal))
            {
                return (id, line);
            }
        }

        throw new EndOfStreamException("The stream ended.");
    }

    private static HttpRequestMessage Streaming(string query, string? lastEventId)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/events/stream?type=watchkeeper.token-created&{query}");
        if (lastEventId is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        }

        return request;
    }
}
