using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;
using Watchkeeper.Metrics.Query;
using Watchkeeper.Metrics.Series;
using Watchkeeper.Metrics.Statsd;

namespace Watchkeeper.Metrics.Munin;

/// <summary>Listens for Munin masters, and runs Munin's plugins.</summary>
internal sealed class MuninService(
    SampleStore store, Database database, HostClock clock, LiveOptions<MetricsOptions> live, HostIdentity host, ILogger<MuninService> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!await database.WaitUntilOpenAsync(stoppingToken))
        {
            return;
        }

        await new ReloadedPart<MuninOptions>(live, options => options.Munin, clock).RunAsync(RunAsync, stoppingToken);
    }

    private async Task RunAsync(MuninOptions options, CancellationToken stopping)
    {
        var plugins = new MuninPlugins(options.Plugins, store, clock, log);
        await Task.WhenAll(plugins.CollectAsync(stopping), options.Enabled ? ListenAsync(options, plugins, stopping) : Task.CompletedTask);
    }

    private async Task ListenAsync(MuninOptions options, MuninPlugins plugins, CancellationToken stopping)
    {
        try
        {
            using var listener = StatsdSockets.Tcp(options.Listen);
            var source = new Source(store, clock, plugins);
            await new Connections(listener, $"The Munin node on {options.Listen}", clock, log).AcceptAsync(
                (connection, cancellation) => Master(connection) is var master && options.Allow.Any(network => network.Contains(master))
                    ? new MuninSession(host.Name, master.ToString(), source).ServeAsync(connection, cancellation)
                    : Task.CompletedTask,
                stopping);
        }
        catch (SocketException problem)
        {
            MetricsLog.Problem(log, $"The Munin node cannot listen on {options.Listen}: {problem.Message.TrimEnd('.', ' ')}. Stop what listens there, or choose another address in metrics.munin.");
        }
    }

    private static IPAddress Master(Socket connection)
    {
        var peer = ((IPEndPoint)connection.RemoteEndPoint!).Address;
        return peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer;
    }

    private sealed class Source(SampleStore store, HostClock clock, MuninPlugins plugins) : IMuninSource
    {
        /// <summary>A master's finest archive: five minutes for two days. More than that would not be kept at this step anyway.</summary>
        private const long Step = 300;
        private const long Longest = 2 * 86_400;

        public MuninPlugins Plugins => plugins;

        private long Now => clock.Now.Microseconds / 1_000_000;

        public IReadOnlyList<(Labels Labels, double Value)> Values(string expression)
        {
            try
            {
                return [.. store.Engine.Instant(expression, clock.Now.Microseconds / 1000).Vector.Select(series => (series.Labels, series.Values[0]))];
            }
            catch (QueryException)
            {
                return [];
            }
        }

        public IReadOnlyList<(Labels Labels, IEnumerable<(long Seconds, double Value)> Values)> Values(string expression, long after)
        {
            var (from, to) = (((Math.Max(after, Now - Longest) / Step) + 1) * Step, Now / Step * Step);
            if (from > to)
            {
                return [];
            }

            try
            {
                var (times, value) = store.Engine.Range(expression, from * 1000, to * 1000, Step * 1000);
                return [.. value.Vector.Select(series => (series.Labels, times.Zip(series.Values, static (time, value) => (time / 1000, value))))];
            }
            catch (QueryException)
            {
                return [];
            }
        }

        public IEnumerable<(long Seconds, double Value)> Values(LiveSeries series, long after) =>
            store.Reader.Select(series, (Math.Max(after, Now - Longest) + 1) * 1000, clock.Now.Microseconds / 1000)
                .SelectMany(static data => data.Samples.Times.ToArray().Zip(data.Samples.Values.ToArray(), static (time, value) => (time / 1000, value)));
    }
}
