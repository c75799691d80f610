using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Core.Events;

/// <summary>Appends events inside the writer's transaction; used on the writer's thread only.</summary>
internal sealed class EventWriter(HostClock clock, HostIdentity host, Func<IEnumerable<IEventSubscriber>> subscribers)
{
    /// <summary>Keys of committed kinds. What a transaction finds out enters only after its commit, since a rollback may take it back.</summary>
    private readonly Dictionary<(string Type, Severity Severity), long> _kinds = [];

    private IEventSubscriber[]? _subscribers;

    /// <summary>Forgets what it knows of the database: another connection may be to another database.</summary>
    public void Forget() => _kinds.Clear();

    public Event Append(Transaction transaction, WriteRequest request, EventDraft draft)
    {
        var stamp = request.NextStamp(clock);
        var id = draft.Id ?? stamp.Id;
        if (draft.Id is not null && EventStore.Find(transaction, id) is { } earlier)
        {
            return earlier;
        }

        var (hostKey, seq) = EventStore.NextSeq(transaction, host.Id);
        var appended = new Event(
            id, host.Id, seq, clock.BootId, draft.At ?? stamp.Time, draft.Type, draft.Severity, draft.Subject, draft.Message, draft.Recipients, draft.Fields);
        if (!EventStore.Insert(transaction, appended, hostKey, Kind(transaction, hostKey, draft)))
        {
            return EventStore.Find(transaction, id)!;
        }

        foreach (var subscriber in _subscribers ??= [.. subscribers()])
        {
            subscriber.InTransaction(appended, transaction);
        }

        return appended;
    }

    private long Kind(Transaction transaction, long hostKey, EventDraft draft)
    {
        var kind = (draft.Type, draft.Severity);
        if (!_kinds.TryGetValue(kind, out var key))
        {
            key = EventStore.KindKey(transaction, hostKey, draft.Type, draft.Severity);
            transaction.OnCommit(() => _kinds[kind] = key);
        }

        return key;
    }
}
