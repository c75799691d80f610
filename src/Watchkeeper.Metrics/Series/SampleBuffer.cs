namespace Watchkeeper.Metrics.Series;

/// <summary>Samples of one series, gathered from memory and chunks: grows as it is filled, and is put in order at the end.</summary>
internal sealed class SampleBuffer
{
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
        var (times, values) = (new long[Count], new double[Count]);
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

        (_times, _values, Count, _unordered) = (times, values, kept, false);
    }

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

    private void Reserve(int more)
    {
        if (Count + more > _times.Length)
        {
            var size = Math.Max(Count + more, Math.Max(16, _times.Length * 2));
            Array.Resize(ref _times, size);
            Array.Resize(ref _values, size);
        }
    }
}
