using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Canaries;

/// <summary>
/// The canaries inside one write transaction: what the book says, what other daemons wrote since it was read, and what has been changed in this transaction
/// so far. Nothing of it reaches the book before the commit. Made anew when the transaction runs again.
/// </summary>
internal sealed class Pen
{
    private readonly CanaryBook _book;
    private readonly Transaction _transaction;
    private readonly Vantage _vantage;
    private readonly Dictionary<long, Canary?> _changed = [];
    private readonly Dictionary<string, long> _slugs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<long, Canary> _stored = [];
    private readonly List<(long Key, Entry Entry)> _entries = [];
    private readonly List<(Canary Canary, Notice Notice, Entry Entry)> _notices = [];
    private readonly (long Entry, long Canary) _start;
    private long _lastEntry;
    private long _lastCanary;

    public Pen(CanaryBook book, Transaction transaction, Vantage vantage, Life life)
    {
        (_book, _transaction, _vantage, Life) = (book, transaction, vantage, life);
        _start = CanaryStore.Counters(transaction);
        (_lastEntry, _lastCanary) = _start;
        if (_lastEntry != book.Seen)
        {
            CatchUp();
        }
    }

    public Life Life { get; }

    public Moment Now => _vantage.Now;

    public Canary? ByKey(long key) => _changed.TryGetValue(key, out var changed) ? changed : _book.ByKey(key);

    public Canary? BySlug(string slug) => Find(slug, _slugs, _book.BySlug(slug), canary => canary.Settings.Slug);

    public Canary? ById(string id) => Find(id, _ids, _book.ById(id), canary => canary.Id);

    public long NextKey() => ++_lastCanary;

    /// <summary>Makes a change part of the transaction.</summary>
    public Canary Apply(Change change)
    {
        var before = ByKey(change.After.Key);
        var after = change.After.IsOfThisBoot ? change.After : change.After with { IsOfThisBoot = true };
        var entry = change.Entry with { Number = ++_lastEntry };
        _entries.Add((after.Key, entry));
        Remember(after.Key, after);
        if (before is null)
        {
            CanaryStore.Insert(_transaction, after, _vantage);
        }
        else
        {
            if (!ReferenceEquals(before.Settings, after.Settings))
            {
                CanaryStore.UpdateSettings(_transaction, after);
            }

            _stored.TryAdd(after.Key, before);
        }

        if (change.Notice is { } notice)
        {
            _notices.Add((after, notice, entry));
        }

        return after;
    }

    /// <summary>Writes an entry of the past, from another system's history.</summary>
    public void AppendImported(long key, Entry entry) => _entries.Add((key, entry with { Number = ++_lastEntry }));

    public void Delete(Canary canary)
    {
        _entries.RemoveAll(entry => entry.Key == canary.Key);
        _stored.Remove(canary.Key);
        CanaryStore.Delete(_transaction, canary.Key, ++_lastEntry, Now.Wall);
        Remember(canary.Key, null);
    }

    /// <summary>Writes what has gathered: each canary's last state once, every entry, and an event for each notice.</summary>
    public void Flush()
    {
        foreach (var (key, before) in _stored)
        {
            if (_changed[key] is { } canary)
            {
                CanaryStore.UpdateState(_transaction, before, canary, _vantage);
                CanaryStore.UpdateRuns(_transaction, before, canary, _vantage);
            }
        }

        foreach (var (key, entry) in _entries)
        {
            CanaryStore.Append(_transaction, key, entry, _vantage);
            if (CanaryStore.IsTurnToPrune(entry.Number))
            {
                CanaryStore.Prune(_transaction, key, CanaryStore.KeptEntries);
                CanaryStore.PruneBodies(_transaction, key, CanaryStore.KeptBodies);
            }
        }

        foreach (var (canary, notice, entry) in _notices)
        {
            _transaction.Append(CanaryEvents.Draft(canary, notice, entry, canary.Settings.Emails.Count > 0 ? ForMail(canary, entry) : []));
        }

        if ((_lastEntry, _lastCanary) != _start)
        {
            CanaryStore.Advance(_transaction, _lastEntry, _lastCanary);
        }
    }

    /// <summary>After the commit: the book is brought up to date.</summary>
    public void Publish()
    {
        foreach (var (key, canary) in _changed)
        {
            if (canary is null)
            {
                _book.Remove(key);
            }
        }

        foreach (var canary in _changed.Values)
        {
            if (canary is not null)
            {
                _book.Put(canary);
            }
        }

        _book.Seen = _lastEntry;
    }

    /// <summary>What a mail shows of the history: up to the entry that it is about. Some entries are not shown, so a few more are read first.</summary>
    private List<Entry> ForMail(Canary canary, Entry about)
    {
        const int Few = Mail.Entries + 5;
        var newest = CanaryStore.HistoryForMail(_transaction, canary.Key, Few);
        var shown = History.Public(newest).FindAll(entry => entry.Number <= about.Number);
        return newest.Count < Few || shown.Count >= Mail.Entries
            ? shown
            : History.Public(CanaryStore.HistoryForMail(_transaction, canary.Key, 10 * Few)).FindAll(entry => entry.Number <= about.Number);
    }

    private void CatchUp()
    {
        foreach (var key in CanaryStore.ChangedSince(_transaction, _book.Seen))
        {
            Remember(key, CanaryStore.Read(_transaction, key, _vantage));
        }
    }

    private void Remember(long key, Canary? canary)
    {
        _changed[key] = canary;
        if (canary is not null)
        {
            _slugs[canary.Settings.Slug] = key;
            _ids[canary.Id] = key;
        }
    }

    private Canary? Find(string text, Dictionary<string, long> changed, Canary? inBook, Func<Canary, string> read)
    {
        if (_changed.Count == 0)
        {
            return inBook;
        }

        // What the book says may have been renamed or deleted in this transaction.
        var there = changed.TryGetValue(text, out var key) ? ByKey(key) : null;
        there = there is not null && read(there) == text ? there : inBook is null ? null : ByKey(inBook.Key);
        return there is not null && read(there) == text ? there : null;
    }
}
