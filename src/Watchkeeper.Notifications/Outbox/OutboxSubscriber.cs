using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;

namespace Watchkeeper.Notifications.Outbox;

/// <summary>Writes an event's notifications in the event's own transaction, so that neither is ever without the other; before there can be one, by express.</summary>
internal sealed class OutboxSubscriber(LiveOptions<NotificationsOptions> options, SharedClock clock, OutboxBell bell, Express express) : IEventSubscriber
{
    public void InTransaction(Event appended, Transaction transaction)
    {
        var current = options.Current;
        var targets = Router.Targets(appended, current);
        if (targets.Count == 0)
        {
            return;
        }

        var now = clock.Now;
        foreach (var target in targets)
        {
            var state = express.HasSent(appended.Id, target) ? NotificationState.Sent : NotificationState.Pending;
            NotificationStore.Add(transaction, appended, target, now, now + current.GiveUpAfter, state);
        }

        transaction.OnCommit(bell.Ring);
    }

    public void Waits(Event told, Task stored) => express.Take(told, stored);
}

/// <summary>Wakes a loop that waits: the delivery, when something was put into the outbox.</summary>
internal sealed class OutboxBell : IDisposable
{
    private readonly SemaphoreSlim _rung = new(0, 1);

    public void Ring()
    {
        // It has been rung and nobody has heard it yet, which is as good; a storm rings a hundred thousand times.
        if (_rung.CurrentCount > 0)
        {
            return;
        }

        try
        {
            _rung.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else was faster.
        }
    }

    /// <summary>Until it is rung, or the time is over.</summary>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider clock, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(atMost, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            await _rung.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
        }
    }

    public void Dispose() => _rung.Dispose();
}
