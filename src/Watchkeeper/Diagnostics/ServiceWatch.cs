using Watchkeeper.Core;
using Watchkeeper.Core.Diagnostics;
using Watchkeeper.Core.Events;
using Watchkeeper.Hosting;

namespace Watchkeeper.Diagnostics;

/// <summary>Notices when a room's background loop ends with a failure: the daemon goes on with the others, and says so in its log, journal and metrics.</summary>
internal static class ServiceWatch
{
    public static void Start(IServiceProvider services)
    {
        var journal = services.GetRequiredService<EventJournal>();
        var log = services.GetRequiredService<ILoggerFactory>().CreateLogger("Watchkeeper.Diagnostics.ServiceWatch");
        var failures = services.GetRequiredService<Counters>().Of("watchkeeper_service_failures_total", "Background services of Watchkeeper that ended with a failure.");
        foreach (var service in services.GetServices<IHostedService>().OfType<BackgroundService>())
        {
            _ = service.ExecuteTask?.ContinueWith(
                task => ReportAsync(service.GetType().Name, task.Exception!.GetBaseException(), journal, failures, log),
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted,
                TaskScheduler.Default);
        }
    }

    private static async Task ReportAsync(string service, Exception failure, EventJournal journal, Counter failures, ILogger log)
    {
        if (failure is OperationCanceledException)
        {
            return;
        }

        failures.Add();
        HostLog.ServiceFailed(log, service, failure);
        try
        {
            await journal.AppendAsync(new EventDraft(
                "watchkeeper.service-failed", Severity.Error, service, $"{service} failed and is not running any more: {failure.Message}"));
        }
        catch (Exception secondary) when (secondary is ProblemException or ObjectDisposedException or OperationCanceledException)
        {
            HostLog.Problem(log, $"The failure of {service} could not be recorded as an event: {secondary.Message}");
        }
    }
}
