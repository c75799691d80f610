using System.Net.Sockets;
using System.Text;

namespace Watchkeeper.EndToEnd.Metrics;

/// <summary>What a reload changes in <c>metrics:</c> is in force without a restart.</summary>
public sealed class ReloadTests
{
    [Fact]
    public async Task Statsd_and_the_Munin_node_are_switched_on_moved_and_switched_off_by_a_reload()
    {
        await using var daemon = await Daemon.StartAsync("metrics: { interval: 1s }");
        var (first, second, munin) = (Eventually.FreePort(), Eventually.FreePort(), Eventually.FreePort());

        await ReloadAsync(daemon, $"metrics: {{ interval: 1s, statsd: {{ enabled: true, udp: '127.0.0.1:{first}', tcp: [], admin: [], flush_interval: 1s }} }}");
        await SendUntilKnownAsync(daemon, first, "reload.first");

        await ReloadAsync(
            daemon,
            $"metrics: {{ interval: 1s, statsd: {{ enabled: true, udp: '127.0.0.1:{second}', tcp: [], admin: [], flush_interval: 1s }}, munin: {{ enabled: true, listen: '127.0.0.1:{munin}' }} }}");
        await SendUntilKnownAsync(daemon, second, "reload.second");
        Assert.StartsWith("# munin node at", await Eventually.GetAsync(() => BannerAsync(munin), banner => banner.Length > 0));

        await ReloadAsync(daemon, "metrics: { interval: 1s }");
        await Eventually.GetAsync(() => BannerAsync(munin), banner => banner.Length == 0);
    }

    private static async Task ReloadAsync(Daemon daemon, string yaml)
    {
        daemon.Configure(yaml);
        await daemon.SignalAsync("HUP");
    }

    /// <summary>UDP to a port where nobody listens yet is lost, so it is sent until it is seen.</summary>
    private static async Task SendUntilKnownAsync(Daemon daemon, int port, string name)
    {
        using var client = new UdpClient();
        var expression = Uri.EscapeDataString(name.Replace('.', '_') + "_total");
        await Eventually.GetAsync(
            async () =>
            {
                try
                {
                    await client.SendAsync(Encoding.UTF8.GetBytes(name + ":1|c"), "127.0.0.1", port);
                }
                catch (SocketException)
                {
                    // The answer to an earlier datagram: nobody listens there yet.
                }

                return await daemon.Http.GetStringAsync("/api/v1/query?query=" + expression);
            },
            answer => answer.Contains("\"value\":", StringComparison.Ordinal));
    }

    private static async Task<string> BannerAsync(int port)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port);
            using var reader = new StreamReader(client.GetStream());
            return await reader.ReadLineAsync() ?? "";
        }
        catch (Exception problem) when (problem is SocketException or IOException)
        {
            return "";
        }
    }
}
