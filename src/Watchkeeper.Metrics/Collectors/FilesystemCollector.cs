using System.Collections.Concurrent;
using Watchkeeper.Metrics.Series;

namespace Watchkeeper.Metrics.Collectors;

/// <summary>
/// Space and inodes of each real filesystem: <c>/proc/1/mounts</c> and statvfs. A server that is away blocks statvfs for minutes, so remote
/// filesystems are asked on another thread, and one that has not answered is reported as a device error until it does.
/// </summary>
internal sealed class FilesystemCollector(HostRoots roots, SeriesSource source, FilesystemFilter filter, TimeSpan remoteTimeout) : Collector("filesystems")
{
    private static readonly string[] RemoteTypes = ["nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "9p", "ceph", "glusterfs", "lustre", "afs", "davfs"];

    private readonly ProcFile _mounts = new($"{roots.Proc}/1/mounts");
    private readonly ProcFile _ownMounts = new($"{roots.Proc}/self/mounts");
    private readonly Dictionary<Mount, FilesystemSeries> _series = [];
    private readonly ConcurrentDictionary<string, Task<StatvfsResult?>> _asked = new(StringComparer.Ordinal);
    private byte[] _lastText = [];
    private IReadOnlyList<Mount> _kept = [];

    public override void Collect(SampleBatch batch)
    {
        var text = _mounts.TryRead(out var error);
        if (error != 0)
        {
            text = _ownMounts.Read();
        }

        if (!text.SequenceEqual(_lastText))
        {
            _lastText = text.ToArray();
            _kept = Filesystems.Visible(Mounts.Parse(text)).Where(filter.Keeps).ToArray();
        }

        foreach (var mount in _kept)
        {
            if (!_series.TryGetValue(mount, out var series))
            {
                _series.Add(mount, series = new(source, mount));
            }

            series.Add(batch, Ask(mount), mount);
        }
    }

    private StatvfsResult? Ask(Mount mount)
    {
        var path = roots.RootFs + mount.Point;
        if (!RemoteTypes.Contains(mount.Type) && !mount.Type.StartsWith("fuse", StringComparison.Ordinal))
        {
            return Native.Statvfs(path, out _);
        }

        // The question that hangs stays the only one, however many ticks pass.
        var asked = _asked.GetOrAdd(path, static path => Task.Factory.StartNew(
            () => Native.Statvfs(path, out _), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        if (!asked.Wait(remoteTimeout))
        {
            return null;
        }

        _asked.TryRemove(path, out _);
        return asked.Result;
    }

    private sealed class FilesystemSeries(SeriesSource source, Mount mount)
    {
        private readonly LiveSeries? _size = Make(source, mount, MetricFamily.Gauge("node_filesystem_size_bytes", "Filesystem size in bytes."));
        private readonly LiveSeries? _free = Make(source, mount, MetricFamily.Gauge("node_filesystem_free_bytes", "Filesystem free space in bytes."));
        private readonly LiveSeries? _available = Make(
            source, mount, MetricFamily.Gauge("node_filesystem_avail_bytes", "Filesystem space available to non-root users in bytes."));
        private readonly LiveSeries? _files = Make(source, mount, MetricFamily.Gauge("node_filesystem_files", "Filesystem total file nodes."));
        private readonly LiveSeries? _filesFree = Make(source, mount, MetricFamily.Gauge("node_filesystem_files_free", "Filesystem total free file nodes."));
        private readonly LiveSeries? _readOnly = Make(source, mount, MetricFamily.Gauge("node_filesystem_readonly", "Filesystem read-only status."));
        private readonly LiveSeries? _error = Make(source, mount, MetricFamily.Gauge(
            "node_filesystem_device_error", "Whether an error occurred while getting statistics for the given device."));

        public void Add(SampleBatch batch, StatvfsResult? result, Mount mount)
        {
            batch.Add(_error, result is null ? 1 : 0);
            batch.Add(_readOnly, mount.ReadOnly ? 1 : 0);
            if (result is { } space)
            {
                batch.Add(_size, space.Blocks * (double)space.FragmentSize);
                batch.Add(_free, space.BlocksFree * (double)space.FragmentSize);
                batch.Add(_available, space.BlocksAvailable * (double)space.FragmentSize);
                batch.Add(_files, space.Files);
                batch.Add(_filesFree, space.FilesFree);
            }
        }

        private static LiveSeries? Make(SeriesSource source, Mount mount, MetricFamily family) =>
            source.Get(family, ("device", mount.Device), ("mountpoint", mount.Point), ("fstype", mount.Type));
    }
}

/// <summary>Which of several mounts on one place is the one that is seen.</summary>
internal static class Filesystems
{
    /// <summary>Of mounts over one another the last covers the others.</summary>
    public static IEnumerable<Mount> Visible(IReadOnlyList<Mount> mounts) =>
        mounts.Where((mount, index) => !mounts.Skip(index + 1).Any(later => later.Point == mount.Point));
}
