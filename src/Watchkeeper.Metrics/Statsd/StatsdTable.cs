using System.Runtime.InteropServices;

namespace Watchkeeper.Metrics.Statsd;

/// <summary>
/// Finds the entry of a name and tags by their bytes as they were sent: no text is made and nothing allocated for a metric that is known. Several
/// spellings may lead to one entry.
/// </summary>
internal sealed class StatsdTable
{
    private Slot[] _slots = new Slot[256];
    private int _count;

    /// <summary>How many spellings there are.</summary>
    public int Count => _count;

    public StatsdEntry? Find(in StatsdValue value, out ulong hash)
    {
        hash = Hash(value);
        for (var i = (int)(hash & (ulong)(_slots.Length - 1)); _slots[i].Entry is { } entry; i = (i + 1) & (_slots.Length - 1))
        {
            ref var slot = ref _slots[i];
            if (slot.Hash == hash && slot.Type == value.Type && value.Name.SequenceEqual(slot.Name) && value.Tags.SequenceEqual(slot.Tags))
            {
                return entry;
            }
        }

        return null;
    }

    public void Add(in StatsdValue value, ulong hash, StatsdEntry entry)
    {
        if (_count * 2 >= _slots.Length)
        {
            Rebuild(_slots.Length * 2, static _ => true);
        }

        Put(new(hash, value.Type, value.Name.ToArray(), value.Tags.ToArray(), entry));
    }

    public void RemoveWhere(Func<StatsdEntry, bool> gone) => Rebuild(_slots.Length, entry => !gone(entry));

    private void Rebuild(int size, Func<StatsdEntry, bool> keep)
    {
        var old = _slots;
        _slots = new Slot[size];
        _count = 0;
        foreach (var slot in old)
        {
            if (slot.Entry is { } entry && keep(entry))
            {
                Put(slot);
            }
        }
    }

    private void Put(in Slot slot)
    {
        var i = (int)(slot.Hash & (ulong)(_slots.Length - 1));
        while (_slots[i].Entry is not null)
        {
            i = (i + 1) & (_slots.Length - 1);
        }

        _slots[i] = slot;
        _count++;
    }

    /// <summary>Eight bytes at a time, multiplied and folded; seeded by the process, so that nobody can send names that all collide.</summary>
    private static ulong Hash(in StatsdValue value) => Mix(Mix(Seed ^ (ulong)value.Type, value.Name), value.Tags);

    private static readonly ulong Seed = (ulong)Random.Shared.NextInt64() | 1;

    private static ulong Mix(ulong hash, ReadOnlySpan<byte> bytes)
    {
        const ulong Prime = 0x9E3779B97F4A7C15;
        hash ^= (ulong)bytes.Length;
        while (bytes.Length >= 8)
        {
            hash = Fold(hash ^ MemoryMarshal.Read<ulong>(bytes), Prime);
            bytes = bytes[8..];
        }

        var last = 0UL;
        foreach (var one in bytes)
        {
            last = (last << 8) | one;
        }

        return Fold(hash ^ last, Prime);
    }

    private static ulong Fold(ulong left, ulong right)
    {
        var high = Math.BigMul(left, right, out var low);
        return high ^ low;
    }

    private readonly record struct Slot(ulong Hash, StatsdType Type, byte[] Name, byte[] Tags, StatsdEntry? Entry);
}
