using System.Text.RegularExpressions;
using Watchkeeper.Core.Events;
using static Watchkeeper.Disks.Table.Role;

namespace Watchkeeper.Disks.Table;

/// <summary>
/// ZFS, as its daemon zed writes it (all-syslog.sh): <c>eid=N class=CLASS pool='POOL' vdev=NAME</c>, with more <c>key=value</c> behind it. A pool's name may have
/// blanks. The vdev is missing where the pool as a whole is meant; its name may have blanks too, and stands without quotes.
/// </summary>
internal static partial class ZfsEvents
{
    private const string Zed = @"^eid=\d+ class=(?:ereport\.fs\.zfs\.|resource\.fs\.zfs\.)?";

    /// <summary>What follows the word "pool", which stands with each class: that makes a text that other logs do not have.</summary>
    private const string Pool = @"(?:_guid)?=(?:'(?<holder>[^']+)'|(?<holder>[\w.:-]+))";
    private const string Where = Pool + @"(?: vdev(?:_guid)?=(?<dev>[^=]+?)(?: [a-z_]+=|$))?";
    private const string Changed = "statechange pool" + Pool + @"(?: vdev(?:_guid)?=(?<dev>.+?))?(?: pool_state=\w+)? vdev_state=";
    private const string Status = "See zpool status -x.";

    public static IReadOnlyList<StorageEvent> Rows { get; } =
    [
        new(Online, "pool-recovered", Severity.Notice, Recovery, "this device of a ZFS pool is online"),
        new(State, "pool-degraded", Severity.Error, Fault, "this device of a ZFS pool changed to a bad state", Status),
        new(Unopened, "pool-degraded", Severity.Error, Fault, "this device of a ZFS pool cannot be used", Status),
        new(Removed, "pool-degraded", Severity.Warning, Fault, "this device of a ZFS pool was removed", Status),
        new(Checksum, "checksum-error", Severity.Error, Fault, "a device of a ZFS pool gave data without the checksum it was written with", Status),
        new(Data, "data-errors", Severity.Critical, Fault, "the ZFS pool has no good copy of some of its data", "zpool status -v names the files: restore them from a backup."),
        new(Suspended, "pool-suspended", Severity.Critical, Fault, "the ZFS pool is suspended: its reads and writes fail or wait", "Bring its devices back, then zpool clear."),
        new(LogLost, "lost-write", Severity.Error, Fault, "the ZFS pool could not replay its intent log, so its last writes are lost", "See zpool status -v; zpool clear goes on without them."),
        new(Io, "io-error", Severity.Error, Fault, "a read or write of a ZFS pool failed", Status),
        new(Delay, "timeout", Severity.Warning, Fault, "a read or write of a ZFS pool takes long", Status),
        new(Done, "scrub-finished", Severity.Info, Routine, "the ZFS pool finished a scrub or resilver"),
    ];

    [GeneratedRegex(Zed + Changed + "(?<state>[A-Z_]+)")]
    private static partial Regex State { get; }

    [GeneratedRegex(Zed + @"vdev\.(?<reason>\w+) pool" + Where)]
    private static partial Regex Unopened { get; }

    [GeneratedRegex(Zed + "removed pool" + Where)]
    private static partial Regex Removed { get; }

    [GeneratedRegex(Zed + Changed + "ONLINE")]
    private static partial Regex Online { get; }

    [GeneratedRegex(Zed + "(?:checksum pool|authentication pool)" + Where)]
    private static partial Regex Checksum { get; }

    [GeneratedRegex(Zed + "data pool" + Where)]
    private static partial Regex Data { get; }

    [GeneratedRegex(Zed + "io_failure pool" + Where)]
    private static partial Regex Suspended { get; }

    [GeneratedRegex(Zed + "log_replay pool" + Where)]
    private static partial Regex LogLost { get; }

    [GeneratedRegex(Zed + "(?<class>io|probe_failure) pool" + Where)]
    private static partial Regex Io { get; }

    [GeneratedRegex(Zed + "(?:delay|deadman) pool" + Where)]
    private static partial Regex Delay { get; }

    [GeneratedRegex(Zed + "(?:scrub|resilver)_finish pool" + Where)]
    private static partial Regex Done { get; }
}
