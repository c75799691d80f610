using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Store;

/// <summary>
/// Samples of one series that come in bulk. They are packed as they come: a year of minutes takes as much memory as it will take on the disk.
/// </summary>
internal sealed class SampleColumn(MetricFamily family, Labels labels) : IDisposable
{
    private readonly SampleBuffer _open = new();
    private readonly List<NewChunk> _packed = [];

    public SampleColumn(LiveSeries series)
        : this(series.Family, series.Labels) => Series = series;

    public MetricFamily Family => family;

    public Labels Labels => labels;

    /// <summary>What the samples go to, once that is known.</summary>
    public LiveSeries? Series { get; set; }

    public int Count { get; private set; }

    public (long Time, double Value) Newest { get; private set; } = (long.MinValue, double.NaN);

    /// <param name="time">Milliseconds since 1970; rising times are packed best.</param>
    public void Add(long time, double value)
    {
        _open.Add(time, value);
        Count++;
        if (time >= Newest.Time)
        {
            Newest = (time, value);
        }

        if (_open.Count == NewChunk.MostSamples)
        {
            Pack();
        }
    }

    /// <summary>Adds everything that came to a list of samples.</summary>
    public void CopyTo(List<Sample> samples)
    {
        using var decoded = new ChunkSamples();
        foreach (var chunk in Chunks())
        {
            Chunk.Decode(chunk.Data, chunk.Wall / 1000, decoded);
            for (var i = 0; i < decoded.Count; i++)
            {
                samples.Add(new(Series!, decoded.Values[i], decoded.Times[i]));
            }
        }
    }

    /// <summary>Everything that came, packed; the number of the series is still missing.</summary>
    public IReadOnlyList<NewChunk> Chunks()
    {
        Pack();
        return _packed;
    }

    public void Dispose() => _open.Dispose();

    private void Pack()
    {
        _open.Order();
        _packed.AddRange(NewChunk.Split(0, Era.Right, _open.Times, _open.Values));
        _open.Clear();
    }
}
