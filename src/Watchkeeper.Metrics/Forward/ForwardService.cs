using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Diagnostics;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Metrics.Forward;

/// <summary>
/// Sends samples on to other engines. The queue is the rows of ticks that the store writes anyway: a cursor says how far each engine has them, and rows
/// stay until all do, so an outage or a restart loses nothing and an ordinary tick writes not a byte more.
/// </summary>
internal sealed class ForwardService(
    SampleStore store, Database database, HostClock clock, LiveOptions<MetricsOptions> live, Counters counters, ILogger<ForwardService> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!await database.WaitUntilOpenAsync(stoppingToken))
        {
            return;
        }

        await new ReloadedPart<IReadOnlyList<ForwardOptions>>(live, options => options.Forward, clock).RunAsync(
            (targets, cancellation) => Task.WhenAll(targets.Select(target => RunAsync(target, cancellation))), stoppingToken);
    }

    private async Task RunAsync(ForwardOptions target, CancellationToken cancellation)
    {
        using var forwarder = Make(target);
        await new Forwarding(target, store, clock, counters, log, forwarder).RunAsync(cancellation);
    }

    internal static IForwarder Make(ForwardOptions options) => options.Kind switch
    {
        ForwardKind.RemoteWrite => new RemoteWriteForwarder(options, new HttpForwarding(options)),
        ForwardKind.Otlp => new OtlpForwarder(options, new HttpForwarding(options)),
        _ => new GraphiteForwarder(options),
    };
}
