using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Watchkeeper.EndToEnd.Canaries;

/// <summary>The daemon is killed under load, again and again; whatever it acknowledged is there.</summary>
public sealed class CrashTests
{
    private const int Crashes = 100;
    private const int Canaries = 20;
    private const int Clients = 8;

    [Fact]
    public async Task No_acknowledged_ping_is_lost()
    {
        await using var daemon = await Daemon.StartAsync();
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
        for (var i = 0; i < Canaries; i++)
        {
            var sent = acknowledged.GetValueOrDefault(i, []);
            Assert.True(sent.Count < 900, "Histories are cut at a thousand; send fewer pings.");
            var history = await daemon.Http.GetStringAsync($"/coal-mine/v1/canary/get?name=job{i}");
            Assert.All(sent, comment => Assert.Contains($"Triggered ({comment})", history, StringComparison.Ordinal));
        }

        Assert.DoesNotContain("Moved", daemon.Log, StringComparison.Ordinal);
    }

    private static async Task PingAsync(Daemon daemon, Func<int> next, ConcurrentDictionary<int, ConcurrentBag<string>> acknowledged, CancellationToken stop)
    {
        var http = daemon.Http;
        while (!stop.IsCancellationRequested)
        {
            var ping = next();
            try
            {
                using var answer = await http.GetAsync($"/coal-mine/v1/canary/trigger?name=job{ping % Canaries}&comment=p{ping}.", stop);
                if (answer.IsSuccessStatusCode && (await answer.Content.ReadAsStringAsync(stop)).Contains("\"ok\"", StringComparison.Ordinal))
                {
                    acknowledged.GetOrAdd(ping % Canaries, _ => []).Add($"p{ping}.");
                }

                await Task.Delay(5, stop);
            }
            catch (Exception exception) when (exception is HttpRequestException or SocketException or IOException or OperationCanceledException)
            {
                return;
            }
        }
    }
}
