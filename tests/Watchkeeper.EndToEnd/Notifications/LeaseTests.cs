using System.Globalization;
using System.Text.Json.Nodes;
using Watchkeeper.Tests.Core.Data;
using Watchkeeper.Tests.Notifications;

namespace Watchkeeper.EndToEnd.Notifications;

/// <summary>What a daemon has taken from the outbox, and then dies or does not.</summary>
public sealed class LeaseTests
{
    [Fact]
    public async Task What_a_killed_daemon_was_delivering_is_delivered_under_the_same_key_when_it_starts_again()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = static context => Task.Delay(TimeSpan.FromMinutes(5), context.RequestAborted);
        await using var daemon = await Daemon.StartAsync(Configuration(receiver));

        await AppendAsync(daemon, "a");
        var first = await receiver.NextAsync();
        await daemon.KillAsync();
        receiver.Answer = static _ => Task.CompletedTask;
        await daemon.StartAgainAsync();

        Assert.Equal(first.Headers["Idempotency-Key"], (await receiver.NextAsync()).Headers["Idempotency-Key"]);
    }

    [Fact]
    [Trait("Needs", "postgresql")]
    public async Task What_a_killed_daemon_was_delivering_is_delivered_under_the_same_key_by_another_on_the_same_database()
    {
        using var server = new PostgresServer();
        var url = server.CreateDatabase();
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = static context => Task.Delay(TimeSpan.FromMinutes(5), context.RequestAborted);
        await using var one = await Daemon.StartAsync($"host: one\ndatabase: {url}\n{Configuration(receiver)}");
        await using var other = await Daemon.StartAsync($"host: other\ndatabase: {url}\n{Configuration(receiver)}");

        await AppendAsync(one, "a");
        var first = await receiver.NextAsync();
        receiver.Answer = static _ => Task.CompletedTask;
        await one.KillAsync();

        Assert.Equal(first.Headers["Idempotency-Key"], (await receiver.NextAsync()).Headers["Idempotency-Key"]);
    }

    [Fact]
    [Trait("Needs", "postgresql")]
    public async Task Two_daemons_on_one_database_send_everything_once()
    {
        using var server = new PostgresServer();
        var url = server.CreateDatabase();
        await using var receiver = await Receiver.StartAsync();
        await using var one = await Daemon.StartAsync($"host: one\ndatabase: {url}\n{Configuration(receiver)}");
        await using var other = await Daemon.StartAsync($"host: other\ndatabase: {url}\n{Configuration(receiver)}");

        for (var i = 0; i < 60; i++)
        {
            await AppendAsync(i % 2 == 0 ? one : other, $"token-{i}");
        }

        var told = new List<string>();
        while (told.Count < 60)
        {
            told.AddRange(JsonNode.Parse((await receiver.NextAsync()).Body)!["events"]!.AsArray().Select(entry => entry!["subject"]!.GetValue<string>()));
        }

        // Longer than a lease and the grace for other hosts' rows.
        await Task.Delay(TimeSpan.FromSeconds(6));
        Assert.Empty(receiver.Others());
        Assert.Equal(Enumerable.Range(0, 60), told.Select(subject => int.Parse(subject["token-".Length..], CultureInfo.InvariantCulture)).Order());
    }

    private static string Configuration(Receiver receiver) =>
        $$"""
        notifications:
          channels: { hook: { webhook: { url: {{receiver.Url}} }, pace: { messages: 1000 } } }
          routes: [{ events: watchkeeper.token-created, channels: [hook] }]
        """;

    private static async Task AppendAsync(Daemon daemon, string name)
    {
        using var answer = await daemon.LocalHttp.PostAsync("/api/v1/tokens", new StringContent($$"""{ "name": "{{name}}", "role": "ping" }""", null, "application/json"));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
