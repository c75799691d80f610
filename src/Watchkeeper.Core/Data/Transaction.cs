using System.Data.Common;
using Watchkeeper.Core.Events;

namespace Watchkeeper.Core.Data;

/// <summary>A session inside the writer's present transaction. What a closure does with it touches only the database, and may run twice.</summary>
public abstract class Transaction : Session
{
    internal Transaction(DbConnection connection)
        : base(connection)
    {
    }

    /// <summary>Appends an event to the journal and hands it to the in-transaction subscribers. Returns the event, or the one that has its id already.</summary>
    public abstract Event Append(EventDraft draft);

    /// <summary>Runs after the commit, never before and not at all if the closure is rolled back: the place to change memory.</summary>
    public abstract void OnCommit(Action action);
}
