using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;

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

/// <summary>Wakes the delivery when something was put into the outbox.</summary>
internal sealed class OutboxBell(HostClock clock) : Bell(clock);
