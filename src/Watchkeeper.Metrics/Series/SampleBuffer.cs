using System.Buffers;

namespace Watchkeeper.Metrics.Series;

/// <summary>
/// Samples of one series, gathered from memory and chunks: grows as it is filled, and is put in order at the end. Its arrays are borrowed, so that a query
/// of months leaves no garbage behind; what is disposed may not be read any more.
/// </summary>
internal sealed class SampleBuffer : IDisposable
{
    /// <summary>A month of a sample every ten seconds. The shared pool would keep arrays of this size for each thread.</summary>
    private const int Longest = 1 << 18;

    private static readonly ArrayPool<long> TimePool = ArrayPool<long>.Create(Longest, maxArraysPerBucket: 2);
    private static readonly ArrayPool<double> ValuePool = ArrayPool<double>.Create(Longest, maxArraysPerBucket: 2);

    private long[] _times = [];
    private double[] _values = [];
    private bool _unordered;

    public int Count { get; private set; }

    public ReadOnlySpan<long> Times => _times.AsSpan(0, Count);

    public ReadOnlySpan<double> Values => _values.AsSpan(0, Count);

    public void Add(long time, double value)
    {
        Reserve(1);
        _unordered |= Count > 0 && time <= _times[Count - 1];
        (_times[Count], _values[Count]) = (time, value);
        Count++;
    }

    /// <summary>Adds those of the samples (in rising order) that lie between the two times, both included.</summary>
    public void AddRange(ReadOnlySpan<long> times, ReadOnlySpan<double> values, long from, long to)
    {
        var first = LowerBound(times, from);
        var count = LowerBound(times, to == long.MaxValue ? to : to + 1) - first;
        if (count <= 0)
        {
            return;
        }

        Reserve(count);
        _unordered |= Count > 0 && times[first] <= _times[Count - 1];
        times.Slice(first, count).CopyTo(_times.AsSpan(Count));
        values.Slice(first, count).CopyTo(_values.AsSpan(Count));
        Count += count;
    }

    /// <summary>Puts the samples in rising order; of several of one time the one added last stays.</summary>
    public void Order()
    {
        if (!_unordered)
        {
            return;
        }

        var order = new (long Time, int Index)[Count];
        for (var i = 0; i < Count; i++)
        {
            order[i] = (_times[i], i);
        }

        Array.Sort(order);
        var (times, values) = (TimePool.Rent(Count), ValuePool.Rent(Count));
        var kept = 0;
        foreach (var (time, index) in order)
        {
            if (kept > 0 && times[kept - 1] == time)
            {
                kept--;
            }

            (times[kept], values[kept]) = (time, _values[index]);
            kept++;
        }

        Dispose();
        (_times, _values, Count, _unordered) = (times, values, kept, false);
    }

    /// <summary>Makes room for so many more samples at once.</summary>
    public void Reserve(int more)
    {
        if (Count + more > Math.Min(_times.Length, _values.Length))
        {
            var size = Math.Max(Count + more, Math.Max(16, Count * 2));
            var (times, values) = (TimePool.Rent(size), ValuePool.Rent(size));
            Times.CopyTo(times);
            Values.CopyTo(values);
            GiveBack();
            (_times, _values) = (times, values);
        }
    }

    public void Dispose()
    {
        GiveBack();
        (_times, _values, Count) = ([], [], 0);
    }

    /// <summary>Takes out the samples with such values.</summary>
    public void RemoveWhere(Func<double, bool> gone)
    {
        var kept = 0;
        for (var i = 0; i < Count; i++)
        {
            if (!gone(_values[i]))
            {
                (_times[kept], _values[kept]) = (_times[i], _values[i]);
                kept++;
            }
        }

        Count = kept;
    }

    public void Clear() => (Count, _unordered) = (0, false);

    /// <summary>The index of the first time that is not before <paramref name="time"/>.</summary>
    public static int LowerBound(ReadOnlySpan<long> times, long time)
    {
        var (low, high) = (0, times.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (times[middle] < time)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private void GiveBack()
    {
        if (_times.Length > 0)
        {
            TimePool.Return(_times);
            ValuePool.Return(_values);
        }
    }
}
