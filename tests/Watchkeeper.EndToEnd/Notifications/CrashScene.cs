using System.Text.Json.Nodes;
using Watchkeeper.Tests.Notifications;

namespace Watchkeeper.EndToEnd.Notifications;

/// <summary>A daemon that is to be killed, and a receiver of its messages that refuses every third, so that retries are under way when the daemon dies.</summary>
internal sealed class CrashScene : IAsyncDisposable
{
    private readonly Receiver _receiver;

    private CrashScene(Receiver receiver, Daemon daemon) => (_receiver, Daemon) = (receiver, daemon);

    public Daemon Daemon { get; }

    /// <param name="events">Which are told to the receiver: a glob.</param>
    /// <param name="more">Further lines of its configuration.</param>
    public static async Task<CrashScene> StartAsync(string events, string more = "")
    {
        var receiver = await Receiver.StartAsync();
        var deliveries = 0;
        receiver.Answer = context =>
        {
            context.Response.StatusCode = Interlocked.Increment(ref deliveries) % 3 == 0 ? 503 : 200;
            return Task.CompletedTask;
        };
        return new CrashScene(receiver, await Daemon.StartAsync(
            $$"""
            {{more}}
            notifications:
              channels: { hook: { webhook: { url: {{receiver.Url}} }, pace: { messages: 1000000 } } }
              routes: [{ events: {{events}}, channels: [hook] }]
            """));
    }

    /// <summary>Waits until nothing is left to be told; the events that the receiver was told of, perhaps more than once.</summary>
    public async Task<List<JsonNode>> ToldAsync()
    {
        _receiver.Answer = static _ => Task.CompletedTask;
        await Daemon.OutputOfAsync("notifications", "retry");
        for (var attempt = 0; (await Daemon.OutputOfAsync("notifications", "list", "--state", "pending", "--json")).Length > 0; attempt++)
        {
            Assert.True(attempt < 240, "Something still waits in the outbox.\n" + Daemon.Log);
            await Task.Delay(500);
        }

        return [.. _receiver.Others().SelectMany(request => JsonNode.Parse(request.Body)!["events"]!.AsArray()).OfType<JsonNode>()];
    }

    public async ValueTask DisposeAsync()
    {
        await Daemon.DisposeAsync();
        await _receiver.DisposeAsync();
    }
}
