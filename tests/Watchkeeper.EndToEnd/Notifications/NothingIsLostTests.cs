using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Watchkeeper.Tests.Notifications;

namespace Watchkeeper.EndToEnd.Notifications;

/// <summary>SIGKILL at any moment loses no notification of an event that was acknowledged.</summary>
public sealed class NothingIsLostTests
{
    private const int Kills = 12;

    [Fact]
    public async Task Every_event_that_was_acknowledged_reaches_the_channel_whatever_happens_to_the_daemon()
    {
        await using var receiver = await Receiver.StartAsync();
        var calls = 0;
        // Every third delivery fails, so that retries are under way when the daemon dies.
        receiver.Answer = context =>
        {
            context.Response.StatusCode = Interlocked.Increment(ref calls) % 3 == 0 ? 503 : 200;
            return Task.CompletedTask;
        };
        await using var daemon = await Daemon.StartAsync(
            $$"""
            notifications:
              channels: { hook: { webhook: { url: {{receiver.Url}} }, pace: { messages: 1000000 } } }
              routes: [{ events: watchkeeper.token-created, channels: [hook] }]
            """);
        var acknowledged = new ConcurrentBag<string>();
        for (var kill = 0; kill < Kills; kill++)
        {
            var (round, before) = (kill, acknowledged.Count);
            var appending = Enumerable.Range(0, 20).Select(i => AppendAsync(daemon, $"token-{round}-{i}", acknowledged)).ToList();
            while (acknowledged.Count == before && !appending.TrueForAll(static one => one.IsCompleted))
            {
                await Task.Delay(10);
            }

            await Task.Delay(Random.Shared.Next(0, 1000));
            await daemon.KillAsync();
            await Task.WhenAll(appending);
            await daemon.StartAgainAsync();
        }

        receiver.Answer = static _ => Task.CompletedTask;
        await daemon.OutputOfAsync("notifications", "retry");
        await UntilNothingWaitsAsync(daemon);

        var told = receiver.Others().SelectMany(request => JsonNode.Parse(request.Body)!["events"]!.AsArray()).Select(entry => entry!["subject"]!.GetValue<string>()).ToHashSet();
        Assert.True(acknowledged.Count > Kills, "Too few events to mean anything.");
        Assert.Empty(acknowledged.Except(told));
    }

    /// <summary>Appends an event of this subject; whether it is acknowledged before the daemon dies is left to chance.</summary>
    private static async Task AppendAsync(Daemon daemon, string name, ConcurrentBag<string> acknowledged)
    {
        try
        {
            using var answer = await daemon.LocalHttp.PostAsync("/api/v1/tokens", new StringContent($$"""{ "name": "{{name}}", "role": "ping" }""", null, "application/json"));
            if (answer.IsSuccessStatusCode)
            {
                acknowledged.Add(name);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException or IOException)
        {
        }
    }

    private static async Task UntilNothingWaitsAsync(Daemon daemon)
    {
        for (var attempt = 0; attempt < 60; attempt++)
        {
            if ((await daemon.OutputOfAsync("notifications", "list", "--state", "pending", "--json")).Length == 0)
            {
                return;
            }

            await Task.Delay(500);
        }

        Assert.Fail("Something still waits in the outbox.\n" + daemon.Log);
    }
}
