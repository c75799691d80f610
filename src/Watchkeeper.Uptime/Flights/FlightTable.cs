namespace Watchkeeper.Uptime.Flights;

/// <summary>
/// Flights as the flight-recorder stores them, column by column: a key, the seconds it lasted, and the Unix time of its last record. Everything is kept
/// as the floating-point numbers of that file, because the report's ties and roundings are theirs.
/// </summary>
internal sealed class FlightTable
{
    private long[] _ids = new long[1024];
    private double[] _begins = new double[1024];
    private double[] _ends = new double[1024];
    private double[] _durations = new double[1024];

    public int Count { get; private set; }

    public ReadOnlySpan<long> Ids => _ids.AsSpan(0, Count);

    /// <summary>Unix seconds, the end minus the duration.</summary>
    public ReadOnlySpan<double> Begins => _begins.AsSpan(0, Count);

    /// <summary>Unix seconds of the last record.</summary>
    public ReadOnlySpan<double> Ends => _ends.AsSpan(0, Count);

    /// <summary>Seconds, as stored: the end minus the begin may differ from it in the last digits.</summary>
    public ReadOnlySpan<double> Durations => _durations.AsSpan(0, Count);

    /// <summary>Adds a flight; the keys must rise.</summary>
    public void Add(long id, double duration, double lastTimestamp)
    {
        if (Count == _ids.Length)
        {
            Array.Resize(ref _ids, Count * 2);
            Array.Resize(ref _begins, Count * 2);
            Array.Resize(ref _ends, Count * 2);
            Array.Resize(ref _durations, Count * 2);
        }

        _ids[Count] = id;
        _begins[Count] = lastTimestamp - duration;
        _ends[Count] = lastTimestamp;
        _durations[Count] = duration;
        Count++;
    }

    /// <summary>The order of the flights by a column, ties by key; null when they stand in that order already, as they do on a host whose clock is right.</summary>
    public static int[]? Order(ReadOnlySpan<double> column)
    {
        if (IsSorted(column))
        {
            return null;
        }

        var keys = column.ToArray();
        var order = new int[keys.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(keys, order);
        for (var start = 0; start < keys.Length;)
        {
            var end = start + 1;
            while (end < keys.Length && keys[end] == keys[start])
            {
                end++;
            }

            if (end - start > 1)
            {
                Array.Sort(order, start, end - start);
            }

            start = end;
        }

        return order;
    }

    private static bool IsSorted(ReadOnlySpan<double> column)
    {
        for (var i = 1; i < column.Length; i++)
        {
            if (column[i] < column[i - 1])
            {
                return false;
            }
        }

        return true;
    }
}
