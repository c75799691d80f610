using System.Text.RegularExpressions;
using Watchkeeper.Core.Events;
using static Watchkeeper.Disks.Table.Role;

namespace Watchkeeper.Disks.Table;

/// <summary>Filesystems that are rarer on servers: f2fs (flash), gfs2 (shared by a cluster), squashfs (snaps, live systems).</summary>
internal static partial class OtherFilesystemEvents
{
    private const string F2fs = @"^F2FS-fs \((?<dev>[\w!-]+)\) ?: ";
    private const string F2fsCheck = "Unmount it, find out what failed below it, then check it: fsck.f2fs.";

    /// <summary>gfs2 calls itself <c>CLUSTER:NAME.JOURNAL</c>; what is before the point is its label.</summary>
    private const string Gfs2 = @"^(?:GFS2|gfs2): fsid=(?<dev>[\w:-]+)(?:\.\w+)?: +";
    private const string Gfs2Check = "Unmount it on all nodes, then check it on one: fsck.gfs2.";

    private const string Squashfs = @"^(?:squashfs: )?SQUASHFS error: ";
    private const string Image = "Write its image anew, and see what failed below it: watchkeeper disks info.";

    public static IReadOnlyList<StorageEvent> Rows { get; } =
    [
        new(F2fsStopped, "filesystem-shutdown", Severity.Critical, Fault, "the filesystem stopped because of an error", F2fsCheck) { Subsystem = "f2fs" },
        new(F2fsReadOnly, "filesystem-read-only", Severity.Critical, Fault, "the filesystem became read-only because of an error", F2fsCheck) { Subsystem = "f2fs" },
        new(F2fsUnmountable, "mount-failed", Severity.Error, Fault, "the filesystem could not be mounted", F2fsCheck) { Subsystem = "f2fs" },
        new(F2fsDamaged, "filesystem-error", Severity.Error, Fault, "the filesystem found an error", F2fsCheck) { Subsystem = "f2fs" },
        new(F2fsMounted, "filesystem-mounted", Severity.Info, Routine, "the filesystem was mounted") { Subsystem = "f2fs" },
        new(Gfs2Withdrawn, "filesystem-shutdown", Severity.Critical, Fault, "this node withdrew from the filesystem because of an error", Gfs2Check) { Subsystem = "gfs2" },
        new(Gfs2Journal, "filesystem-io-error", Severity.Error, Fault, "the filesystem cannot write its journal", Advise.Below) { Subsystem = "gfs2" },
        new(Gfs2Fatal, "filesystem-error", Severity.Error, Fault, "the filesystem found an error", Gfs2Check) { Subsystem = "gfs2" },
        new(SquashfsDamaged, "checksum-error", Severity.Error, Fault, "data of a squashfs cannot be unpacked, probably because it is damaged", Image) { Subsystem = "squashfs" },
        new(SquashfsUnreadable, "filesystem-io-error", Severity.Error, Fault, "a squashfs cannot be read", Image) { Subsystem = "squashfs" },
    ];

    [GeneratedRegex(F2fs + @"Stopped filesystem due to reason: (?<reason>\d+)")]
    private static partial Regex F2fsStopped { get; }

    [GeneratedRegex(F2fs + @"Remounting filesystem read-only")]
    private static partial Regex F2fsReadOnly { get; }

    [GeneratedRegex(F2fs + @"(?<reason>Failed to (?:get valid F2FS checkpoint|initialize F2FS \w+ manager|read F2FS meta data inode|read root inode)|Cannot recover all fsync data errno=-?\d+)")]
    private static partial Regex F2fsUnmountable { get; }

    [GeneratedRegex(F2fs + @"(?<reason>[Ii]nconsistent .*|access invalid blkaddr.*|.*(?:run fsck to fix|corrupted ).*|[Cc]hecksum invalid.*|Bitmap was wrongly .*|invalid crc value.*)")]
    private static partial Regex F2fsDamaged { get; }

    [GeneratedRegex(F2fs + @"Mounted with checkpoint version")]
    private static partial Regex F2fsMounted { get; }

    [GeneratedRegex(Gfs2 + @"(?:about to withdraw this file system|File system withdrawn|withdrawn$|telling LM to (?:withdraw|unmount))")]
    private static partial Regex Gfs2Withdrawn { get; }

    [GeneratedRegex(Gfs2 + @"Error (?<error>-?\d+) writing to journal")]
    private static partial Regex Gfs2Journal { get; }

    [GeneratedRegex(Gfs2 + @"fatal: (?<reason>.+)")]
    private static partial Regex Gfs2Fatal { get; }

    [GeneratedRegex(Squashfs + @"(?<reason>\w+ decompression failed|\w+ returned unexpected result|squashfs_read_data failed to read block \w+)")]
    private static partial Regex SquashfsDamaged { get; }

    [GeneratedRegex(Squashfs + @"(?:Failed to read block|Unable to read|sb_bread failed reading block|unable to read) ?(?<reason>.*)")]
    private static partial Regex SquashfsUnreadable { get; }
}
