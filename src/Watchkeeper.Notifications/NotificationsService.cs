using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Watchkeeper.Core;
using Watchkeeper.Core.Contracts;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Diagnostics;
using Watchkeeper.Core.Time;
using Watchkeeper.Notifications.Outbox;

namespace Watchkeeper.Notifications;

/// <summary>
/// Turns over the outbox: whenever something is put into it, when something becomes due, and every second and a half for what other daemons on the same
/// database leave behind. Each target is delivered to by one task at a time, so that a slow one holds up no other.
/// </summary>
internal sealed class NotificationsService(
    Database database, HostIdentity host, HostClock clock, SharedClock shared, OutboxBell bell, Deliverer deliverer, ILogger<NotificationsService> log)
    : BackgroundService, ILoop
{
    private const int MostAtOnce = 8;

    /// <summary>
    /// While a storm is being written, a large outbox would be looked through again and again; after each look there is a rest of so many times as long.
    /// </summary>
    private const int RestOfLook = 9;

    /// <summary>Events come in crowds: what comes within this time is seen as one.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(40);

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1.5);


    private readonly Dictionary<string, Task> _busy = new(StringComparer.Ordinal);

    /// <summary>Comes by with each turn that went well.</summary>
    public Pulse Pulse { get; } = new("notifications", clock);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!await database.WaitUntilOpenAsync(stoppingToken))
        {
            return;
        }

        void Shift(ClockStep step) => _ = ShiftAsync(step);
        shared.Stepped += Shift;
        try
        {
            await MakeDueAsync(stoppingToken);
            while (!stoppingToken.IsCancellationRequested)
            {
                var began = clock.GetTimestamp();
                var wait = Turn(stoppingToken);
                var took = clock.GetElapsedTime(began);
                await bell.WaitAsync(wait, stoppingToken);
                await Task.Delay(Gather + (took * RestOfLook), clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // A delivery under way is broken off; its rows are still in the outbox.
        }
        finally
        {
            shared.Stepped -= Shift;
            await Task.WhenAll(_busy.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Begins what can be begun; how long there is nothing else to do.</summary>
    private TimeSpan Turn(CancellationToken cancellation)
    {
        foreach (var (target, _) in _busy.Where(pair => pair.Value.IsCompleted).ToList())
        {
            _busy.Remove(target);
        }

        try
        {
            shared.Look();
            var now = shared.Now;
            var (waiting, next) = database.Read(session => (
                NotificationStore.WaitingNow(session, host.Id, now, now - Deliverer.GraceForOthers), NotificationStore.NextDue(session)));
            foreach (var target in waiting.Where(one => !_busy.ContainsKey(one.Target) && deliverer.Concerns(one)).Take(MostAtOnce - _busy.Count))
            {
                var delivery = Task.Run(() => DeliverAsync(target, cancellation), cancellation);
                _busy.Add(target.Target, delivery);

                // Only once the task is complete: a turn before that would pass the target over, and nobody would ring again.
                _ = delivery.ContinueWith(_ => bell.Ring(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }

            var wait = next is { } due && due > now && due - now < Poll ? due - now : Poll;
            Pulse.Rest(wait);
            return wait;
        }
        catch (ProblemException problem)
        {
            NotificationsLog.OutboxAway(log, problem.Message);
            return Poll;
        }
    }

    private async Task DeliverAsync(Waiting waiting, CancellationToken cancellation)
    {
        try
        {
            await deliverer.DeliverAsync(waiting, cancellation);
        }
        catch (ProblemException problem)
        {
            // The rows stay as they are, and their lease runs out.
            NotificationsLog.OutboxAway(log, problem.Message);
        }
    }

    private async Task MakeDueAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                shared.Look();
                var left = await database.WriteAsync(transaction => NotificationStore.MakeDue(transaction, host.Id, shared.Now), Durability.Periodic, cancellation);
                NotificationsLog.Started(log, left);
                return;
            }
            catch (ProblemException problem)
            {
                NotificationsLog.OutboxAway(log, problem.Message);
                await Task.Delay(Poll, clock, cancellation);
            }
        }
    }

    private async Task ShiftAsync(ClockStep step)
    {
        try
        {
            await database.WriteAsync(transaction => NotificationStore.Shift(transaction, host.Id, step.Delta), Durability.Periodic);
            bell.Ring();
        }
        catch (Exception e) when (e is ProblemException or ObjectDisposedException or OperationCanceledException)
        {
            NotificationsLog.OutboxAway(log, e.Message);
        }
    }
}
