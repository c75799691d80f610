namespace Watchkeeper.Watches.Conditions;

/// <summary>
/// A condition at work: a state for each key, the deadlines in a heap, time that only goes forward. Not thread-safe: it has one owner. What changed is
/// told to a listener in the order of time, whatever the order in which it was noticed.
/// </summary>
internal sealed class Machine
{
    private readonly Dictionary<string, Entry> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Entry>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly PriorityQueue<Entry, long> _deadlines = new();
    private readonly HashSet<Entry> _dirty = [];
    private readonly HashSet<string> _forgotten = new(StringComparer.Ordinal);
    private readonly int _maxKeys;

    public Machine(Condition condition, int maxKeys = 100_000)
    {
        (Condition, _maxKeys) = (condition, maxKeys);
        _lookup = _keys.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>What to do with an edge of a key.</summary>
    public delegate void Listener(string key, in Edge edge);

    public Condition Condition { get; }

    /// <summary>The latest time it was told.</summary>
    public long Now { get; private set; } = long.MinValue;

    public int KeyCount => _keys.Count;

    /// <summary>Observations that found no room because all keys are in use, and keys that were forgotten to make some.</summary>
    public long Refused { get; private set; }

    public long Evicted { get; private set; }

    /// <summary>When <see cref="Advance"/> has something to do next.</summary>
    public long NextWake => _deadlines.TryPeek(out _, out var wake) ? wake : KeyState.Never;

    /// <summary>Begins the state that is there without any observation: where there are keys, nobody knows yet which.</summary>
    public void Begin(long now, bool hasKeys = false)
    {
        Now = Math.Max(Now, now);
        if (Condition.BeginsAtOnce && !hasKeys && !_keys.ContainsKey(""))
        {
            Touch(Add("", Condition.NewState(Now)));
        }
    }

    /// <summary>
    /// Takes one observation of one key; one that is older than the latest is taken as of the latest. The key's state after it; null when there was no room
    /// for one more key.
    /// </summary>
    public KeyState? Observe(ReadOnlySpan<char> key, in Observation observation, Listener listener)
    {
        Advance(observation.At, listener);
        var timely = observation.At == Now ? observation : observation with { At = Now };
        if (!_lookup.TryGetValue(key, out var entry))
        {
            var fresh = Condition.NewState(Now);
            var edge = Condition.Observe(fresh, timely);
            if (!fresh.IsEmpty)
            {
                if (!MakeRoom())
                {
                    Refused++;
                    return null;
                }

                Touch(Add(key.ToString(), fresh));
            }

            Tell(listener, entry, key, edge);
            return fresh;
        }

        var observed = Condition.Observe(entry.State, timely);
        Touch(entry);
        Tell(listener, entry, key, observed);
        if (entry.State.IsEmpty && entry.Queued == KeyState.Never)
        {
            Forget(entry);
        }

        return entry.State;
    }

    /// <summary>Lets time pass: what was due fires, and what has nothing to remember is forgotten.</summary>
    public void Advance(long now, Listener listener)
    {
        if (now <= Now)
        {
            return;
        }

        while (_deadlines.TryPeek(out var entry, out var wake) && wake <= now)
        {
            _deadlines.Dequeue();
            if (entry.IsGone || entry.Queued != wake)
            {
                continue;
            }

            entry.Queued = KeyState.Never;
            if (entry.State.Wake <= wake)
            {
                Elapse(entry, listener);
            }

            if (entry.State.IsEmpty)
            {
                Forget(entry);
            }
            else
            {
                Schedule(entry);
            }
        }

        Now = Math.Max(Now, now);
    }

    public IEnumerable<(string Key, KeyState State)> Keys => _keys.Values.Select(entry => (entry.Key, entry.State));

    /// <summary>
    /// Takes it that nobody looked for a while. What came due meanwhile comes due only when there was time to catch up: what was said meanwhile comes first.
    /// </summary>
    /// <param name="isAsked">The source is asked, so that nobody knows what it would have said.</param>
    public void Interrupt(long caughtUp, bool isAsked)
    {
        foreach (var entry in _keys.Values)
        {
            if (isAsked)
            {
                Condition.Break(entry.State);
            }

            entry.State.Wake = Math.Max(entry.State.Wake, caughtUp);
        }
    }

    /// <summary>Forgets everything, as if the watch were new.</summary>
    public void Reset()
    {
        foreach (var entry in _keys.Values.ToList())
        {
            Forget(entry);
        }
    }

    /// <summary>What changed since the last call, each with its new form (null: forgotten), so that it can be kept.</summary>
    public IReadOnlyList<(string Key, byte[]? State)> TakeChanges()
    {
        var changes = new List<(string, byte[]?)>(_dirty.Count + _forgotten.Count);
        changes.AddRange(_forgotten.Where(key => !_keys.ContainsKey(key)).Select(key => (key, (byte[]?)null)));
        using var buffer = new MemoryStream();
        using var writer = new BinaryWriter(buffer);
        foreach (var entry in _dirty)
        {
            buffer.SetLength(0);
            writer.Write(entry.State.Wake);
            entry.State.Save(writer);
            writer.Flush();
            changes.Add((entry.Key, buffer.ToArray()));
            (entry.IsDirty, entry.IsKept) = (false, true);
        }

        _dirty.Clear();
        _forgotten.Clear();
        return changes;
    }

    /// <summary>Takes up a key where <see cref="TakeChanges"/> left it. False, and the key begins anew, when the bytes are of another make.</summary>
    public bool Restore(string key, byte[] kept)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(kept));
            var state = Condition.NewState(Now == long.MinValue ? 0 : Now);
            state.Wake = reader.ReadInt64();
            state.Load(reader);
            var entry = Add(key, state);
            entry.IsKept = true;
            Schedule(entry);
            return true;
        }
        catch (Exception broken) when (broken is EndOfStreamException or FormatException or ArgumentException or IOException)
        {
            return false;
        }
    }

    private static void Tell(Listener listener, Entry? entry, ReadOnlySpan<char> key, in Edge edge)
    {
        if (edge.Kind != EdgeKind.None)
        {
            listener(entry?.Key ?? key.ToString(), edge);
        }
    }

    private void Elapse(Entry entry, Listener listener)
    {
        Now = Math.Max(Now, entry.State.Wake);
        var edge = Condition.Elapse(entry.State, entry.State.Wake);
        MarkDirty(entry);
        Tell(listener, entry, entry.Key, edge);
    }

    private Entry Add(string key, KeyState state)
    {
        var entry = new Entry(key, state);
        _keys[key] = entry;
        return entry;
    }

    private void Touch(Entry entry)
    {
        MarkDirty(entry);
        Schedule(entry);
    }

    private void MarkDirty(Entry entry)
    {
        if (!entry.IsDirty)
        {
            entry.IsDirty = true;
            _dirty.Add(entry);
        }
    }

    /// <summary>One place in the heap a key: a wake that moved later is found out when the earlier one comes.</summary>
    private void Schedule(Entry entry)
    {
        if (entry.State.Wake < entry.Queued)
        {
            entry.Queued = entry.State.Wake;
            _deadlines.Enqueue(entry, entry.Queued);
        }
    }

    private bool MakeRoom()
    {
        while (_keys.Count >= _maxKeys && _deadlines.TryPeek(out var first, out _) && (first.IsGone || !first.State.IsRaised))
        {
            _deadlines.Dequeue();
            if (!first.IsGone)
            {
                Forget(first);
                Evicted++;
            }
        }

        return _keys.Count < _maxKeys;
    }

    private void Forget(Entry entry)
    {
        entry.IsGone = true;
        _keys.Remove(entry.Key);
        _dirty.Remove(entry);
        if (entry.IsKept)
        {
            _forgotten.Add(entry.Key);
        }
    }

    private sealed class Entry(string key, KeyState state)
    {
        public string Key => key;

        public KeyState State => state;

        /// <summary>The earliest time for which it stands in the heap.</summary>
        public long Queued = KeyState.Never;
        public bool IsDirty;
        public bool IsGone;

        /// <summary>It stands in the store, from which it must be taken when it is forgotten.</summary>
        public bool IsKept;
    }
}
