using System.Text.RegularExpressions;
using Watchkeeper.Core.Events;
using static Watchkeeper.Disks.Table.Role;

namespace Watchkeeper.Disks.Table;

/// <summary>The device mapper's targets. Newer kernels name the map (<c>252:1</c>) before the text, older ones do not.</summary>
internal static partial class DeviceMapperEvents
{
    private const string Multipath = @"^device-mapper: multipath: (?:(?<holder>\d+:\d+): )?";
    private const string Thin = @"^device-mapper: thin: (?:(?<dev>\d+:\d+|dm-\d+): )?";

    public static IReadOnlyList<StorageEvent> Rows { get; } =
    [
        new(PathFailed, "path-failed", Severity.Warning, Fault, "this path of a multipath device failed", Advise.Path) { Subsystem = "multipath", PeripetyType = "DM_MPATH_PATH_FAILED" },
        new(PathReinstated, "path-reinstated", Severity.Notice, Recovery, "this path of a multipath device works again") { Subsystem = "multipath", PeripetyType = "DM_MPATH_PATH_REINSTATED" },
        new(QueueTimeout, "all-paths-failed", Severity.Critical, Fault, "no path came back in time and waiting reads and writes fail", Advise.Path) { Subsystem = "multipath" },
        new(FailoverError, "path-failed", Severity.Error, Fault, "the array did not switch over to another path", Advise.Path) { Subsystem = "multipath" },
        new(LowWater, "pool-low", Severity.Warning, Fault, "the thin pool has little space left for data", Advise.ExtendPool) { Subsystem = "thin" },
        new(LowMetadata, "pool-low", Severity.Warning, Fault, "the thin pool has little space left for metadata", Advise.ExtendPool) { Subsystem = "thin" },
        new(OutOfSpaceWaits, "pool-full", Severity.Critical, Fault, "the thin pool is full and writes wait", Advise.ExtendPool) { Subsystem = "thin" },
        new(OutOfSpaceFails, "pool-full", Severity.Critical, Fault, "the thin pool is full and writes fail", Advise.ExtendPool) { Subsystem = "thin", Finality = 1 },
        new(NoFreeSpace, "pool-full", Severity.Critical, Fault, "the thin pool has no free space", Advise.ExtendPool) { Subsystem = "thin" },
        new(PoolReadOnly, "pool-read-only", Severity.Critical, Fault, "the thin pool became read-only", "Repair it: lvconvert --repair.") { Subsystem = "thin" },
        new(PoolFailed, "pool-failed", Severity.Critical, Fault, "the thin pool failed", "Repair it: lvconvert --repair.") { Subsystem = "thin" },
        new(PoolWrite, "pool-recovered", Severity.Notice, Recovery, "the thin pool takes writes") { Subsystem = "thin" },
        new(PoolNeedsRepair, "pool-read-only", Severity.Critical, Fault, "the thin pool must be repaired before it takes writes", "Repair it: lvconvert --repair.") { Subsystem = "thin" },
        new(MetadataFailed, "metadata-error", Severity.Critical, Fault, "an operation on the pool's metadata failed", "Repair it: lvconvert --repair.") { Subsystem = "thin" },
        new(IntegrityFailed, "checksum-error", Severity.Error, Fault, "data does not have the checksum it was written with", Advise.Replace) { Subsystem = "dm" },
        new(VerityCorrupted, "checksum-error", Severity.Critical, Fault, "a block of a verified image is corrupted", "The image was changed or its disk fails: write it anew.") { Subsystem = "dm" },
        new(CryptFailed, "checksum-error", Severity.Error, Fault, "encrypted data failed its authentication", Advise.Below) { Subsystem = "dm" },
        new(MirrorOutOfSync, "mirror-failed", Severity.Critical, Fault, "the mirror's first side failed before the others were in sync", Advise.Below) { Subsystem = "dm" },
        new(MirrorAllFailed, "mirror-failed", Severity.Critical, Fault, "all sides of a mirror failed", Advise.Below) { Subsystem = "dm" },
        new(RaidFailed, "raid-member-failed", Severity.Error, Fault, "a member of the volume failed", Advise.Below) { Subsystem = "dm" },
        new(CacheAborting, "metadata-error", Severity.Critical, Fault, "the cache's metadata cannot be written", "Repair it: lvconvert --repair, or split the cache off: lvconvert --uncache.") { Subsystem = "dm" },
        new(CacheMode, "cache-failed", Severity.Critical, Fault, "the cache can no longer be used as it is", "Repair it: lvconvert --repair, or split the cache off: lvconvert --uncache.") { Subsystem = "dm" },
        new(WriteCache, "io-error", Severity.Error, Fault, "a write cache failed to read or write", Advise.Below) { Subsystem = "dm" },
        new(SnapshotInvalid, "snapshot-invalid", Severity.Error, Fault, "a snapshot became invalid", "Remove it (lvremove) and make a larger one.") { Subsystem = "dm" },
        new(LogRead, "dirty-log-error", Severity.Error, Fault, "the dirty region log cannot be read", Advise.Below) { Subsystem = "dm", PeripetyType = "DM_DIRTY_LOG_READ_FAILED" },
        new(LogWrite, "dirty-log-error", Severity.Error, Fault, "the dirty region log cannot be written", Advise.Below) { Subsystem = "dm", PeripetyType = "DM_DIRTY_LOG_WRITE_FAILED" },
    ];

    [GeneratedRegex(Multipath + @"Failing path (?<dev>\d+:\d+)")]
    private static partial Regex PathFailed { get; }

    [GeneratedRegex(Multipath + @"Reinstating path (?<dev>\d+:\d+)")]
    private static partial Regex PathReinstated { get; }

    [GeneratedRegex(@"^device-mapper: multipath: (?:\d+:\d+: )?queue_if_no_path timeout on (?<dev>[\w.-]+), failing queued IO")]
    private static partial Regex QueueTimeout { get; }

    [GeneratedRegex(@"^device-mapper: multipath: (?:(?<dev>\d+:\d+): )?Could not failover the device: Handler scsi_dh_(?<handler>\w+) Error (?<error>\d+)")]
    private static partial Regex FailoverError { get; }

    [GeneratedRegex(Thin + @"reached low water mark for data device")]
    private static partial Regex LowWater { get; }

    [GeneratedRegex(Thin + @"reached low water mark for metadata device")]
    private static partial Regex LowMetadata { get; }

    [GeneratedRegex(Thin + @"switching pool to out-of-(?:data|metadata)-space \((?<mode>queue) IO\) mode")]
    private static partial Regex OutOfSpaceWaits { get; }

    [GeneratedRegex(Thin + @"switching pool to out-of-(?:data|metadata)-space \((?<mode>error) IO\) mode")]
    private static partial Regex OutOfSpaceFails { get; }

    [GeneratedRegex(Thin + @"no free (?:data|metadata)? ?space available")]
    private static partial Regex NoFreeSpace { get; }

    [GeneratedRegex(Thin + @"switching pool to read-only mode")]
    private static partial Regex PoolReadOnly { get; }

    [GeneratedRegex(Thin + @"switching pool to fail(?:ure)? mode")]
    private static partial Regex PoolFailed { get; }

    [GeneratedRegex(Thin + @"switching pool to write mode")]
    private static partial Regex PoolWrite { get; }

    [GeneratedRegex(Thin + @"unable to switch pool to write mode until repaired")]
    private static partial Regex PoolNeedsRepair { get; }

    [GeneratedRegex(Thin + @"metadata operation '(?<operation>\w+)' failed: error = (?<error>-?\d+)")]
    private static partial Regex MetadataFailed { get; }

    [GeneratedRegex(@"^device-mapper: integrity: (?:(?<dev>dm-\d+|\d+:\d+): )?Checksum failed at sector (?<sector>0x\w+|\d+)")]
    private static partial Regex IntegrityFailed { get; }

    [GeneratedRegex(@"^device-mapper: verity(?:-fec)?: (?<dev>\d+:\d+): \w+ block (?<block>\d+) is corrupted")]
    private static partial Regex VerityCorrupted { get; }

    [GeneratedRegex(@"^device-mapper: crypt: (?:(?<dev>dm-\d+|\d+:\d+): )?INTEGRITY AEAD ERROR, sector (?<sector>\d+)")]
    private static partial Regex CryptFailed { get; }

    [GeneratedRegex(@"^device-mapper: raid1: Primary mirror \((?<dev>[\d:]+)\) failed while out-of-sync")]
    private static partial Regex MirrorOutOfSync { get; }

    [GeneratedRegex(@"^device-mapper: raid1: All sides of mirror have failed")]
    private static partial Regex MirrorAllFailed { get; }

    [GeneratedRegex(@"^device-mapper: raid: (?:Failed to read superblock of device at position (?<position>\d+)|Device (?<member>\d+) specified for rebuild)")]
    private static partial Regex RaidFailed { get; }

    [GeneratedRegex(@"^device-mapper: (?:cache|era|clone): (?:(?<dev>\d+:\d+): )?aborting current metadata transaction")]
    private static partial Regex CacheAborting { get; }

    [GeneratedRegex(@"^device-mapper: snapshots: Invalidating snapshot: (?<reason>[\w ]+)")]
    private static partial Regex SnapshotInvalid { get; }

    [GeneratedRegex(@"^device-mapper: dirty region log: (?<dev>\d+:\d+): Failed to read header on dirty region log device")]
    private static partial Regex LogRead { get; }

    [GeneratedRegex(@"^device-mapper: dirty region log: (?<dev>\d+:\d+): Failed to write header on dirty region log device")]
    private static partial Regex LogWrite { get; }

    [GeneratedRegex(@"^device-mapper: (?:cache|era|clone): (?<dev>\d+:\d+): switching (?:cache|era|clone) to (?<mode>read-only|fail) mode")]
    private static partial Regex CacheMode { get; }

    [GeneratedRegex(@"^device-mapper: writecache: (?<reason>unable to read metadata|error (?:flushing|writing|reading) \w+|copy error|(?:read|write) error|hardware memory error[\w ]*)")]
    private static partial Regex WriteCache { get; }
}
