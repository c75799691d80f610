using System.Text.RegularExpressions;
using Watchkeeper.Core.Events;
using static Watchkeeper.Disks.Table.Role;

namespace Watchkeeper.Disks.Table;

/// <summary>MD arrays, bcache and DRBD. A failed member is two lines, in one record or in two.</summary>
internal static partial class RaidEvents
{
    private const string Array = @"^md/raid\d*:(?<holder>md\w+): ";

    public static IReadOnlyList<StorageEvent> Rows { get; } =
    [
        new(DiskFailure, "raid-member-failed", Severity.Error, Fault, "this member of an array failed and was taken out", Advise.Rebuild),
        new(ArrayFailing, "raid-failed", Severity.Critical, Fault, "a member of an array without redundancy failed, and the array with it", "Back up what can still be read, replace the member, and make the array anew."),
        new(SuperblockFailed, "metadata-error", Severity.Error, Unfolding, "the superblock of an array's member cannot be written", Advise.Rebuild),
        new(Continuing, "raid-degraded", Severity.Error, Detail, "the array goes on with fewer members", Advise.Rebuild),
        new(CannotContinue, "raid-failed", Severity.Critical, Fault, "too many members failed and the array stopped", "Stop writing; try mdadm --assemble --force with the members that failed last."),
        new(DirtyDegraded, "raid-failed", Severity.Critical, Fault, "the array is degraded and was not shut down cleanly, so it does not start", "Look at its members (mdadm --examine), then mdadm --assemble --force."),
        new(NotEnough, "raid-failed", Severity.Critical, Fault, "the array has too few members to run", "Look at its members (mdadm --examine), then mdadm --assemble --force."),
        new(Corrected, "read-corrected", Severity.Warning, Fault, "a sector could not be read and was corrected from the other members", Advise.Replace),
        new(NotCorrected, "io-error", Severity.Error, Fault, "a sector could not be read and could not be corrected", Advise.Replace),
        new(Unrecoverable, "io-error", Severity.Critical, Fault, "no member has a readable copy of a block", "Find the file with the block and restore it from a backup."),
        new(TooManyErrors, "raid-member-failed", Severity.Error, Fault, "this member has too many read errors", Advise.Rebuild),
        new(Rescheduling, "member-read-error", Severity.Warning, Fault, "a member could not read a sector, another is asked", Advise.Replace),
        new(Redirecting, "member-read-error", Severity.Warning, Detail, "another member answers"),
        new(Mismatch, "raid-mismatch", Severity.Warning, Fault, "the members of an array differ", "Run a check (echo check > /sys/block/mdX/md/sync_action) and find the bad member."),
        new(NonFresh, "raid-member-failed", Severity.Warning, Fault, "a member was left out because its data is older", Advise.Rebuild),
        new(Recovery, "rebuild-started", Severity.Notice, Role.Recovery, "a rebuild has begun"),
        new(Checking, "check-started", Severity.Info, Routine, "a check of the array has begun"),
        new(RecoveryInterrupted, "rebuild-interrupted", Severity.Warning, Fault, "the rebuild was interrupted", Advise.Rebuild),
        new(RecoveryDone, "rebuild-finished", Severity.Notice, Role.Recovery, "the rebuild has finished"),
        new(CheckDone, "check-finished", Severity.Info, Routine, "the check of the array has finished"),
        new(Active, "array-started", Severity.Info, Routine, "the array is active"),
        new(Member, "array-started", Severity.Info, Routine, "a member of the array is there"),
        new(Stopped, "array-stopped", Severity.Info, Routine, "the array was stopped"),
        new(BcacheBacking, "io-error", Severity.Error, Fault, "the device behind a cache failed to read or write", Advise.Below) { Subsystem = "bcache" },
        new(BcacheCache, "io-error", Severity.Error, Fault, "the cache of a device failed to read or write", Advise.Below) { Subsystem = "bcache" },
        new(BcacheStopped, "cache-failed", Severity.Critical, Fault, "a cached device was stopped after too many errors", Advise.Below) { Subsystem = "bcache" },
        new(BcacheDisabled, "cache-failed", Severity.Critical, Fault, "caching was disabled after an error", Advise.Below) { Subsystem = "bcache" },
        new(BcacheOffline, "device-offline", Severity.Critical, Fault, "the device behind a cache is offline", Advise.Below) { Subsystem = "bcache" },
        new(DrbdLocal, "io-error", Severity.Error, Fault, "the local disk of a replicated device failed to read or write", Advise.Below) { Subsystem = "drbd" },
        new(DrbdBoth, "io-error", Severity.Critical, Fault, "neither the local nor the other side's data can be reached", Advise.Below) { Subsystem = "drbd" },
        new(DrbdSplit, "split-brain", Severity.Critical, Fault, "both sides of a replicated device took writes apart from each other", "Decide whose changes are given up: drbdadm connect --discard-my-data.") { Subsystem = "drbd" },
        new(DrbdSplitDetected, "split-brain", Severity.Critical, Fault, "both sides of a replicated device took writes apart from each other", "Decide whose changes are given up: drbdadm connect --discard-my-data.") { Subsystem = "drbd" },
        new(DrbdTimeout, "timeout", Severity.Error, Fault, "the local disk of a replicated device did not answer in time", Advise.Below) { Subsystem = "drbd" },
    ];

    [GeneratedRegex(Array + @"Disk failure on (?<dev>[\w!-]+), disabling device")]
    private static partial Regex DiskFailure { get; }

    [GeneratedRegex(@"^md/raid\d*:(?<dev>md\w+): Operation continuing on (?<members>\d+) devices")]
    private static partial Regex Continuing { get; }

    [GeneratedRegex(@"^md/raid\d*:(?<dev>md\w+): Cannot continue operation \((?<failed>[\d/]+) failed\)")]
    private static partial Regex CannotContinue { get; }

    [GeneratedRegex(@"^md/raid\d*:(?<dev>md\w+): cannot start dirty degraded array")]
    private static partial Regex DirtyDegraded { get; }

    [GeneratedRegex(@"^md/raid\d*:(?<dev>md\w+): not enough (?:operational )?(?:devices|mirrors)")]
    private static partial Regex NotEnough { get; }

    [GeneratedRegex(Array + @"read error corrected \(\d+ sectors at (?<sector>\d+) on (?<dev>[\w!-]+)\)")]
    private static partial Regex Corrected { get; }

    [GeneratedRegex(Array + @"read error (?:NOT corrected!!|not correctable) \(sector (?<sector>\d+) on (?<dev>[\w!-]+)\)")]
    private static partial Regex NotCorrected { get; }

    [GeneratedRegex(@"^md/raid\d*:(?<dev>md\w+): (?:[\w!-]+: )?unrecoverable I/O (?:read )?error for block (?<block>\d+)")]
    private static partial Regex Unrecoverable { get; }

    [GeneratedRegex(@"^md/raid\d*:(?<holder>md\w+): (?:(?<dev>[\w!-]+): )?(?:Too many read errors|Raid device exceeded read_error threshold)")]
    private static partial Regex TooManyErrors { get; }

    [GeneratedRegex(Array + @"(?<dev>[\w!-]+): rescheduling sector (?<sector>\d+)")]
    private static partial Regex Rescheduling { get; }

    [GeneratedRegex(@"^md/raid\d*:(?<dev>md\w+): redirecting sector (?<sector>\d+) to other mirror: (?<other>[\w!-]+)")]
    private static partial Regex Redirecting { get; }

    [GeneratedRegex(@"^(?:md/raid\d*:)?(?<dev>md\w+): mismatch sector in range")]
    private static partial Regex Mismatch { get; }

    [GeneratedRegex(@"^md: kicking non-fresh (?<dev>[\w!-]+) from array!")]
    private static partial Regex NonFresh { get; }

    [GeneratedRegex(@"^md: (?<action>recovery|resync|reshape) of RAID array (?<dev>md\w+)")]
    private static partial Regex Recovery { get; }

    [GeneratedRegex(@"^md: (?<action>data-check|requested-resync) of RAID array (?<dev>md\w+)")]
    private static partial Regex Checking { get; }

    [GeneratedRegex(@"^md: (?<dev>md\w+): (?<action>[\w-]+) interrupted")]
    private static partial Regex RecoveryInterrupted { get; }

    [GeneratedRegex(@"^md: (?<dev>md\w+): (?<action>recovery|resync|reshape) done")]
    private static partial Regex RecoveryDone { get; }

    [GeneratedRegex(@"^md: (?<dev>md\w+): (?<action>[\w-]+) done")]
    private static partial Regex CheckDone { get; }

    [GeneratedRegex(@"^md/raid\d*:(?<dev>md\w+): (?:active with|raid level \d+ active with) (?<members>\d+) out of (?<of>\d+)")]
    private static partial Regex Active { get; }

    [GeneratedRegex(Array + @"device (?<dev>[\w!-]+) operational as raid disk \d+")]
    private static partial Regex Member { get; }

    [GeneratedRegex(@"^md: (?<dev>md\w+) stopped")]
    private static partial Regex Stopped { get; }

    [GeneratedRegex(@"^bcache: (?:bch_count_backing_io_errors\(\) )?(?<dev>[\w!-]+): (?:Read-ahead I/O failed|IO error) on backing device")]
    private static partial Regex BcacheBacking { get; }

    [GeneratedRegex(@"^bcache: (?:bch_cached_dev_error\(\) )?stop (?<holder>\w+): too many IO errors on backing device (?<dev>[\w!-]+)")]
    private static partial Regex BcacheStopped { get; }

    [GeneratedRegex(@"^bcache: (?:bch_cache_set_error\(\) )?error on (?<set>[0-9a-f-]+): (?<reason>.*), disabling caching")]
    private static partial Regex BcacheDisabled { get; }

    [GeneratedRegex(@"^bcache: (?:\w+\(\) )?(?<dev>[\w!-]+): device offline for \d+ seconds")]
    private static partial Regex BcacheOffline { get; }

    [GeneratedRegex(@"^(?:block|drbd [\w/]+) (?<dev>drbd\d+): local (?:READ|WRITE) IO error sector (?<sector>\d+)")]
    private static partial Regex DrbdLocal { get; }

    [GeneratedRegex(@"^(?:block|drbd [\w/]+) (?<dev>drbd\d+): IO ERROR: neither local nor remote data, sector (?<sector>\d+)")]
    private static partial Regex DrbdBoth { get; }

    [GeneratedRegex(@"^(?:block|drbd) (?<dev>[\w/-]+): Forced into split brain situation!")]
    private static partial Regex DrbdSplit { get; }

    [GeneratedRegex(@"^(?:block|drbd [\w/]+) (?<dev>drbd\d+): Local backing device failed to meet the disk-timeout")]
    private static partial Regex DrbdTimeout { get; }

    [GeneratedRegex(@"^md/(?:raid0|linear):?(?<holder>md\w+): Disk failure on (?<dev>[\w!-]+) detected, failing array")]
    private static partial Regex ArrayFailing { get; }

    [GeneratedRegex(@"^md: super_written gets error=(?<error>-?\d+)")]
    private static partial Regex SuperblockFailed { get; }

    [GeneratedRegex(@"^bcache: (?:bch_count_io_errors\(\) )?(?<dev>[\w!-]+): (?:too many )?IO errors? on (?<reason>(?:reading|writing)[\w ]+)")]
    private static partial Regex BcacheCache { get; }

    [GeneratedRegex(@"^(?:block (?<dev>drbd\d+)|drbd [\w/.-]+(?: (?<dev>drbd\d+))?(?: [\w.-]+)?): Split-Brain detected(?: but unresolved)?, dropping connection")]
    private static partial Regex DrbdSplitDetected { get; }
}
