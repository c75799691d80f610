using System.Text.RegularExpressions;
using Watchkeeper.Core.Events;
using static Watchkeeper.Disks.Table.Role;

namespace Watchkeeper.Disks.Table;

/// <summary>btrfs. The device in parentheses is the filesystem's first; <c>bdev</c> and <c>on dev</c> name the one that failed.</summary>
internal static partial class BtrfsEvents
{
    private const string Btrfs = @"^BTRFS(?:: error| error| warning| critical| info)? \(device (?<holder>[\w!-]+)(?::? state \w+)?\):? ";
    private const string Alone = @"^BTRFS(?:: error| error| warning| critical| info)? \(device (?<dev>[\w!-]+)(?::? state \w+)?\):? ";

    public static IReadOnlyList<StorageEvent> Rows { get; } =
    [
        new(DeviceErrors, "btrfs-device-errors", Severity.Error, Fault, "the filesystem counts errors of this device", Advise.Scrub),
        new(ChecksumFailed, "checksum-error", Severity.Error, Fault, "data does not have the checksum it was written with", Advise.Scrub),
        new(ScrubError, "checksum-error", Severity.Error, Fault, "a scrub found data without the checksum it was written with", Advise.Scrub),
        new(BadTreeBlock, "checksum-error", Severity.Error, Fault, "a scrub found a block of the tree that is not what was written", Advise.Scrub),
        new(ScrubReadError, "io-error", Severity.Error, Fault, "a scrub could not read a block", Advise.Scrub),
        new(Unfixable, "checksum-error", Severity.Critical, Fault, "a scrub found an error that no other copy could repair", "Restore the file from a backup; btrfs scrub names it."),
        new(Fixed, "read-corrected", Severity.Warning, Fault, "an error was repaired from another copy", Advise.Scrub),
        new(ReadFixed, "read-corrected", Severity.Warning, Fault, "an error was repaired from another copy", Advise.Scrub),
        new(Transid, "filesystem-error", Severity.Critical, Fault, "the filesystem's tree has blocks of the wrong age", "Stop writing, copy what can be read (btrfs restore), then ask before btrfs check --repair."),
        new(TreeBlock, "filesystem-error", Severity.Critical, Fault, "the filesystem's tree has a damaged block", Advise.Scrub),
        new(NoChunk, "filesystem-error", Severity.Critical, Fault, "the filesystem looks for data where it has none", Advise.Scrub),
        new(Missing, "device-missing", Severity.Critical, Fault, "a device of the filesystem is missing", "Connect it, or replace it: btrfs replace."),
        new(Aborted, "filesystem-error", Severity.Error, Fault, "the filesystem gave up a transaction", Advise.Scrub),
        new(ForcedReadOnly, "filesystem-read-only", Severity.Critical, Fault, "the filesystem became read-only because of an error", Advise.Scrub) { PeripetyType = "FS_REMOUNT_READ_ONLY" },
        new(SkippedCommit, "filesystem-error", Severity.Error, Detail, "the filesystem skipped an aborted transaction", Advise.Scrub),
        new(RootUnreadable, "mount-failed", Severity.Error, Fault, "the filesystem could not be mounted", Advise.Scrub),
        new(OpenFailed, "mount-failed", Severity.Error, Fault, "the filesystem could not be mounted", Advise.Scrub),
        new(LostWrite, "lost-write", Severity.Error, Fault, "data that was to be written is lost", Advise.Scrub),
        new(LostSuperBlock, "lost-write", Severity.Error, Fault, "a device of the filesystem could not take its most important block", Advise.Scrub),
        new(Found, "member-found", Severity.Info, Routine, "a device of a filesystem is there"),
        new(Mounted, "filesystem-mounted", Severity.Info, Routine, "the filesystem was mounted") { PeripetyType = "FS_MOUNTED" },
        new(Unmounted, "filesystem-unmounted", Severity.Info, Routine, "the filesystem was unmounted") { PeripetyType = "FS_UNMOUNTED" },
    ];

    [GeneratedRegex(Btrfs + @"bdev (?<dev>\S+) errs: wr (?<wr>\d+), rd (?<rd>\d+), flush (?<flush>\d+), corrupt (?<corrupt>\d+), gen (?<gen>\d+)")]
    private static partial Regex DeviceErrors { get; }

    [GeneratedRegex(Alone + @"(?:direct IO failed|csum failed) (?:root (?<root>-?\d+) )?ino (?<inode>\d+) (?:extent \d+ )?off (?<offset>\d+)")]
    private static partial Regex ChecksumFailed { get; }

    [GeneratedRegex(Btrfs + @"(?:scrub: )?checksum(?:/header)? error at logical (?<logical>\d+) on dev (?<dev>\S+?), (?:physical|sector) (?<physical>\d+)(?:(?>.*?\(path: )(?<file>.*)\))?")]
    private static partial Regex ScrubError { get; }

    [GeneratedRegex(Btrfs + @"(?:scrub: )?unable to fixup \(\w+\) error at logical (?<logical>\d+) on dev (?<dev>[^\s,]+)")]
    private static partial Regex Unfixable { get; }

    [GeneratedRegex(Btrfs + @"(?:scrub: )?fixed up error at logical (?<logical>\d+) on dev (?<dev>[^\s,]+)")]
    private static partial Regex Fixed { get; }

    [GeneratedRegex(Btrfs + @"read error corrected: ino (?<inode>\d+) off (?<offset>\d+) \(dev (?<dev>\S+) sector (?<sector>\d+)\)")]
    private static partial Regex ReadFixed { get; }

    [GeneratedRegex(Alone + @"(?:level verify failed|parent transid verify failed) on (?:logical )?(?<logical>\d+)")]
    private static partial Regex Transid { get; }

    [GeneratedRegex(Alone + @"(?:corrupt (?:leaf|node)|bad tree block start|unable to find ref byte|(?:[\w!-]+ )?checksum verify failed on )")]
    private static partial Regex TreeBlock { get; }

    [GeneratedRegex(Alone + @"devid (?<devid>\d+) uuid (?<uuid>[0-9a-f-]+) (?:is )?missing")]
    private static partial Regex Missing { get; }

    [GeneratedRegex(Alone + @"in (?<function>\w+):(?<line>\d+): errno=(?<error>-?\d+) (?<reason>.+)")]
    private static partial Regex Aborted { get; }

    [GeneratedRegex(Alone + @"forced readonly")]
    private static partial Regex ForcedReadOnly { get; }

    [GeneratedRegex(Alone + @"Skipping commit of aborted transaction")]
    private static partial Regex SkippedCommit { get; }

    [GeneratedRegex(Alone + @"open_ctree failed")]
    private static partial Regex OpenFailed { get; }

    [GeneratedRegex(Btrfs + @"lost (?:page|super block) write due to IO error on (?<dev>\S+)")]
    private static partial Regex LostWrite { get; }

    [GeneratedRegex(Alone + @"error writing primary super block to device (?<devid>\d+)")]
    private static partial Regex LostSuperBlock { get; }

    [GeneratedRegex(@"^BTRFS: device (?:fsid (?<uuid>[0-9a-f-]+)|label (?<label>.+?)) devid (?<devid>\d+) transid \d+ (?<dev>/dev/\S+)(?: \((?<number>\d+:\d+)\))?")]
    private static partial Regex Found { get; }

    [GeneratedRegex(Alone + @"first mount of filesystem (?<uuid>[0-9a-f-]+)")]
    private static partial Regex Mounted { get; }

    [GeneratedRegex(Alone + @"last unmount of filesystem (?<uuid>[0-9a-f-]+)")]
    private static partial Regex Unmounted { get; }

    [GeneratedRegex(Alone + @"(?:scrub: )?tree block (?<logical>\d+) mirror \d+ has bad (?:csum|bytenr|fsid|generation|chunk tree uuid)")]
    private static partial Regex BadTreeBlock { get; }

    [GeneratedRegex(Btrfs + @"(?:scrub: )?i/o error at logical (?<logical>\d+) on dev (?<dev>\S+?), (?:physical|sector) (?<physical>\d+)(?:(?>.*?\(path: )(?<file>.*)\))?")]
    private static partial Regex ScrubReadError { get; }

    [GeneratedRegex(Alone + @"unable to find (?:logical|chunk map for logical) (?<logical>\d+)")]
    private static partial Regex NoChunk { get; }

    [GeneratedRegex(Alone + @"(?<reason>failed to (?:read (?:chunk|tree|root|log|block)[\w ]*|verify dev extents|recover [\w ]+|load root \w+))")]
    private static partial Regex RootUnreadable { get; }
}
