using Microsoft.Extensions.Hosting;
using Watchkeeper.Core.Contracts;
using Watchkeeper.Core.Diagnostics;

namespace Watchkeeper.Notifications.Heartbeat;

/// <summary>The background services of all rooms, looked at from outside.</summary>
internal sealed class Loops(IServiceProvider services)
{
    /// <summary>Which of them failed or stands still, as half a sentence; null while all is well. One that has ended its work stands still rightly.</summary>
    public string? Standstill() => LateService.All(services).Select(Standstill).FirstOrDefault(static reason => reason is not null);

    private static string? Standstill(IHostedService service) => service switch
    {
        BackgroundService { ExecuteTask.IsFaulted: true } => $"{service.GetType().Name} has failed",
        BackgroundService { ExecuteTask.IsCompleted: true } => null,
        ILoop { Pulse: { Overdue: { } overdue } pulse } => $"the loop of {pulse.Name} has stood still for {overdue.TotalSeconds:0} s longer than it may",
        _ => null,
    };
}
