using Watchkeeper.Core.Data;

namespace Watchkeeper.Core.Events;

/// <summary>
/// Reacts to an event in the transaction that appends it, so that what it writes (outbox rows) commits with the event or not at all.
/// Implementations touch only the database and may run twice for one event; what throws fails the closure that appended it.
/// </summary>
public interface IEventSubscriber
{
    void InTransaction(Event appended, Transaction transaction);
}
