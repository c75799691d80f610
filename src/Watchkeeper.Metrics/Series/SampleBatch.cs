using System.Runtime.InteropServices;

namespace Watchkeeper.Metrics.Series;

/// <summary>One value of one series.</summary>
/// <param name="Time">Milliseconds since 1970, or null for the batch's own time.</param>
internal readonly record struct Sample(LiveSeries Series, double Value, long? Time = null);

/// <summary>The samples of one tick or one push, in the order in which they came; reused from tick to tick.</summary>
internal sealed class SampleBatch
{
    private readonly List<Sample> _samples = [];

    public ReadOnlySpan<Sample> Samples => CollectionsMarshal.AsSpan(_samples);

    public int Count => _samples.Count;

    /// <summary>Adds a value; a series that its source was refused (null) is left out.</summary>
    public void Add(LiveSeries? series, double value, long? time = null)
    {
        if (series is not null)
        {
            _samples.Add(new(series, value, time));
        }
    }

    public void Clear() => _samples.Clear();

    /// <summary>Takes back what was added after there were <paramref name="count"/> samples.</summary>
    public void Truncate(int count) => _samples.RemoveRange(count, _samples.Count - count);
}
