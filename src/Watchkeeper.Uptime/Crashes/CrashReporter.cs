using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Watchkeeper.Core;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;
using Watchkeeper.Uptime.Boots;

namespace Watchkeeper.Uptime.Crashes;

/// <summary>
/// Makes one report of every crash, once, soon after the host is back: when the wall clock is right, which also means that there is a network, and at the
/// latest a minute after the start. The event about it travels like any other, so a channel that cannot be reached yet is tried again.
/// </summary>
internal sealed class CrashReporter(
    Database database, HostClock clock, HostIdentity host, UptimeService service, UptimeReader reader, CrashScene scene, ILogger<CrashReporter> log)
    : BackgroundService
{
    /// <summary>The other rooms look for what was missed when they start, and say so within moments.</summary>
    private static readonly TimeSpan Earliest = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Latest = TimeSpan.FromSeconds(50);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Retry = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var start = clock.Uptime;
            await service.Judged.WaitAsync(stoppingToken);
            while (clock.Uptime - start < (clock.IsTrusted ? Earliest : Latest))
            {
                await Task.Delay(Pause, clock, stoppingToken);
            }

            while (!await TryReportAsync(stoppingToken))
            {
                await Task.Delay(Retry, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next start makes the report.
        }
    }

    /// <summary>False where the database was away, and trying again may help; what else fails would fail again, and keeps the daemon from nothing.</summary>
    private async Task<bool> TryReportAsync(CancellationToken cancellation)
    {
        try
        {
            await ReportAsync(cancellation);
            return true;
        }
        catch (ProblemException problem)
        {
            UptimeLog.NotReported(log, problem.Message);
            return problem.Kind != ProblemKind.Unavailable;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            UptimeLog.ReportFailed(log, failure);
            return true;
        }
    }

    /// <summary>Reports every crash that has no report yet.</summary>
    internal async Task ReportAsync(CancellationToken cancellation)
    {
        var reported = database.Read(session => UptimeStore.ReportedBoots(session, host.Id));
        var evidence = database.Read(session => UptimeStore.BootEvidence(session, host.Id));
        var history = reader.History();
        foreach (var boot in history.Boots.Where(boot => boot.End == BootEnd.Crash && boot.BootId is not null && !reported.Contains(boot.BootId.Value)))
        {
            await KeepAsync(Make(boot, history, evidence.GetValueOrDefault(boot.BootId!.Value, [])), cancellation);
        }
    }

    private CrashReport Make(Boot boot, UptimeHistory history, IReadOnlyList<Endings.KernelLine> lastWords)
    {
        var wentDown = boot.Ended!.Value;
        var back = history.Boots.FirstOrDefault(next => next.Number == boot.Number + 1)?.Started;
        return new CrashReport
        {
            BootId = boot.BootId!.Value,
            Kernel = boot.Kernel ?? "",
            WentDown = wentDown,
            Uncertainty = boot.Uncertainty,
            Back = back,
            Down = boot.Downtime,
            Uptime = boot.Uptime,
            Cause = boot.Cause,
            Reason = boot.Reason ?? "",
            LastWords = [.. lastWords.Select(line => new EvidenceLine(line.At is { } at ? boot.Started + at : null, line.Source, line.Text))],
            Metrics = scene.Metrics(wentDown),
            Events = scene.Events(wentDown),
            Watches = scene.Watches(wentDown),
            Canaries = scene.Canaries(wentDown, back),
            ClockTrusted = boot.ClockTrusted && clock.IsTrusted,
        };
    }

    private async Task KeepAsync(CrashReport report, CancellationToken cancellation)
    {
        var id = await database.WriteAsync(
            transaction =>
            {
                var added = UptimeStore.AddCrash(transaction, host.Id, clock.BootId, clock.Read(), report);
                if (added is { } number)
                {
                    transaction.Append(UptimeWords.Reported(report with { Id = number }));
                }

                return added;
            },
            Durability.Durable, cancellation);
        if (id is { } made)
        {
            UptimeLog.Reported(log, Times.Format(report.WentDown, TimeZoneInfo.Utc), made);
        }
    }
}
