using System.Diagnostics;
using System.Text.Json.Nodes;
using Watchkeeper.Tests.Notifications;

namespace Watchkeeper.EndToEnd.Notifications;

/// <summary>From the daemon to its watchman: another daemon.</summary>
public sealed class HeartbeatTests
{
    private const string HoldsTheDatabase =
        """
        import sqlite3, sys
        database = sqlite3.connect(sys.argv[1], timeout=60, isolation_level=None)
        database.execute("BEGIN EXCLUSIVE")
        print("held", flush=True)
        sys.stdin.read()
        """;

    [Fact]
    public async Task The_heartbeat_beats_while_the_daemon_is_awake()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var daemon = await Daemon.StartAsync($"heartbeat: {{ url: \"{receiver.Url}/abcdefgh\", every: 1s }}");

        Assert.Equal(("GET", "/abcdefgh"), (await receiver.NextAsync() is var first ? first.Method : "", first.Path));
        Assert.Equal("/abcdefgh", (await receiver.NextAsync()).Path);
    }

    [Fact]
    public async Task A_database_that_takes_no_commits_stops_the_heartbeat_until_it_does()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var daemon = await Daemon.StartAsync($"heartbeat: {{ url: \"{receiver.Url}/abcdefgh\", every: 1s }}");
        await receiver.NextAsync();

        using (var other = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", HoldsTheDatabase, daemon.DatabaseFile])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!)
        {
            Assert.Equal("held", await other.StandardOutput.ReadLineAsync());
            await daemon.WaitForLogAsync("The heartbeat is held back");
            receiver.Others();
            await Task.Delay(TimeSpan.FromSeconds(3));
            Assert.Empty(receiver.Others());
            other.StandardInput.Close();
            await other.WaitForExitAsync();
        }

        await receiver.NextAsync();
    }

    [Fact]
    public async Task Two_hosts_are_each_others_canaries_with_two_lines_each()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var attic = await Daemon.StartAsync();
        await using var cellar = await Daemon.StartAsync();
        await WatchOverAsync(attic, "attic", cellar, receiver);
        await WatchOverAsync(cellar, "cellar", attic, receiver);
        await UntilKnownAsync(attic, "cellar");
        await UntilKnownAsync(cellar, "attic");

        await cellar.KillAsync();
        await UntilToldAsync(receiver, "/attic", "canaries.late", "cellar");
        await cellar.StartAgainAsync();
        await UntilToldAsync(receiver, "/attic", "canaries.recovered", "cellar");
    }

    private static async Task WatchOverAsync(Daemon host, string name, Daemon other, Receiver receiver)
    {
        host.Configure(
            $$"""
            heartbeat: { url: "{{other.Url}}ping/{{name}}?create=1", every: 1s }
            canaries: { create_on_ping: true, create_on_ping_schedule: 15s }
            notifications: { channels: { default: { webhook: { url: {{receiver.Url}}/{{name}} } } } }
            """);
        await host.SignalAsync("HUP");
    }

    private static async Task UntilKnownAsync(Daemon host, string canary)
    {
        for (var attempt = 0; attempt < 200; attempt++)
        {
            if ((await host.OutputOfAsync("canaries", "list")).Contains(canary, StringComparison.Ordinal))
            {
                return;
            }

            await Task.Delay(500);
        }

        Assert.Fail($"{canary} did not ping.\n{host.Log}");
    }

    private static async Task UntilToldAsync(Receiver receiver, string path, string type, string subject)
    {
        while (true)
        {
            var told = await receiver.NextAsync();
            if (told.Path == path && JsonNode.Parse(told.Body)!["events"]!.AsArray().Any(entry => $"{entry!["type"]} {entry["subject"]}" == $"{type} {subject}"))
            {
                return;
            }
        }
    }
}
