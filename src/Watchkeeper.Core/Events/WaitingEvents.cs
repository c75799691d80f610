using Watchkeeper.Core.Time;

namespace Watchkeeper.Core.Events;

/// <summary>
/// Events that have happened and cannot be stored yet: kept in memory, in their order, for whoever reads or follows this daemon's journal meanwhile. They leave
/// when they are stored. Of more than a thousand the oldest are not shown any more; they have been told, and are stored in their time all the same.
/// </summary>
internal sealed class WaitingEvents(HostClock clock, HostIdentity host, Func<IEnumerable<IEventSubscriber>> subscribers)
{
    private const int Most = 1000;

    private readonly Lock _gate = new();
    private readonly List<(long Number, Event Entry)> _waiting = [];
    private long _last;

    /// <summary>The number of the last one that began to wait.</summary>
    public long Last => Volatile.Read(ref _last);

    /// <param name="stored">Completes when they are stored, or will not be by this daemon any more.</param>
    public void Add(IReadOnlyList<EventDraft> drafts, Task stored)
    {
        var entries = drafts.Select(EventOf).ToList();
        lock (_gate)
        {
            _waiting.AddRange(entries.Select(entry => (++_last, entry)));
            _waiting.RemoveRange(0, Math.Max(0, _waiting.Count - Most));
        }

        _ = stored.ContinueWith(_ => Remove([.. entries.Select(entry => entry.Id)]), TaskContinuationOptions.ExecuteSynchronously);
        foreach (var subscriber in subscribers())
        {
            entries.ForEach(entry => subscriber.Waits(entry, stored));
        }
    }

    /// <summary>Those that began to wait after the one with this number.</summary>
    public List<(long Number, Event Entry)> After(long number)
    {
        lock (_gate)
        {
            return _waiting.FindAll(one => one.Number > number);
        }
    }

    private void Remove(HashSet<Guid> ids)
    {
        lock (_gate)
        {
            _waiting.RemoveAll(one => ids.Contains(one.Entry.Id));
        }
    }

    private Event EventOf(EventDraft draft) => new(
        draft.Id ?? throw new ArgumentException("An event that is told before it is stored has an id.", nameof(draft)),
        host.Id, 0, clock.BootId, draft.At ?? throw new ArgumentException("An event that is told before it is stored has a time.", nameof(draft)),
        draft.Type, draft.Severity, draft.Subject, draft.Message, draft.Recipients, draft.Fields);
}
