namespace Watchkeeper.Metrics.Series;

/// <summary>How a metric's values are to be read; the number is the one that is stored.</summary>
internal enum MetricKind
{
    Untyped = 0,

    /// <summary>A value that goes up and down.</summary>
    Gauge = 1,

    /// <summary>A sum that only rises, and starts again at zero.</summary>
    Counter = 2,
}

/// <summary>All series of one name.</summary>
/// <param name="Name">Prometheus' rules: letters, digits, <c>_</c> and <c>:</c>; a counter's ends in <c>_total</c>.</param>
/// <param name="Help">One sentence for people.</param>
/// <param name="Essential">
/// Stored by default. What is not essential is shown on <c>/metrics</c>, and stored with <c>metrics: { store: all }</c>, so that a small board
/// keeps a hundred and fifty series and not five hundred.
/// </param>
internal sealed record MetricFamily(string Name, MetricKind Kind, string Help, bool Essential = true)
{
    public static MetricFamily Gauge(string name, string help) => new(name, MetricKind.Gauge, help);

    public static MetricFamily Counter(string name, string help) => new(name, MetricKind.Counter, help);

    /// <summary>The same, not stored by default.</summary>
    public MetricFamily Detail => this with { Essential = false };
}
