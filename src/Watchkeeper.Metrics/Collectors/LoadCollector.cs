using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Collectors;

/// <summary>The load averages: <c>/proc/loadavg</c>.</summary>
internal sealed class LoadCollector(HostRoots roots, SeriesSource source) : Collector("load")
{
    private readonly ProcFile _file = new($"{roots.Proc}/loadavg");
    private readonly LiveSeries? _load1 = source.Gauge("node_load1", "1m load average.");
    private readonly LiveSeries? _load5 = source.Gauge("node_load5", "5m load average.");
    private readonly LiveSeries? _load15 = source.Gauge("node_load15", "15m load average.");

    public override void Collect(SampleBatch batch)
    {
        var fields = new Fields(_file.Read());
        batch.Add(_load1, fields.Number());
        batch.Add(_load5, fields.Number());
        batch.Add(_load15, fields.Number());
    }
}
