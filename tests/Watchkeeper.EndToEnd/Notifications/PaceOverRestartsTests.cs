using System.Text.Json;
using Watchkeeper.Tests.Notifications;

namespace Watchkeeper.EndToEnd.Notifications;

/// <summary>A channel takes no more messages because the daemon is killed and started again.</summary>
public sealed class PaceOverRestartsTests
{
    [Fact]
    public async Task A_kill_begins_no_new_window()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var daemon = await Daemon.StartAsync(
            $$"""
            notifications:
              channels: { hook: { webhook: { url: {{receiver.Url}} }, pace: { messages: 5, per: 1h } } }
              routes: [{ events: watchkeeper.token-created, channels: [hook] }]
            """);
        for (var round = 1; round <= 3; round++)
        {
            for (var i = 0; i < 4; i++)
            {
                await daemon.OutputOfAsync("tokens", "create", $"token-{round}-{i}", "--role", "ping");
            }

            await UntilSettledAsync(daemon, 4 * round);
            await daemon.KillAsync();
            await daemon.StartAgainAsync();
        }

        Assert.InRange(receiver.Others().Count, 4, 5);
    }

    /// <summary>Until each of so many notifications is sent, or waits for the end of the hour.</summary>
    private static async Task UntilSettledAsync(Daemon daemon, int count)
    {
        for (var attempt = 0; ; attempt++)
        {
            var output = await daemon.OutputOfAsync("notifications", "list", "--json");
            var rows = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
            if (rows.Count == count && rows.TrueForAll(static row => row.GetProperty("state").GetString() == "sent"
                || row.GetProperty("due").GetDateTimeOffset() > DateTimeOffset.UtcNow.AddMinutes(10)))
            {
                return;
            }

            Assert.True(attempt < 120, "The notifications did not settle.\n" + output + daemon.Log);
            await Task.Delay(500);
        }
    }
}
