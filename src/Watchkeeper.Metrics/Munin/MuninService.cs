using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Time;
using Watchkeeper.Metrics.Query;
using Watchkeeper.Metrics.Statsd;

namespace Watchkeeper.Metrics.Munin;

/// <summary>The section <c>metrics.munin</c>.</summary>
/// <param name="Allow">Networks whose masters may ask.</param>
internal sealed record MuninOptions(bool Enabled, IPEndPoint Listen, IReadOnlyList<IPNetwork> Allow)
{
    public static MuninOptions Off { get; } = new(false, new(IPAddress.Loopback, 4949), []);

    public static MuninOptions Read(Section section)
    {
        var enabled = section.Flag("enabled", false, "Whether a Munin master may poll Watchkeeper as a node.");
        var text = section.Text("listen", "127.0.0.1:4949", "The TCP address.");
        if (!IPEndPoint.TryParse(text, out var address))
        {
            section.Error("listen", $"“{text}” is not an address; write 0.0.0.0:4949.");
            address = Off.Listen;
        }

        var networks = new List<IPNetwork>();
        foreach (var network in section.Texts("allow", ["127.0.0.0/8", "::1/128"], "Networks whose masters may ask."))
        {
            if (IPNetwork.TryParse(network, out var parsed))
            {
                networks.Add(parsed);
            }
            else
            {
                section.Error("allow", $"“{network}” is not a network; write 192.0.2.0/24.");
            }
        }

        return new(enabled, address, new OptionList<IPNetwork>(networks));
    }
}

/// <summary>Listens for Munin masters.</summary>
internal sealed class MuninService(SampleStore store, HostClock clock, LiveOptions<MetricsOptions> live, HostIdentity host, ILogger<MuninService> log) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        new ReloadedPart<MuninOptions>(live, options => options.Munin, clock).RunAsync(RunAsync, stoppingToken);

    private async Task RunAsync(MuninOptions options, CancellationToken stoppingToken)
    {
        if (!options.Enabled)
        {
            return;
        }

        try
        {
            using var listener = StatsdSockets.Tcp(options.Listen);
            var node = new MuninNode(host.Name, Value);
            await LineStreams.AcceptAsync(listener, (connection, cancellation) => IsAllowed(options, connection) ? node.ServeAsync(connection, cancellation) : Task.CompletedTask, stoppingToken);
        }
        catch (SocketException problem)
        {
            MetricsLog.Problem(log, $"The Munin node cannot listen on {options.Listen}: {problem.Message}. Stop what listens there, or choose another address in metrics.munin.");
        }
    }

    private static bool IsAllowed(MuninOptions options, Socket connection)
    {
        var peer = ((IPEndPoint)connection.RemoteEndPoint!).Address;
        peer = peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer;
        return options.Allow.Any(network => network.Contains(peer));
    }

    private double? Value(string expression)
    {
        try
        {
            return store.Engine.Instant(expression, clock.Now.Microseconds / 1000).Vector is [var series, ..] ? series.Values[0] : null;
        }
        catch (QueryException)
        {
            return null;
        }
    }
}
