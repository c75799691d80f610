using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Store;

/// <summary>Which value of a thinned-out period is wanted: its mean, its least or its greatest.</summary>
internal enum Aspect
{
    Mean = 0,
    Least = 1,
    Greatest = 2,
}

/// <summary>A series' samples of a range of time, in order; borrowed, so whoever keeps them copies them.</summary>
internal sealed class SeriesData(LiveSeries series) : IDisposable
{
    public LiveSeries Series => series;

    public SampleBuffer Samples { get; } = new();

    /// <summary>Samples before this time (milliseconds) come from a thinned-out tier …</summary>
    public long CoarseBefore { get; set; } = long.MinValue;

    /// <summary>… and lie this far apart (milliseconds).</summary>
    public long CoarseStep { get; set; }

    public void Dispose() => Samples.Dispose();
}
