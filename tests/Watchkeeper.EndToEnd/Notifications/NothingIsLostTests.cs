using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Watchkeeper.EndToEnd.Notifications;

/// <summary>SIGKILL at any moment loses no notification of an event that was acknowledged.</summary>
public sealed class NothingIsLostTests
{
    private const int Kills = 12;

    [Fact]
    public async Task Every_event_that_was_acknowledged_reaches_the_channel_whatever_happens_to_the_daemon()
    {
        await using var scene = await CrashScene.StartAsync("watchkeeper.token-created");
        var daemon = scene.Daemon;
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

        var told = (await scene.ToldAsync()).Select(entry => entry["subject"]!.GetValue<string>());
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
}
