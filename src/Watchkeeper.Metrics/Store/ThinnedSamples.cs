using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Store;

/// <summary>Samples with mean, least and greatest; of samples as they came all three are the same.</summary>
internal sealed class ThinnedSamples : IDisposable
{
    private readonly SampleBuffer _means = new();
    private readonly SampleBuffer _least = new();
    private readonly SampleBuffer _greatest = new();

    public int Count => _means.Count;

    public ReadOnlySpan<long> Times => _means.Times;

    public ReadOnlySpan<double> Means => _means.Values;

    public ReadOnlySpan<double> Least => _least.Values;

    public ReadOnlySpan<double> Greatest => _greatest.Values;

    public void Add(long time, double mean, double least, double greatest)
    {
        _means.Add(time, mean);
        _least.Add(time, least);
        _greatest.Add(time, greatest);
    }

    public void Add(ChunkSamples chunk)
    {
        var last = chunk.ColumnCount - 1;
        chunk.CopyTo(_means, 0, long.MinValue, long.MaxValue);
        chunk.CopyTo(_least, Math.Min(1, last), long.MinValue, long.MaxValue);
        chunk.CopyTo(_greatest, Math.Min(2, last), long.MinValue, long.MaxValue);
    }

    /// <summary>Puts them in rising order of time.</summary>
    public void Order()
    {
        _means.Order();
        _least.Order();
        _greatest.Order();
    }

    public void Dispose()
    {
        _means.Dispose();
        _least.Dispose();
        _greatest.Dispose();
    }
}
