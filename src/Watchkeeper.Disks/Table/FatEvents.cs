using System.Text.RegularExpressions;
using Watchkeeper.Core.Events;
using static Watchkeeper.Disks.Table.Role;

namespace Watchkeeper.Disks.Table;

/// <summary>FAT and exFAT: sticks, cards and boot partitions.</summary>
internal static partial class FatEvents
{
    private const string Fat = @"^(?:ex)?FAT-fs \((?<dev>[\w!-]+)\): ";
    private const string Check = "Unmount it, back up what is on it, then check it: fsck.fat -n, fsck.exfat -n.";

    public static IReadOnlyList<StorageEvent> Rows { get; } =
    [
        new(ReadOnly, "filesystem-read-only", Severity.Critical, Fault, "the filesystem became read-only because of an error", Check),
        new(Damaged, "filesystem-error", Severity.Error, Fault, "the filesystem found an error", Check),
        new(CannotRead, "filesystem-io-error", Severity.Error, Fault, "the filesystem cannot read its tables", Advise.Below),
        new(Unclean, "filesystem-errors-before", Severity.Notice, Fault, "the filesystem was not unmounted properly before", Check),
    ];

    [GeneratedRegex(Fat + @"Filesystem has been set read-only")]
    private static partial Regex ReadOnly { get; }

    [GeneratedRegex(Fat + @"error, (?<reason>.+)")]
    private static partial Regex Damaged { get; }

    [GeneratedRegex(Fat + @"(?:FAT read failed|Directory bread|bread failed|unable to read (?:boot|inode) )")]
    private static partial Regex CannotRead { get; }

    [GeneratedRegex(Fat + @"Volume was not properly unmounted")]
    private static partial Regex Unclean { get; }
}
