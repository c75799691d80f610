using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Watchkeeper.EndToEnd.Notifications;

namespace Watchkeeper.EndToEnd.Canaries;

/// <summary>The daemon is killed under load, again and again: whatever it acknowledged is there, and whoever should know is told.</summary>
public sealed class CrashTests
{
    private const int Crashes = 100;
    private const int LateCrashes = 15;
    private const int Canaries = 20;
    private const int Clients = 8;

    [Fact]
    public async Task No_acknowledged_ping_is_lost_and_no_notice()
    {
        await using var scene = await CrashScene.StartAsync("canaries.*");
        var daemon = scene.Daemon;
        for (var i = 0; i < Canaries; i++)
        {
            (await daemon.Http.GetAsync($"/coal-mine/v1/canary/create?name=job{i}&periodicity=86400")).EnsureSuccessStatusCode();
        }

        var acknowledged = new ConcurrentDictionary<int, ConcurrentBag<string>>();
        var number = 0;
        for (var crash = 0; crash < Crashes; crash++)
        {
            using var stop = new CancellationTokenSource();
            var clients = Enumerable.Range(0, Clients).Select(_ => PingAsync(daemon, () => Interlocked.Increment(ref number), acknowledged, stop.Token)).ToList();
            await Task.Delay(20 + (crash % 10 * 7));
            await daemon.KillAsync();
            await stop.CancelAsync();
            await Task.WhenAll(clients);
            await daemon.StartAgainAsync();
        }

        Assert.True(number > Crashes, $"Only {number} pings were sent.");
        var notices = await AssertPingsAsync(daemon, acknowledged);
        await AssertNoticesAsync(scene, notices);
    }

    /// <summary>What must be told is what the test knows: each of its canaries, which never report, is late once.</summary>
    [Fact]
    public async Task No_late_notice_is_lost_and_none_is_told_twice()
    {
        await using var scene = await CrashScene.StartAsync("canaries.*", "canaries: { forgive_downtime: false }");
        var daemon = scene.Daemon;
        for (var i = 0; i < Canaries; i++)
        {
            var period = (2 + (i * 0.5)).ToString(CultureInfo.InvariantCulture);
            (await daemon.Http.GetAsync($"/coal-mine/v1/canary/create?name=job{i}&periodicity={period}")).EnsureSuccessStatusCode();
        }

        // The last deadline is 12 s after the last canary was made.
        var created = Stopwatch.StartNew();
        for (var crash = 0; crash < LateCrashes || created.Elapsed < TimeSpan.FromSeconds(13); crash++)
        {
            await Task.Delay(crash % 10 * 30);
            await daemon.KillAsync();
            await daemon.StartAgainAsync();
        }

        var expected = Enumerable.Range(0, Canaries).Select(i => $"job{i}").Order(StringComparer.Ordinal).ToList();
        for (var attempt = 0; (await EventsAsync(scene, "canaries.late")).Count < Canaries; attempt++)
        {
            Assert.True(attempt < 60, "Late events are missing.");
            await Task.Delay(500);
        }

        var late = await EventsAsync(scene, "canaries.late");
        Assert.Equal(expected, late.Select(entry => entry["subject"]!.GetValue<string>()).Order(StringComparer.Ordinal));
        var told = (await scene.ToldAsync()).Select(entry => entry["id"]!.GetValue<string>()).ToHashSet();
        Assert.Empty(late.Select(entry => entry["id"]!.GetValue<string>()).Except(told));
    }

    private static async Task<List<JsonNode>> EventsAsync(CrashScene scene, string type) =>
    [
        .. (await scene.Daemon.OutputOfAsync("events", "--type", type, "--limit", "100000", "--json"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!),
    ];

    private static async Task PingAsync(Daemon daemon, Func<int> next, ConcurrentDictionary<int, ConcurrentBag<string>> acknowledged, CancellationToken stop)
    {
        var http = daemon.Http;
        while (!stop.IsCancellationRequested)
        {
            var ping = next();
            try
            {
                using var answer = await http.GetAsync($"/ping/job{ping % Canaries}{(ping % 3 == 0 ? "/fail" : "")}?comment=p{ping}.", stop);
                if (answer.IsSuccessStatusCode && await answer.Content.ReadAsStringAsync(stop) == "OK")
                {
                    acknowledged.GetOrAdd(ping % Canaries, _ => []).Add($"p{ping}.");
                }

                await Task.Delay(5, stop);
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or SocketException or OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Each acknowledged ping is in its canary's history.</summary>
    /// <returns>How often a canary failed or recovered, which is how many notices there must be.</returns>
    private static async Task<int> AssertPingsAsync(Daemon daemon, ConcurrentDictionary<int, ConcurrentBag<string>> acknowledged)
    {
        var notices = 0;
        for (var i = 0; i < Canaries; i++)
        {
            var sent = acknowledged.GetValueOrDefault(i, []);
            Assert.True(sent.Count < 900, "Histories are cut at a thousand; send fewer pings.");
            using var history = JsonDocument.Parse(await daemon.Http.GetStringAsync($"/api/v1/canaries/job{i}/pings?limit=1000"));
            var entries = history.RootElement.GetProperty("pings").EnumerateArray().Reverse()
                .Select(entry => (Kind: entry.GetProperty("kind").GetString(), Comment: entry.GetProperty("comment").GetString()!)).ToList();
            Assert.Empty(sent.Except(entries.Select(entry => entry.Comment)));
            var kinds = entries.Select(entry => entry.Kind).Where(kind => kind is "success" or "fail").Prepend("success").ToList();
            notices += kinds.Zip(kinds.Skip(1)).Count(pair => pair.First != pair.Second);
        }

        return notices;
    }

    private static async Task AssertNoticesAsync(CrashScene scene, int notices)
    {
        var events = (await EventsAsync(scene, "canaries.*")).Select(entry => entry["id"]!.GetValue<string>()).ToHashSet();
        Assert.Equal(notices, events.Count);
        Assert.Empty(events.Except((await scene.ToldAsync()).Select(entry => entry["id"]!.GetValue<string>())));
    }
}
