using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Watchkeeper.EndToEnd.Uptime;

/// <summary>People hear of a crash within a minute of there being a network to tell them over.</summary>
public sealed class CrashNoticeTests
{
    [Fact, Trait("Needs", "root")]
    public async Task The_report_is_sent_within_a_minute_of_the_receiver_being_there()
    {
        var port = FreePort();
        await using var daemon = await Daemon.StartAsync(
            $$"""
            uptime: { interval: 1s }
            notifications:
              channels: { ops: { webhook: { url: "http://127.0.0.1:{{port}}/" }, pace: { messages: 1000000 } } }
              routes: [{ events: [uptime.crash-report], channels: [ops] }]
            """);
        await daemon.WaitForLogAsync("has begun");
        await daemon.KillAsync();
        await using var next = await NextBoot.StartAsync(daemon);
        await UntilAsync(async () => (await daemon.RunAsync("notifications", "list", "--json")).Output.Contains("cannot be reached", StringComparison.Ordinal), "The report is not tried.");

        using var receiver = new HttpListener { Prefixes = { $"http://127.0.0.1:{port}/" } };
        receiver.Start();
        var since = Stopwatch.StartNew();
        var told = await NextAsync(receiver).WaitAsync(TimeSpan.FromMinutes(2));

        Assert.True(since.Elapsed < TimeSpan.FromMinutes(1), string.Create(CultureInfo.InvariantCulture, $"It took {since.Elapsed.TotalSeconds:0} s."));
        var notice = Assert.Single(JsonNode.Parse(told)!["events"]!.AsArray())!;
        Assert.Equal("uptime.crash-report", (string?)notice["type"]);
        Assert.Contains("The half hour before", (string?)notice["fields"]!["text"], StringComparison.Ordinal);
    }

    private static async Task<string> NextAsync(HttpListener receiver)
    {
        while (true)
        {
            var context = await receiver.GetContextAsync();
            using var reader = new StreamReader(context.Request.InputStream);
            var body = await reader.ReadToEndAsync();
            context.Response.Close();
            if (body.Contains("uptime.crash-report", StringComparison.Ordinal))
            {
                return body;
            }
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> done, string otherwise)
    {
        var since = Stopwatch.StartNew();
        while (!await done())
        {
            Assert.True(since.Elapsed < TimeSpan.FromMinutes(3), otherwise);
            await Task.Delay(500);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
