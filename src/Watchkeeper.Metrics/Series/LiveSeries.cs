namespace Watchkeeper.Metrics.Series;

/// <summary>A series that this daemon knows: its identity, its number in the database once it has one, and its newest samples.</summary>
internal sealed class LiveSeries(MetricFamily family, Labels labels, string source, long id = 0)
{
    public MetricFamily Family => family;

    public Labels Labels => labels;

    /// <summary>
    /// To whom it belongs, who alone may send it: <c>host</c>, <c>statsd</c>, <c>push</c>, <c>textfile</c>, <c>munin</c>. Each source has its own limit of series.
    /// </summary>
    public string Source { get; set; } = source;

    /// <summary>Its key in the database; 0 until it is first written.</summary>
    public long Id { get; set; } = id;

    public Head Head { get; } = new();

    public override string ToString() => labels.ToString();
}
