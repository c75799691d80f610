using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Collectors;

/// <summary>Open files of the whole host: <c>/proc/sys/fs/file-nr</c>.</summary>
internal sealed class FileHandleCollector(HostRoots roots, SeriesSource source) : Collector("files")
{
    private readonly ProcFile _file = new($"{roots.Proc}/sys/fs/file-nr", 128);
    private readonly LiveSeries? _allocated = source.Gauge("node_filefd_allocated", "File descriptor statistics: allocated.");
    private readonly LiveSeries? _maximum = source.Gauge("node_filefd_maximum", "File descriptor statistics: maximum.");

    public override void Collect(SampleBatch batch)
    {
        var fields = new Fields(_file.Read());
        if (fields.TryNumber(out var allocated) && fields.TryNumber(out _) && fields.TryNumber(out var maximum))
        {
            batch.Add(_allocated, allocated);
            batch.Add(_maximum, maximum);
        }
    }
}
