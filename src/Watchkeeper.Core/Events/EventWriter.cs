using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Core.Events;

/// <summary>Appends events inside the writer's transaction; used on the writer's thread only.</summary>
internal sealed class EventWriter(HostClock clock, HostIdentity host, Func<IEnumerable<IEventSubscriber>> subscribers)
{
    /// <summary>Keys of committed kinds. What a transaction finds out enters only after its commit, since a rollback may take it back.</summary>
    private readonly Dictionary<(string Type, Severity Severity), long> _kinds = [];

    private IEventSubscriber[]? _subscribers;

    /// <summary>The host's key and its events' last number, once the closure that runs has appended one; and the last number that is stored.</summary>
    private (long HostKey, long Seq, long Stored) _numbers;

    /// <summary>Forgets what it knows of the database: another connection may be to another database.</summary>
    public void Forget() => _kinds.Clear();

    /// <summary>A closure begins to run.</summary>
    public void Begin() => _numbers = default;

    /// <summary>A closure has run: a storm of events stores once how far their numbers go.</summary>
    public void End(Transaction transaction)
    {
        if (_numbers.Seq > _numbers.Stored)
        {
            EventStore.KeepSeq(transaction, _numbers.HostKey, _numbers.Seq);
        }
    }

    public Event Append(Transaction transaction, WriteRequest request, EventDraft draft)
    {
        var stamp = request.NextStamp(clock);
        var id = draft.Id ?? stamp.Id;
        if (draft.Id is not null && EventStore.Find(transaction, id) is { } earlier)
        {
            return earlier;
        }

        var (hostKey, seq) = NextSeq(transaction);
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

    private (long HostKey, long Seq) NextSeq(Transaction transaction)
    {
        if (_numbers.HostKey == 0)
        {
            var (hostKey, seq) = EventStore.NextSeq(transaction, host.Id);
            _numbers = (hostKey, seq, seq);
        }
        else
        {
            _numbers.Seq++;
        }

        return (_numbers.HostKey, _numbers.Seq);
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
