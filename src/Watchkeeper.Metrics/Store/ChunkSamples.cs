using System.Buffers;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Store;

/// <summary>A chunk, decoded: rising times and one or three columns of values. Borrows its memory and uses it again for the next chunk.</summary>
internal sealed class ChunkSamples : IDisposable
{
    private readonly double[][] _columns = [[], [], []];
    private long[] _times = [];
    private byte[] _body = [];

    public int Count { get; private set; }

    public int ColumnCount { get; private set; }

    public ReadOnlySpan<long> Times => _times.AsSpan(0, Count);

    public ReadOnlySpan<double> Values => Column(0);

    public Span<long> WritableTimes => _times.AsSpan(0, Count);

    public ReadOnlySpan<double> Column(int column) => _columns[column].AsSpan(0, Count);

    public Span<double> Writable(int column) => _columns[column].AsSpan(0, Count);

    /// <summary>Room for so many samples.</summary>
    public void Make(int count, int columns)
    {
        (Count, ColumnCount) = (count, columns);
        Grow(ref _times, count, keep: false);
        for (var column = 0; column < columns; column++)
        {
            Grow(ref _columns[column], count, keep: false);
        }
    }

    /// <summary>Room for the bytes of a chunk, with those that are there already.</summary>
    public byte[] Body(int size)
    {
        Grow(ref _body, size, keep: true);
        return _body;
    }

    public void CopyTo(SampleBuffer buffer, int column, long from, long to) => buffer.AddRange(Times, Column(column), from, to);

    public void Dispose()
    {
        Grow(ref _times, -1, keep: false);
        Grow(ref _body, -1, keep: false);
        foreach (ref var column in _columns.AsSpan())
        {
            Grow(ref column, -1, keep: false);
        }

        Count = 0;
    }

    /// <summary>With a negative size it is given back.</summary>
    private static void Grow<T>(ref T[] array, int size, bool keep)
    {
        if (size >= 0 && size <= array.Length)
        {
            return;
        }

        var larger = size < 0 ? [] : ArrayPool<T>.Shared.Rent(size);
        if (keep)
        {
            array.CopyTo(larger, 0);
        }

        if (array.Length > 0)
        {
            ArrayPool<T>.Shared.Return(array);
        }

        array = larger;
    }
}
