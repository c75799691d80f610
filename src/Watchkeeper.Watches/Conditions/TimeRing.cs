namespace Watchkeeper.Watches.Conditions;

/// <summary>The last few times of something, oldest first, in one array that grows only as far as it must.</summary>
internal struct TimeRing
{
    private long[]? _times;
    private int _first;

    public int Count { get; private set; }

    public readonly long Oldest => this[0];

    public readonly long Newest => this[Count - 1];

    public readonly long this[int index] => _times![(_first + index) % _times.Length];

    public void Add(long time)
    {
        if (_times is null || Count == _times.Length)
        {
            Grow();
        }

        _times![(_first + Count++) % _times.Length] = time;
    }

    /// <summary>Takes away what is older than a time.</summary>
    public void DropBefore(long time)
    {
        while (Count > 0 && Oldest < time)
        {
            DropOldest();
        }
    }

    public void DropOldest()
    {
        _first = (_first + 1) % _times!.Length;
        Count--;
    }

    public void Clear() => (Count, _first) = (0, 0);

    public readonly void Save(BinaryWriter writer)
    {
        writer.Write7BitEncodedInt(Count);
        for (var i = 0; i < Count; i++)
        {
            writer.Write7BitEncodedInt64(i == 0 ? this[0] : this[i] - this[i - 1]);
        }
    }

    public void Load(BinaryReader reader)
    {
        Clear();
        var time = 0L;
        for (var count = reader.Read7BitEncodedInt(); count > 0; count--)
        {
            time += reader.Read7BitEncodedInt64();
            Add(time);
        }
    }

    private void Grow()
    {
        var grown = new long[_times is null ? 2 : _times.Length * 2];
        for (var i = 0; i < Count; i++)
        {
            grown[i] = this[i];
        }

        (_times, _first) = (grown, 0);
    }
}
