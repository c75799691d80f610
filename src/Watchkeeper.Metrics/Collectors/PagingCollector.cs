using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Collectors;

/// <summary>Swapping, paging, page faults and kills for want of memory: some lines of <c>/proc/vmstat</c>.</summary>
internal sealed class PagingCollector(HostRoots roots, SeriesSource source) : Collector("swap")
{
    private readonly ProcFile _file = new($"{roots.Proc}/vmstat", 8192);
    private readonly SeriesByKey<LiveSeries?> _series = new(key => key switch
    {
        "oom_kill" or "pswpin" or "pswpout" or "pgmajfault" => source.Get(Family(key)),
        "pgfault" or "pgpgin" or "pgpgout" => source.Get(Family(key).Detail),
        _ => null,
    });

    public override void Collect(SampleBatch batch)
    {
        var lines = new Fields(_file.Read());
        while (!lines.AtEnd)
        {
            var fields = new Fields(lines.Line());
            if (_series[fields.Word()] is { } series)
            {
                batch.Add(series, fields.Number());
            }
        }
    }

    /// <summary>node_exporter calls them untyped, though they are counters; queries do not mind, and the store keeps their resets.</summary>
    private static MetricFamily Family(string key) => new($"node_vmstat_{key}", MetricKind.Untyped, $"/proc/vmstat information field {key}.");
}
