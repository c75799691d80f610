using Watchkeeper.Core.Data;

namespace Watchkeeper.Core.Events;

/// <summary>
/// Reacts to an event in the transaction that appends it, so that what it writes (outbox rows) commits with the event or not at all.
/// Implementations touch only the database and may run twice for one event; what throws fails the closure that appended it.
/// </summary>
public interface IEventSubscriber
{
    void InTransaction(Event appended, Transaction transaction);

    /// <summary>
    /// An event was told that cannot be stored now. When it can be, <see cref="InTransaction"/> is called for it, under the same id. Runs on the thread that
    /// tells it, and neither waits nor touches the database.
    /// </summary>
    /// <param name="stored">Completes when it is stored, or will not be by this daemon any more.</param>
    void Waits(Event told, Task stored)
    {
    }
}
