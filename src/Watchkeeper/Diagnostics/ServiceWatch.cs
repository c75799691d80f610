using Watchkeeper.Core;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Diagnostics;
using Watchkeeper.Core.Events;
using Watchkeeper.Hosting;

namespace Watchkeeper.Diagnostics;

/// <summary>Notices when a room's background loop ends with a failure: the daemon goes on with the others, and says so in its log, journal and metrics.</summary>
internal static class ServiceWatch
{
    public static void Start(IServiceProvider services)
    {
        var database = services.GetRequiredService<Database>();
        var log = services.GetRequiredService<ILoggerFactory>().CreateLogger("Watchkeeper.Diagnostics.ServiceWatch");
        var failures = services.GetRequiredService<Counters>().Of("watchkeeper_service_failures_total", "Background services of Watchkeeper that ended with a failure.");
        foreach (var service in LateService.All(services).OfType<BackgroundService>())
        {
            _ = service.ExecuteTask?.ContinueWith(
                task => ReportAsync(service.GetType().Name, task.Exception!.GetBaseException(), database, failures, log),
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted,
                TaskScheduler.Default);
        }
    }

    private static async Task ReportAsync(string service, Exception failure, Database database, Counter failures, ILogger log)
    {
        if (failure is OperationCanceledException || database.Ready.IsFaulted)
        {
            // The daemon is stopping, or ends with the database's own sentence.
            return;
        }

        failures.Add();
        if (failure is ProblemException)
        {
            HostLog.Problem(log, $"{service} does not run any more: {failure.Message}");
        }
        else
        {
            HostLog.ServiceFailed(log, service, failure);
        }

        try
        {
            await database.Journal.AppendAsync(new EventDraft(
                "watchkeeper.service-failed", Severity.Error, service, $"{service} failed and is not running any more: {failure.Message}"));
        }
        catch (Exception secondary) when (secondary is ProblemException or ObjectDisposedException or OperationCanceledException)
        {
            HostLog.Problem(log, $"The failure of {service} could not be recorded as an event: {secondary.Message}");
        }
    }
}
