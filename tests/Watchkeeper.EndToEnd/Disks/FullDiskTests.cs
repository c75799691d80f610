using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Watchkeeper.EndToEnd.Uptime;
using Watchkeeper.Tests.Notifications;

namespace Watchkeeper.EndToEnd.Disks;

/// <summary>The disk of the database is full, and storage fails: that is told all the same, to listeners and by notification, and is stored when there is room.</summary>
public sealed class FullDiskTests
{
    [Fact]
    [Trait("Needs", "root")]
    public async Task Faults_reach_listeners_and_channels_while_the_database_has_no_room()
    {
        var folder = Directory.CreateTempSubdirectory("watchkeeper-full-").FullName;
        var logs = Directory.CreateTempSubdirectory("watchkeeper-logs-");
        Assert.Equal(0, (await Shell.RunAsync($"mount -t tmpfs -o size=3m tmpfs {folder}")).ExitCode);
        try
        {
            await using var receiver = await Receiver.StartAsync();
            var log = Path.Combine(logs.FullName, "kern.log");
            await File.WriteAllTextAsync(log, "");
            await using var daemon = await Daemon.StartAsync(
                $$"""
                disks: { sources: [{{log}}] }
                database: sqlite:{{folder}}/w.db
                metrics: { interval: 1s }
                notifications:
                  channels: { hook: { webhook: { url: {{receiver.Url}} }, pace: { messages: 100000 } } }
                  routes: [{ events: "*", severity: error, channels: [hook] }]
                """);
            await using var stream = await daemon.Http.GetStreamAsync("/api/v1/events/stream");
            var heard = new ConcurrentQueue<JsonNode>();
            var listening = ListenAsync(stream, heard);

            await Shell.RunAsync($"head -c 10m /dev/zero > {folder}/rubbish");
            await UntilAsync(daemon, () => heard.Any(one => Is(one, "watchkeeper.database-away") && !IsStored(one)));
            var fault = await FaultThatWaitsAsync(daemon, log, heard);
            var id = (string)fault["id"]!;
            await UntilToldAsync(receiver, id);
            var listed = await daemon.OutputOfAsync("disks", "events", "--device", (string)fault["subject"]!, "--json");
            var shown = await daemon.LocalHttp.GetStringAsync($"/api/v1/events/{id}");
            File.Delete(Path.Combine(folder, "rubbish"));
            await UntilAsync(daemon, () => heard.Any(one => (string?)one["id"] == id && IsStored(one)));
            await UntilAsync(daemon, () => heard.Any(one => Is(one, "watchkeeper.database-recovered")));

            Assert.Contains("disks.filesystem-read-only", listed, StringComparison.Ordinal);
            Assert.False((bool?)JsonNode.Parse(shown)!["stored"]);
            var journal = JsonNode.Parse(await daemon.LocalHttp.GetStringAsync("/api/v1/events?limit=100000"))!["events"]!.AsArray();
            Assert.All(journal, one => Assert.True(IsStored(one!)));
            Assert.Single(journal, one => (string?)one!["id"] == id);
            Assert.Single(journal, one => Is(one!, "watchkeeper.database-away"));
            Assert.False(listening.IsCompleted);
        }
        finally
        {
            await Shell.RunAsync($"umount -l {folder}");
            Directory.Delete(folder);
            logs.Delete(recursive: true);
        }
    }

    [Theory]
    [Trait("Needs", "root")]
    [InlineData("head -c 100m /dev/zero > {0}/rubbish", "is full", "rm {0}/rubbish")]
    [InlineData("mount -o remount,ro {0}", "is read-only", "mount -o remount,rw {0}")]
    public async Task A_daemon_that_starts_without_room_for_its_database_watches_storage_all_the_same(string before, string why, string after)
    {
        // What the ring still holds of other tests has to find room, too.
        var folder = Directory.CreateTempSubdirectory("watchkeeper-full-").FullName;
        Assert.Equal(0, (await Shell.RunAsync($"mount -t tmpfs -o size=64m tmpfs {folder}")).ExitCode);
        try
        {
            await Shell.RunAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, before, folder));
            await using var daemon = Daemon.Prepare($"{DisksTests.AcceptTestLines}\ndatabase: sqlite:{folder}/w.db");
            await daemon.StartAgainAsync(healthy: false);
            await daemon.WaitForLogAsync(why);
            await using var stream = await daemon.LocalHttp.GetStreamAsync("/api/v1/events/stream");
            var heard = new ConcurrentQueue<JsonNode>();
            var listening = ListenAsync(stream, heard);
            var device = $"sd{DisksTests.RandomLetters()}";

            DisksTests.WriteKmsg($"<3>EXT4-fs ({device}): Remounting filesystem read-only");
            await UntilAsync(daemon, () => heard.Any(one => (string?)one["subject"] == device && !IsStored(one)));
            await Shell.RunAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, after, folder));
            await daemon.WaitForLogAsync("The database is back");
            await DisksTests.WaitForEventsAsync(daemon, device, 1);

            var told = heard.First(one => (string?)one["subject"] == device);
            await UntilAsync(daemon, () => JsonNode.Parse(daemon.LocalHttp.GetStringAsync($"/api/v1/events/{told["id"]}").GetAwaiter().GetResult())!["seq"] is not null);
            Assert.Equal(1, await DisksTests.CountAsync(daemon, device));
            Assert.False(listening.IsCompleted);
        }
        finally
        {
            await Shell.RunAsync($"umount -l {folder}");
            Directory.Delete(folder);
        }
    }

    /// <summary>SQLite's log may have room for some, so faults are made until one has to wait.</summary>
    private static async Task<JsonNode> FaultThatWaitsAsync(Daemon daemon, string log, ConcurrentQueue<JsonNode> heard)
    {
        for (var fault = 0; fault < 200; fault++)
        {
            var device = $"sd{DisksTests.RandomLetters()}";
            await File.AppendAllTextAsync(log, $"{DateTimeOffset.UtcNow:yyyy-MM-ddTHH:mm:ss.ffffffzzz} host kernel: EXT4-fs ({device}): Remounting filesystem read-only\n");
            JsonNode? told = null;
            await UntilAsync(daemon, () => (told = heard.FirstOrDefault(one => (string?)one["subject"] == device)) is not null);
            if (!IsStored(told!))
            {
                return told!;
            }
        }

        throw new TimeoutException($"There was room for all:\n{daemon.Log}");
    }

    private static async Task UntilToldAsync(Receiver receiver, string id)
    {
        while (JsonNode.Parse((await receiver.NextAsync()).Body)!["events"]!.AsArray().All(one => (string?)one!["id"] != id))
        {
        }
    }

    private static async Task ListenAsync(Stream stream, ConcurrentQueue<JsonNode> heard)
    {
        try
        {
            using var reader = new StreamReader(stream);
            while (await reader.ReadLineAsync() is { } line)
            {
                if (line.StartsWith("data: ", StringComparison.Ordinal))
                {
                    heard.Enqueue(JsonNode.Parse(line["data: ".Length..])!);
                }
            }
        }
        catch (Exception ended) when (ended is IOException or HttpRequestException or ObjectDisposedException)
        {
            // The daemon stops at the end of the test.
        }
    }

    private static async Task UntilAsync(Daemon daemon, Func<bool> condition)
    {
        var since = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(since.Elapsed < TimeSpan.FromSeconds(120), $"It did not come true in time:\n{daemon.Log}");
            await Task.Delay(50);
        }
    }

    private static bool Is(JsonNode one, string type) => (string?)one["type"] == type;

    private static bool IsStored(JsonNode one) => one["stored"] is null && one["seq"] is not null;
}
