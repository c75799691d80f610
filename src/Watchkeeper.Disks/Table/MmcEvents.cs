using System.Text.RegularExpressions;
using Watchkeeper.Core.Events;
using static Watchkeeper.Disks.Table.Role;

namespace Watchkeeper.Disks.Table;

/// <summary>SD cards and eMMC. The host adapter speaks as <c>mmc0</c>, the card's block device as <c>mmcblk0</c>.</summary>
internal static partial class MmcEvents
{
    private const string Card = "Back up what is on it; clean its contacts, try another slot, and replace the card.";

    public static IReadOnlyList<StorageEvent> Rows { get; } =
    [
        new(TimedOut, "timeout", Severity.Error, Unfolding, "the card gave no answer in time", Card),
        new(CommandFailed, "io-error", Severity.Error, Fault, "the card failed a command", Card),
        new(RecoveryFailed, "device-offline", Severity.Critical, Fault, "the card did not recover after an error", Card),
        new(HostTimeout, "timeout", Severity.Error, Fault, "the card adapter got no answer in time", Card),
        new(FlushFailed, "lost-write", Severity.Error, Fault, "the card's cache could not be written out", Card),
        new(InitFailed, "device-offline", Severity.Error, Fault, "the card cannot be started", Card),
    ];

    [GeneratedRegex(@"^(?<dev>mmcblk\d+)\w*: (?:timed out (?<command>sending [\w /]+)|error -110 (?<command>[\w /]+))")]
    private static partial Regex TimedOut { get; }

    [GeneratedRegex(@"^(?<dev>mmcblk\d+)\w*: (?:error (?<error>-\d+) (?<command>[\w /]+)|response CRC error (?<command>[\w /]+)|unknown error (?<error>-\d+) (?<command>[\w /]+))")]
    private static partial Regex CommandFailed { get; }

    [GeneratedRegex(@"^(?<dev>mmcblk\d+)\w*: (?:recovery failed|unable to get card status)")]
    private static partial Regex RecoveryFailed { get; }

    [GeneratedRegex(@"^(?<ctrl>mmc\d+): (?:Timeout waiting for hardware (?:cmd )?interrupt|Card stuck (?:being busy|in (?:programming|wrong) state))")]
    private static partial Regex HostTimeout { get; }

    [GeneratedRegex(@"^(?<ctrl>mmc\d+): cache flush error (?<error>-\d+)")]
    private static partial Regex FlushFailed { get; }

    [GeneratedRegex(@"^(?<ctrl>mmc\d+): error (?<error>-\d+) whilst initialising")]
    private static partial Regex InitFailed { get; }
}
