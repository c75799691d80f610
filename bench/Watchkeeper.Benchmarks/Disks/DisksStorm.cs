using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Watchkeeper.Authentication;
using Watchkeeper.Benchmarks.Logs;
using Watchkeeper.Canaries;
using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Time;
using Watchkeeper.Disks;
using Watchkeeper.Hosting;
using Watchkeeper.Logs.Kmsg;
using Watchkeeper.Metrics;
using Watchkeeper.Notifications;
using Watchkeeper.Notifications.Heartbeat;
using Watchkeeper.Uptime;
using Watchkeeper.Watches;

namespace Watchkeeper.Benchmarks.Disks;

/// <summary>
/// A storm of kernel lines on a whole daemon: 100,000 lines a second for ten seconds through the reader's own interface, one in twenty a storage fault, while a
/// canary falls due every 100 ms. Prints what was seen and what was counted as lost (by the daemon's own counters), the most memory that the process had (the
/// benchmark included), and how late the canaries' events were.
/// </summary>
internal static class DisksStorm
{
    private const int LinesPerSecond = 100_000;
    private const int Seconds = 10;
    private const int Canaries = Seconds * 10;
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(8);

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("watchkeeper-storm-").FullName;
        var file = Path.Combine(folder, "watchkeeper.yaml");
        await File.WriteAllTextAsync(file, $"listen: 127.0.0.1:0\nsocket: {folder}/s\ndatabase: sqlite:{folder}/w.db\ndisks: {{ sources: [kmsg], journal: never }}\n");
        var clock = HostClock.Open();
        using var owned = clock as IDisposable;
        var ring = new StormRing(capacity: 8_000);
        ring.Add(1);
        var daemon = Daemon.RunAsync(Modules(ring), ConfigurationSource.OfProcess(file), clock, TextWriter.Null);
        using var http = Http(Path.Combine(folder, "s"));
        await UntilAsync(clock, async () => await LinesAsync(http) is { Seen: >= 1 });

        var start = clock.Now + Lead;
        await PlantAsync(http, start);
        await Task.Delay(start - clock.Now, clock);
        using var process = Process.GetCurrentProcess();
        var (before, resting) = (process.TotalProcessorTime, process.WorkingSet64);
        for (var tick = 1; tick <= Seconds * 100; tick++)
        {
            ring.Add(LinesPerSecond / 100);
            var next = start + TimeSpan.FromMilliseconds(10 * tick) - clock.Now;
            await Task.Delay(next > TimeSpan.Zero ? next : TimeSpan.Zero, clock);
        }

        process.Refresh();
        var used = process.TotalProcessorTime - before;
        // The last record tells how much was lost before it.
        ring.Add(1);
        await UntilAsync(clock, async () => await LinesAsync(http) is var lines && lines.Seen + lines.Lost >= 2 + (LinesPerSecond * Seconds));
        await UntilAsync(clock, async () => (await LateAsync(http)).Count >= Canaries);
        var (seen, lost) = await LinesAsync(http);
        var late = (await LateAsync(http)).Select(notice => (notice.Time - start - TimeSpan.FromMilliseconds(100 * notice.Number)).TotalMilliseconds).Order().ToList();
        process.Refresh();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"seen {seen - 2}, lost {lost}, together {seen - 2 + lost}; {resting / 1048576} MiB before it, at most {process.PeakWorkingSet64 / 1048576} MiB; {used.TotalSeconds:F1} s of processor time"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{late.Count} late canaries noticed after: median {late[late.Count / 2]:F1} ms, 95 % {late[late.Count * 95 / 100]:F1} ms, longest {late[^1]:F1} ms"));

        using var stop = Process.Start("kill", [Environment.ProcessId.ToString(CultureInfo.InvariantCulture)]);
        await daemon;
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The rooms of the daemon, with a ring of ours in the place of the kernel's.</summary>
    private static Module[] Modules(StormRing ring)
    {
        var disks = DisksModule.Module;
        return
        [
            UptimeModule.Module,
            disks with
            {
                Services = services =>
                {
                    disks.Services(services);
                    services.AddSingleton<SourceFactory>((_, clock, _) => [new KmsgSource(clock, false, ring.Open)]);
                },
            },
            MetricsModule.Module, CanariesModule.Module, WatchesModule.Module, NotificationsModule.Module, HeartbeatModule.Module, TokensModule.Module,
        ];
    }

    private static async Task PlantAsync(HttpClient http, Instant start)
    {
        var canaries = Enumerable.Range(0, Canaries).Select(number => (JsonNode)new JsonObject
        {
            ["id"] = $"storm{(char)('a' + (number % 26))}{number:D4}",
            ["name"] = $"storm {number}",
            ["schedule"] = "86400",
            ["paused"] = false,
            ["late"] = false,
            ["history"] = new JsonArray(),
            ["deadline"] = (start + TimeSpan.FromMilliseconds(100 * number)).ToString(),
        });
        using var content = new StringContent(new JsonObject { ["canaries"] = new JsonArray([.. canaries]) }.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri("/api/v1/canaries/import", UriKind.Relative), content);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<(long Seen, long Lost)> LinesAsync(HttpClient http)
    {
        var text = await http.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        return (Value("watchkeeper_disks_lines_total "), Value("watchkeeper_disks_lines_lost_total "));

        long Value(string name) => text.Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
            ? long.Parse(line[name.Length..], NumberStyles.None, CultureInfo.InvariantCulture) : 0;
    }

    private static async Task<IReadOnlyList<(int Number, Instant Time)>> LateAsync(HttpClient http)
    {
        var events = JsonNode.Parse(await http.GetStringAsync(new Uri("/api/v1/events?type=canaries.late&limit=1000", UriKind.Relative)))!["events"]!.AsArray();
        return [.. events.Select(entry =>
            (int.Parse(((string)entry!["subject"]!)["storm-".Length..], CultureInfo.InvariantCulture), Instant.From(DateTimeOffset.Parse((string)entry["time"]!, CultureInfo.InvariantCulture))))];
    }

    private static async Task UntilAsync(HostClock clock, Func<Task<bool>> condition)
    {
        for (var attempt = 0; attempt < 600; attempt++)
        {
            try
            {
                if (await condition())
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), clock);
        }

        throw new TimeoutException("The daemon did not come that far.");
    }

    private static HttpClient Http(string socket) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellation) =>
        {
            var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellation);
            return new NetworkStream(connection, ownsSocket: true);
        },
    })
    {
        BaseAddress = new Uri("http://localhost"),
    };
}
