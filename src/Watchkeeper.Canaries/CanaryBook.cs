using System.Collections.Concurrent;

namespace Watchkeeper.Canaries;

/// <summary>
/// All canaries in memory, and the queue of their alarms. Many may look up; only the service, its one owner, changes it, and only after a commit.
/// </summary>
internal sealed class CanaryBook
{
    private volatile ConcurrentDictionary<string, Page> _byId = NewIndex(31);
    private volatile ConcurrentDictionary<string, Page> _bySlug = NewIndex(31);
    private readonly Dictionary<long, Page> _byKey = [];
    private readonly PriorityQueue<Page, long> _alarms = new();
    private long _seen;

    public int Count => _byId.Count;

    /// <summary>The number of the newest entry of any history that this book knows of.</summary>
    public long Seen
    {
        get => Volatile.Read(ref _seen);
        set => Volatile.Write(ref _seen, value);
    }

    /// <summary>Makes room in a book that is still empty: to grow again and again would cost as much as to read a hundred thousand canaries.</summary>
    public void Reserve(int count)
    {
        if (count > 31 && Count == 0)
        {
            (_byId, _bySlug) = (NewIndex(count), NewIndex(count));
            _byKey.EnsureCapacity(count);
            _alarms.EnsureCapacity(count);
        }
    }

    public Canary? ById(string id) => _byId.TryGetValue(id, out var page) ? page.Canary : null;

    public Canary? BySlug(string slug) => _bySlug.TryGetValue(slug, out var page) ? page.Canary : null;

    /// <summary>By id or, failing that, by slug.</summary>
    public Canary? Find(string idOrSlug) => ById(idOrSlug) ?? BySlug(idOrSlug);

    public Canary? ByKey(long key) => _byKey.TryGetValue(key, out var page) ? page.Canary : null;

    /// <summary>All of them in no order.</summary>
    public IEnumerable<Canary> All() => _byId.Select(pair => pair.Value.Canary);

    /// <summary>All of them in the order in which they were made.</summary>
    public List<Canary> InOrder()
    {
        var all = new List<Canary>(_byId.Count);
        all.AddRange(All());
        all.Sort((one, other) => one.Key.CompareTo(other.Key));
        return all;
    }

    public void Put(Canary canary)
    {
        if (!_byKey.TryGetValue(canary.Key, out var page))
        {
            page = new Page(canary);
            _byKey.Add(canary.Key, page);
            _byId[canary.Id] = page;
            _bySlug[canary.Settings.Slug] = page;
        }
        else
        {
            var before = page.Canary;
            page.Canary = canary;
            if (before.Settings.Slug != canary.Settings.Slug)
            {
                _bySlug[canary.Settings.Slug] = page;
                Unlink(before.Settings.Slug, page);
            }
        }

        Enqueue(page);
    }

    public void Remove(long key)
    {
        if (_byKey.Remove(key, out var page))
        {
            _byId.TryRemove(page.Canary.Id, out _);
            Unlink(page.Canary.Settings.Slug, page);
            page.IsRemoved = true;
        }
    }

    /// <summary>When the next alarm may be, on boot time.</summary>
    public TimeSpan? NextAlarm => _alarms.TryPeek(out _, out var ticks) ? TimeSpan.FromTicks(ticks) : null;

    /// <summary>Takes canaries whose alarm has come off the queue, at most so many. Whoever changes none of them puts them back.</summary>
    public void TakeDue(TimeSpan now, int most, List<Canary> due)
    {
        while (due.Count < most && _alarms.TryPeek(out var page, out var ticks) && ticks <= now.Ticks)
        {
            _alarms.Dequeue();
            var isCurrent = page.QueuedAt == ticks;
            if (page.IsRemoved || !isCurrent)
            {
                continue;
            }

            page.QueuedAt = long.MaxValue;
            if (page.Canary.Alarm is { } alarm && alarm <= now)
            {
                due.Add(page.Canary);
            }
            else
            {
                Enqueue(page);
            }
        }
    }

    /// <summary>Puts a canary back on the queue after its alarm was taken and came to nothing.</summary>
    public void Requeue(Canary canary)
    {
        if (_byKey.TryGetValue(canary.Key, out var page))
        {
            Enqueue(page);
        }
    }

    /// <summary>Changes every canary in place, as when the wall clock was set; boot times may have become later.</summary>
    public void Replace(Func<Canary, Canary> change)
    {
        foreach (var page in _byKey.Values)
        {
            page.Canary = change(page.Canary);
            Enqueue(page);
        }
    }

    /// <summary>
    /// A ping moves an alarm to later, so the entry that is queued already is left there and looked at again when it comes up: the queue has one entry a
    /// canary, and a ping costs no heap operation. Only an earlier alarm is queued anew.
    /// </summary>
    private void Enqueue(Page page)
    {
        if (page.Canary.Alarm is { } alarm && alarm.Ticks < page.QueuedAt)
        {
            page.QueuedAt = alarm.Ticks;
            _alarms.Enqueue(page, alarm.Ticks);
        }
    }

    private static ConcurrentDictionary<string, Page> NewIndex(int capacity) => new(concurrencyLevel: 1, capacity, StringComparer.Ordinal);

    private void Unlink(string slug, Page page)
    {
        if (_bySlug.TryGetValue(slug, out var there) && ReferenceEquals(there, page))
        {
            _bySlug.TryRemove(slug, out _);
        }
    }

    private sealed class Page(Canary canary)
    {
        private volatile Canary _canary = canary;

        public Canary Canary
        {
            get => _canary;
            set => _canary = value;
        }

        /// <summary>The time of its newest entry in the queue; older ones are ignored.</summary>
        public long QueuedAt { get; set; } = long.MaxValue;

        public bool IsRemoved { get; set; }
    }
}
