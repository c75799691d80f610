using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;
using Watchkeeper.Disks.Devices;

namespace Watchkeeper.Disks.Health;

/// <summary>Asks the disks themselves for their health, where the configuration wants it (<c>disks: poll:</c>): one after the other, and never a sleeping one.</summary>
internal sealed class HealthService(LiveOptions<DisksOptions> options, Database database, HostClock clock, HostIdentity host, ILogger<HealthService> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!await database.WaitUntilOpenAsync(stoppingToken))
        {
            return;
        }

        var round = new HealthRound(new HealthProgram(clock, log).AskAsync, new HealthWatch(clock.BootId));
        using var pen = new DisksPen(database, clock, host, log);
        while (!stoppingToken.IsCancellationRequested)
        {
            using var changing = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            void Changed(DisksOptions changed) => changing.Cancel();
            options.Changed += Changed;
            try
            {
                pen.Write(await round.RunAsync(options.Current.Poll, DeviceTree.Read(), stoppingToken), untold: null);
                await pen.Written.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                var wait = options.Current.Poll.Count > 0 ? options.Current.PollInterval : Timeout.InfiniteTimeSpan;
                await Task.Delay(wait, clock, changing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            finally
            {
                options.Changed -= Changed;
            }
        }
    }
}
