using System.Text.RegularExpressions;
using Watchkeeper.Core.Events;
using static Watchkeeper.Disks.Table.Role;

namespace Watchkeeper.Disks.Table;

/// <summary>XFS.</summary>
internal static partial class XfsEvents
{
    private const string Xfs = @"^XFS \((?<dev>[\w!-]+)\): ";

    public static IReadOnlyList<StorageEvent> Rows { get; } =
    [
        new(Shutdown, "filesystem-shutdown", Severity.Critical, Fault, "the filesystem has been shut down", Advise.XfsRepair),
        new(ShuttingDown, "filesystem-shutdown", Severity.Critical, Fault, "the filesystem is being shut down", Advise.XfsRepair),
        new(AskedToShutDown, "filesystem-shutdown", Severity.Error, Unfolding, "somebody asked the filesystem to shut down", Advise.XfsRepair),
        new(ShuttingDownPlain, "filesystem-shutdown", Severity.Critical, Fault, "the filesystem is being shut down", Advise.XfsRepair),
        new(ForcedShutdown, "filesystem-shutdown", Severity.Critical, Unfolding, "the filesystem is being shut down", Advise.XfsRepair),
        new(LogForce, "filesystem-io-error", Severity.Error, Fault, "the filesystem's log cannot be written", Advise.XfsRepair),
        new(LogError, "filesystem-io-error", Severity.Error, Unfolding, "the filesystem's log cannot be written", Advise.XfsRepair),
        new(Corruption, "filesystem-error", Severity.Critical, Fault, "the filesystem's metadata is corrupted", Advise.XfsRepair),
        new(MetadataError, "filesystem-io-error", Severity.Error, Fault, "the filesystem's metadata cannot be read or written", Advise.XfsRepair),
        new(WritebackError, "filesystem-io-error", Severity.Error, Fault, "data of a file could not be written", Advise.Below) { PeripetyType = "FS_IO_ERROR" },
        new(OldWritebackError, "filesystem-io-error", Severity.Error, Fault, "data of a file could not be written", Advise.Below) { PeripetyType = "FS_IO_ERROR" },
        new(BadMagic, "mount-failed", Severity.Info, Routine, "no XFS is there"),
        new(MountFailed, "mount-failed", Severity.Error, Fault, "the filesystem could not be mounted", Advise.XfsRepair),
        new(Retrying, "filesystem-io-error", Severity.Error, Fault, "the filesystem retries a write that fails", Advise.Below),
        new(Rectify, "filesystem-shutdown", Severity.Critical, Detail, "the filesystem asks to be unmounted and repaired", Advise.XfsRepair),
        new(FunctionError, "filesystem-error", Severity.Error, Detail, "the filesystem says where it failed", Advise.XfsRepair),
        new(Mounted, "filesystem-mounted", Severity.Info, Routine, "the filesystem was mounted") { PeripetyType = "FS_MOUNTED" },
        new(Recovered, "filesystem-mounted", Severity.Info, Routine, "the filesystem replayed its log and was mounted") { PeripetyType = "FS_MOUNTED" },
        new(Unmounted, "filesystem-unmounted", Severity.Info, Routine, "the filesystem was unmounted") { PeripetyType = "FS_UNMOUNTED" },
    ];

    [GeneratedRegex(Xfs + @"Filesystem has been shut down due to (?<reason>.+?)\.?$")]
    private static partial Regex Shutdown { get; }

    [GeneratedRegex(Xfs + @"(?<reason>[\w /-]+?) (?:\(0x\w+\) )?detected at .*Shutting down filesystem")]
    private static partial Regex ShuttingDown { get; }

    [GeneratedRegex(Xfs + @"log I/O error (?<error>-?\d+)")]
    private static partial Regex LogError { get; }

    [GeneratedRegex(Xfs + @"(?:Metadata (?<reason>CRC error|corruption) detected at (?<function>\w+)|Corruption (?:of|detected)|Internal error)")]
    private static partial Regex Corruption { get; }

    [GeneratedRegex(Xfs + @"metadata I/O error(?:: block (?<block>0x\w+)| in ""(?<function>[^""+]+)[^""]*"" at daddr (?<block>0x\w+) len \d+ error (?<error>\d+))")]
    private static partial Regex MetadataError { get; }

    [GeneratedRegex(@"^(?<dev>[\w!-]+): writeback error on inode (?<inode>\d+), offset (?<offset>\d+), sector (?<sector>\d+)")]
    private static partial Regex WritebackError { get; }

    [GeneratedRegex(Xfs + @"writeback error on (?:inode (?<inode>\d+), offset (?<offset>\d+), )?sector (?<sector>\d+)")]
    private static partial Regex OldWritebackError { get; }

    [GeneratedRegex(Xfs + @"Invalid superblock magic number")]
    private static partial Regex BadMagic { get; }

    [GeneratedRegex(Xfs + @"(?<reason>(?:Failed to read root inode|log mount/recovery failed|log mount failed|SB validate failed).*)")]
    private static partial Regex MountFailed { get; }

    [GeneratedRegex(Xfs + @"Failing async write on buffer block (?<block>0x\w+)\. Retrying async write")]
    private static partial Regex Retrying { get; }

    [GeneratedRegex(Xfs + @"(?:Please (?:unmount|umount) the filesystem and rectify|Unmount and run xfs_repair|First \d+ bytes of corrupted metadata buffer)")]
    private static partial Regex Rectify { get; }

    [GeneratedRegex(Xfs + @"(?<function>xfs_\w+): .*(?:error|failed)")]
    private static partial Regex FunctionError { get; }

    [GeneratedRegex(Xfs + @"Ending clean mount")]
    private static partial Regex Mounted { get; }

    [GeneratedRegex(Xfs + @"Ending recovery")]
    private static partial Regex Recovered { get; }

    [GeneratedRegex(Xfs + @"Unmounting Filesystem")]
    private static partial Regex Unmounted { get; }

    [GeneratedRegex(Xfs + @"User initiated shutdown (?:received|requested)")]
    private static partial Regex AskedToShutDown { get; }

    [GeneratedRegex(Xfs + @"(?<reason>[\w /-]+?) (?:[Dd]etected|lost)\. +Shutting down filesystem")]
    private static partial Regex ShuttingDownPlain { get; }

    [GeneratedRegex(Xfs + @"xfs_do_force_shutdown\((?<reason>0x\w+)\) called from ")]
    private static partial Regex ForcedShutdown { get; }

    [GeneratedRegex(Xfs + @"xfs_log_force: error (?<error>-?\d+)")]
    private static partial Regex LogForce { get; }
}
