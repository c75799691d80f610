using System.Text.RegularExpressions;
using Watchkeeper.Core.Events;
using static Watchkeeper.Disks.Table.Role;

namespace Watchkeeper.Disks.Table;

/// <summary>ext2, ext3 and ext4 with their journal jbd2, and tasks that hang on input and output.</summary>
internal static partial class FilesystemEvents
{
    private const string Ext = @"^EXT[234]-fs ";

    public static IReadOnlyList<StorageEvent> Rows { get; } =
    [
        new(JournalAborted, "journal-aborted", Severity.Error, Unfolding, "the filesystem's journal has aborted", Advise.Fsck) { PeripetyType = "FS_ERROR" },
        new(ExtIoError, "filesystem-error", Severity.Error, Fault, "the filesystem found an error", Advise.Fsck) { PeripetyType = "FS_ERROR" },
        new(Panic, "filesystem-panic", Severity.Emergency, Fault, "the filesystem stops the host because of an error", Advise.Fsck) { PeripetyType = "FS_PANIC" },
        new(RemountReadOnly, "filesystem-read-only", Severity.Critical, Fault, "the filesystem became read-only because of an error", Advise.Fsck) { PeripetyType = "FS_REMOUNT_READ_ONLY" },
        new(Ext2Error, "filesystem-error", Severity.Error, Fault, "the filesystem found an error", Advise.Fsck) { PeripetyType = "FS_ERROR" },
        new(Superblock, "filesystem-error", Severity.Error, Fault, "the filesystem's superblock cannot be written", Advise.Fsck),
        new(WriteFailed, "filesystem-io-error", Severity.Error, Fault, "data of a file could not be written", Advise.Below) { PeripetyType = "FS_IO_ERROR" },
        new(ExtWarning, "filesystem-warning", Severity.Warning, Fault, "the filesystem warns", Advise.Fsck),
        new(ErrorsBefore, "filesystem-errors-before", Severity.Warning, Fault, "the filesystem was mounted with errors from before", Advise.Fsck),
        new(ErrorCount, "filesystem-errors-before", Severity.Warning, Fault, "the filesystem counted errors since its last check", Advise.Fsck),
        new(Unconverted, "lost-write", Severity.Error, Fault, "data that was written may be lost", Advise.Fsck),
        new(DelayedFailed, "lost-write", Severity.Error, Fault, "data that was to be written found no place", Advise.Fsck),
        new(WillBeLost, "lost-write", Severity.Critical, Fault, "data that was to be written is lost", Advise.Fsck),
        new(ShutDown, "filesystem-shutdown", Severity.Error, Fault, "somebody asked the filesystem to shut down", Advise.Fsck),
        new(ExtUnreadable, "mount-failed", Severity.Error, Fault, "the filesystem could not be mounted", Advise.Fsck),
        new(BadGeometry, "filesystem-error", Severity.Error, Fault, "the filesystem is larger than its device", "Compare blockdev --getsz with the filesystem's size: the device has shrunk or is not whole."),
        new(NotFound, "mount-failed", Severity.Info, Routine, "no ext4 is there"),
        new(ExtMounted, "filesystem-mounted", Severity.Info, Routine, "the filesystem was mounted") { PeripetyType = "FS_MOUNTED" },
        new(ExtUnmounted, "filesystem-unmounted", Severity.Info, Routine, "the filesystem was unmounted") { PeripetyType = "FS_UNMOUNTED" },
        new(Aborting, "journal-aborted", Severity.Error, Unfolding, "the filesystem's journal has aborted", Advise.Fsck) { Subsystem = "jbd2" },
        new(JournalSuperblock, "journal-aborted", Severity.Error, Unfolding, "the journal's superblock cannot be written", Advise.Fsck) { Subsystem = "jbd2" },
        new(FlushError, "filesystem-io-error", Severity.Error, Fault, "data of files could not be written", Advise.Below) { Subsystem = "jbd2", PeripetyType = "FS_IO_ERROR" },
        new(JournalError, "journal-error", Severity.Error, Fault, "the journal met an error", Advise.Fsck) { Subsystem = "jbd2" },
        new(HungTask, "task-hung", Severity.Error, Fault, "a task waits for input or output and does not go on", "See what it waits for (the stack follows in the log), and which device is slow: watchkeeper disks list.") { Subsystem = "task" },
    ];

    [GeneratedRegex(Ext + @"error \(device (?<dev>[\w!-]+)\)(?: in|:) (?<function>\w+):(?<line>\d+): (?:comm (?<command>[^:]+): )?(?:Journal has aborted|Detected aborted journal)")]
    private static partial Regex JournalAborted { get; }

    [GeneratedRegex(Ext + @"error \(device (?<dev>[\w!-]+)\)(?: in|:) (?<function>\w+)(?::(?<line>\d+))?: (?:inode #(?<inode>\d+): )?(?:block (?<block>\d+): )?(?:comm (?<command>[^:]+): )?(?<reason>.+)")]
    private static partial Regex ExtIoError { get; }

    [GeneratedRegex(Ext + @"\((?:device )?(?<dev>[\w!-]+)\): panic forced after error")]
    private static partial Regex Panic { get; }

    [GeneratedRegex(Ext + @"\((?<dev>[\w!-]+)\): (?:error: )?[Rr]emounting filesystem read-only")]
    private static partial Regex RemountReadOnly { get; }

    [GeneratedRegex(Ext + @"\((?<dev>[\w!-]+)\): error: (?<function>ext[23]_\w+): (?<reason>.+)")]
    private static partial Regex Ext2Error { get; }

    [GeneratedRegex(Ext + @"\((?<dev>[\w!-]+)\): (?:previous )?I/O error (?:while writing|to) superblock")]
    private static partial Regex Superblock { get; }

    [GeneratedRegex(Ext + @"warning \(device (?<dev>[\w!-]+)\): ext4_end_bio:\d+: I/O error (?<error>-?\d+) writing to inode (?<inode>\d+)")]
    private static partial Regex WriteFailed { get; }

    [GeneratedRegex(Ext + @"warning \(device (?<dev>[\w!-]+)\): (?<function>\w+):\d+: (?<reason>.+)")]
    private static partial Regex ExtWarning { get; }

    [GeneratedRegex(Ext + @"\((?<dev>[\w!-]+)\): warning: mounting (?:unchecked fs|fs with errors)")]
    private static partial Regex ErrorsBefore { get; }

    [GeneratedRegex(Ext + @"\((?<dev>[\w!-]+)\): error count since last fsck: (?<errors>\d+)")]
    private static partial Regex ErrorCount { get; }

    [GeneratedRegex(Ext + @"\((?<dev>[\w!-]+)\): bad geometry: (?<reason>.+)")]
    private static partial Regex BadGeometry { get; }

    [GeneratedRegex(Ext + @"\((?<dev>[\w!-]+)\): VFS: Can't find ext4 filesystem")]
    private static partial Regex NotFound { get; }

    [GeneratedRegex(Ext + @"\((?<dev>[\w!-]+)\): mounted filesystem (?:(?<uuid>[0-9a-f-]{36}) )?(?:r/w |ro )?with (?<data_mode>\w+) data mode|" + Ext + @"\((?<dev>[\w!-]+)\): mounted filesystem (?:(?<uuid>[0-9a-f-]{36}) )?(?:r/w |ro )?without journal")]
    private static partial Regex ExtMounted { get; }

    [GeneratedRegex(Ext + @"\((?<dev>[\w!-]+)\): unmounting filesystem")]
    private static partial Regex ExtUnmounted { get; }

    [GeneratedRegex(@"^Aborting journal on device (?<dev>[\w!-]+?)(?:-\d+)?\.")]
    private static partial Regex Aborting { get; }

    [GeneratedRegex(@"^JBD2: (?:I/O error|Error -?\d+) (?:detected )?when updating journal superblock for (?<dev>[\w!-]+?)(?:-\d+)?\.")]
    private static partial Regex JournalSuperblock { get; }

    [GeneratedRegex(@"^JBD2: Detected IO errors (?:-?\d+ )?while flushing file data on (?<dev>[\w!-]+?)(?:-\d+)?$")]
    private static partial Regex FlushError { get; }

    [GeneratedRegex(@"^JBD2: (?<reason>(?>.*?(?:error|failed|corrupt)).*) (?:on|for) (?<dev>[\w!-]+?)(?:-\d+)?\.?$")]
    private static partial Regex JournalError { get; }

    [GeneratedRegex(@"^INFO: task (?<task>.+?):(?<pid>\d+) blocked for more than (?<seconds>\d+) seconds")]
    private static partial Regex HungTask { get; }

    [GeneratedRegex(Ext + @"\((?<dev>[\w!-]+)\): failed to convert unwritten extents to written extents -- potential data loss! +\(inode (?<inode>\d+)(?:, offset \d+, size \d+)?, error (?<error>-?\d+)\)")]
    private static partial Regex Unconverted { get; }

    [GeneratedRegex(Ext + @"\((?<dev>[\w!-]+)\): [Dd]elayed block allocation failed for inode (?<inode>\d+) at logical offset (?<offset>\d+) with max blocks \d+ with error (?<error>-?\d+)")]
    private static partial Regex DelayedFailed { get; }

    [GeneratedRegex(Ext + @"\((?<dev>[\w!-]+)\): This should not happen!! +Data will be lost")]
    private static partial Regex WillBeLost { get; }

    [GeneratedRegex(Ext + @"\((?<dev>[\w!-]+)\): shut down requested \((?<mode>\d+)\)")]
    private static partial Regex ShutDown { get; }

    [GeneratedRegex(Ext + @"\((?<dev>[\w!-]+)\): (?<reason>error loading journal|unable to read superblock|group descriptors corrupted|no journal found|corrupt root inode|get root inode failed|get root dentry failed|failed to initialize system zone)")]
    private static partial Regex ExtUnreadable { get; }
}
