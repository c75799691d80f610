namespace Watchkeeper.Metrics.Collectors;

/// <summary>A collector that can be made.</summary>
/// <param name="Name">As in the configuration and in the label <c>collector</c>.</param>
/// <param name="Summary">One sentence for the configuration file.</param>
internal sealed record CollectorKind(string Name, string Summary, Func<HostRoots, SeriesSource, FilesystemFilter, Collector> Make);

/// <summary>The registry: a new collector is one file and one line here.</summary>
internal static class CollectorRegistry
{
    public static IReadOnlyList<CollectorKind> All { get; } =
    [
        new("load", "Load averages.", (roots, source, _) => new LoadCollector(roots, source)),
        new("memory", "Memory and swap space.", (roots, source, _) => new MemoryCollector(roots, source)),
        new("filesystems", "Space and inodes of filesystems.", (roots, source, filter) => new FilesystemCollector(roots, source, filter, TimeSpan.FromSeconds(1))),
        new("cpu", "CPU time by mode, interrupts, context switches, processes and boot time.", (roots, source, _) => new StatCollector(roots, source)),
        new("swap", "Swapping, page faults and kills for want of memory.", (roots, source, _) => new PagingCollector(roots, source)),
        new("disks", "Reads, writes and their times.", (roots, source, _) => new DiskCollector(roots, source)),
        new("network", "Traffic, errors and links of interfaces.", (roots, source, _) => new NetworkCollector(roots, source)),
        new("pressure", "How long tasks waited for CPU, I/O and memory.", (roots, source, _) => new PressureCollector(roots, source)),
        new("temperatures", "Sensors of hwmon and thermal zones.", (roots, source, _) => new TemperatureCollector(roots, source)),
        new("files", "Open file handles.", (roots, source, _) => new FileHandleCollector(roots, source)),
        new("host", "Kernel and distribution.", (roots, source, _) => new HostCollector(roots, source)),
    ];
}
