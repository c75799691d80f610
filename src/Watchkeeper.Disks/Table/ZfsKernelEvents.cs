using System.Text.RegularExpressions;
using Watchkeeper.Core.Events;
using static Watchkeeper.Disks.Table.Role;

namespace Watchkeeper.Disks.Table;

/// <summary>ZFS, as its kernel module writes it: all that is heard when the pool of the system itself is suspended, for then neither zed nor the journal can write.</summary>
internal static partial class ZfsKernelEvents
{
    public static IReadOnlyList<StorageEvent> Rows { get; } =
    [
        new(Suspended, "pool-suspended", Severity.Critical, Fault, "the ZFS pool is suspended: its reads and writes fail or wait", "Bring its devices back, then zpool clear."),
        new(Io, "io-error", Severity.Error, Fault, "a read or write of a ZFS pool failed", "See zpool status -x."),
    ];

    [GeneratedRegex("^(?:WARNING: )?Pool '(?<holder>[^']+)' has encountered an uncorrectable I/O failure and has been suspended")]
    private static partial Regex Suspended { get; }

    /// <summary>Names of pools and of devices may have blanks, and stand without quotes.</summary>
    [GeneratedRegex(@"^zio pool=(?>(?<holder>.+?) vdev=)(?>(?<dev>.+?) error=(?<error>\d+) )type=\d+ offset=(?<offset>\d+) size=(?<size>\d+)")]
    private static partial Regex Io { get; }
}
