using System.Text.RegularExpressions;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Collectors;

/// <summary>Whole disks: <c>/proc/diskstats</c> (the kernel's Documentation/admin-guide/iostats.rst): sectors of 512 bytes, milliseconds.</summary>
internal sealed partial class DiskCollector(HostRoots roots, SeriesSource source) : Collector("disks")
{
    private const double Milliseconds = 0.001;
    private const double Sector = 512;

    /// <summary>One for each column of the file, in its order.</summary>
    private static readonly (MetricFamily Family, double Unit)[] Columns =
    [
        (MetricFamily.Counter("node_disk_reads_completed_total", "The total number of reads completed successfully."), 1),
        (MetricFamily.Counter("node_disk_reads_merged_total", "The total number of reads merged.").Detail, 1),
        (MetricFamily.Counter("node_disk_read_bytes_total", "The total number of bytes read successfully."), Sector),
        (MetricFamily.Counter("node_disk_read_time_seconds_total", "The total number of seconds spent by all reads."), Milliseconds),
        (MetricFamily.Counter("node_disk_writes_completed_total", "The total number of writes completed successfully."), 1),
        (MetricFamily.Counter("node_disk_writes_merged_total", "The number of writes merged.").Detail, 1),
        (MetricFamily.Counter("node_disk_written_bytes_total", "The total number of bytes written successfully."), Sector),
        (MetricFamily.Counter("node_disk_write_time_seconds_total", "This is the total number of seconds spent by all writes."), Milliseconds),
        (MetricFamily.Gauge("node_disk_io_now", "The number of I/Os currently in progress."), 1),
        (MetricFamily.Counter("node_disk_io_time_seconds_total", "Total seconds spent doing I/Os."), Milliseconds),
        (MetricFamily.Counter("node_disk_io_time_weighted_seconds_total", "The weighted # of seconds spent doing I/Os."), Milliseconds),
        (MetricFamily.Counter("node_disk_discards_completed_total", "The total number of discards completed successfully.").Detail, 1),
        (MetricFamily.Counter("node_disk_discards_merged_total", "The total number of discards merged.").Detail, 1),
        (MetricFamily.Counter("node_disk_discarded_sectors_total", "The total number of sectors discarded successfully.").Detail, 1),
        (MetricFamily.Counter("node_disk_discard_time_seconds_total", "This is the total number of seconds spent by all discards.").Detail, Milliseconds),
        (MetricFamily.Counter("node_disk_flush_requests_total", "The total number of flush requests completed successfully").Detail, 1),
        (MetricFamily.Counter(
            "node_disk_flush_requests_time_seconds_total", "This is the total number of seconds spent by all flush requests.").Detail, Milliseconds),
    ];

    private readonly ProcFile _file = new($"{roots.Proc}/diskstats", 8192);
    private readonly SeriesByKey<Disk?> _disks = new(device => Ignored().IsMatch(device) ? null : new(source, device));

    public override void Collect(SampleBatch batch)
    {
        var lines = new Fields(_file.Read());
        while (!lines.AtEnd)
        {
            var fields = new Fields(lines.Line());
            fields.Word();
            fields.Word();
            _disks[fields.Word()]?.Add(batch, ref fields);
        }
    }

    /// <summary>RAM disks, loops, floppies and partitions, as node_exporter leaves out, and the partitions of memory cards too.</summary>
    [GeneratedRegex("^(z?ram|loop|fd|(h|s|v|xv)d[a-z]|nvme\\d+n\\d+p|mmcblk\\d+p)\\d+$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Ignored();

    /// <summary>Older kernels have fewer columns: a series is made with its first value.</summary>
    private sealed class Disk(SeriesSource source, string device)
    {
        private readonly LiveSeries?[] _series = new LiveSeries?[Columns.Length];

        public void Add(SampleBatch batch, ref Fields fields)
        {
            for (var column = 0; column < _series.Length && fields.TryNumber(out var value); column++)
            {
                var (family, unit) = Columns[column];
                ref var series = ref _series[column];

                // Division gives the nearest double to the decimal, multiplication by 0.001 does not.
                batch.Add(series ??= source.Get(family, ("device", device)), unit < 1 ? value / 1000 : value * unit);
            }
        }
    }
}
