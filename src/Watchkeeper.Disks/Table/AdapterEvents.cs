using System.Text.RegularExpressions;
using Watchkeeper.Core.Events;
using static Watchkeeper.Disks.Table.Role;

namespace Watchkeeper.Disks.Table;

/// <summary>
/// Adapters and virtual disks speaking of themselves: Broadcom/LSI RAID cards (megaraid_sas) and SAS adapters (mpt3sas, mpi3mr), virtio disks, and drivers that could
/// not start a device. What such an adapter calls a virtual drive the kernel does not know, so the name of the card's own log stands for it.
/// </summary>
internal static partial class AdapterEvents
{
    /// <summary>
    /// The card's own event log: number, time, locale and class (DEAD, FATAL, CRIT, WARN …) before its words. Until somebody tells the card the time it counts from its
    /// boot. Two cards have drives of one name, so the card is part of it.
    /// </summary>
    private const string Megaraid = @"^megaraid_sas (?<card>[\w:.]+): \d+ \((?:boot \+ )?\w+/0x\w+/\w+\) - ";
    private const string Sas = @"^(?<dev>mp[ti][23](?:sas|mr)(?:_cm)?\d+): ";
    private const string Card = "Look at the card's own log and at its disks: storcli /call show.";
    private const string Firmware = "Look at the adapter's temperature, slot and firmware; see watchkeeper disks tree for what hangs on it.";

    public static IReadOnlyList<StorageEvent> Rows { get; } =
    [
        new(DriveDegraded, "raid-degraded", Severity.Error, Fault, "a virtual drive of the RAID card is degraded", Card) { Subsystem = "md" },
        new(DriveOffline, "raid-failed", Severity.Critical, Fault, "a virtual drive of the RAID card is offline", Card) { Subsystem = "md" },
        new(DriveOptimal, "rebuild-finished", Severity.Notice, Role.Recovery, "a virtual drive of the RAID card is whole again") { Subsystem = "md" },
        new(DiskFailed, "raid-member-failed", Severity.Error, Fault, "a disk of the RAID card failed", Card) { Subsystem = "md" },
        new(CardDiskPredictive, "smart-failing", Severity.Critical, Fault, "a disk of the RAID card says that it will fail", Card),
        new(CardFault, "device-offline", Severity.Critical, Fault, "the firmware of the RAID card stopped", Firmware),
        new(CardReset, "host-reset", Severity.Error, Fault, "the RAID card does not answer and is being reset", Firmware),
        new(SasReport, "adapter-error", Severity.Warning, Fault, "the adapter reports an error on the way to a disk", Advise.Cabling),
        new(SasFault, "device-offline", Severity.Critical, Fault, "the firmware of the adapter stopped", Firmware),
        new(SasReset, "host-reset", Severity.Warning, Detail, "the adapter is being reset", Firmware),
        new(NewSize, "capacity-changed", Severity.Notice, Fault, "its capacity has changed") { Subsystem = "virtio" },
        new(BadRing, "device-offline", Severity.Critical, Fault, "the virtual disk's queue is broken", "Look at the virtual machine's host; the disk works again after a restart of the machine.") { Subsystem = "virtio" },
        new(NotStarted, "device-offline", Severity.Error, Fault, "its driver could not start it", Advise.Cabling),
        new(Sized, "device-attached", Severity.Info, Routine, "the disk is attached") { Subsystem = "virtio" },
    ];

    [GeneratedRegex(Megaraid + @"(?<dev>VD [\w/]+) is now (?<state>(?:PARTIALLY )?DEGRADED)")]
    private static partial Regex DriveDegraded { get; }

    [GeneratedRegex(Megaraid + @"(?<dev>VD [\w/]+) is now (?<state>OFFLINE)")]
    private static partial Regex DriveOffline { get; }

    [GeneratedRegex(Megaraid + @"(?<dev>VD [\w/]+) is now (?<state>OPTIMAL)")]
    private static partial Regex DriveOptimal { get; }

    [GeneratedRegex(Megaraid + @"State change on (?<dev>PD \w+\([\w/]+\)) from \w+\(\w+\) to (?<state>FAILED)\(")]
    private static partial Regex DiskFailed { get; }

    [GeneratedRegex(Megaraid + @"Predictive failure: (?<dev>PD \w+\([\w/]+\))")]
    private static partial Regex CardDiskPredictive { get; }

    [GeneratedRegex(@"^megaraid_sas (?<dev>[\w:.]+): (?:Adapter is in FAULT state|FW in FAULT state|Iop2SysDoorbellIntfor|Found FW in FAULT state)")]
    private static partial Regex CardFault { get; }

    [GeneratedRegex(@"^megaraid_sas (?<dev>[\w:.]+): (?:resetting fusion adapter|Reset adapter|waiting for \d+ commands? to complete for scsi)")]
    private static partial Regex CardReset { get; }

    [GeneratedRegex(Sas + @"log_info\((?<log_info>0x\w+)\): originator\((?<originator>\w+)\), code\((?<code>0x\w+)\), sub_code\((?<sub_code>0x\w+)\)")]
    private static partial Regex SasReport { get; }

    [GeneratedRegex(Sas + @"(?:fault_state\((?<state>0x\w+)\)|SAS host is non-operational)")]
    private static partial Regex SasFault { get; }

    [GeneratedRegex(Sas + "sending diag reset")]
    private static partial Regex SasReset { get; }

    [GeneratedRegex(@"^virtio_blk \w+: \[(?<dev>\w+)\] new size: (?<blocks>\d+) ")]
    private static partial Regex NewSize { get; }

    [GeneratedRegex(@"^virtio_blk (?<dev>virtio\d+): \S+:id \d+ (?:is not a head!|out of range)")]
    private static partial Regex BadRing { get; }

    /// <summary>Until 6.10 the driver stands first, since then the device.</summary>
    [GeneratedRegex(@"^(?:(?<driver>virtio_blk|nvme|megaraid_sas|mpt3sas|ahci): probe of (?<dev>\S+)|(?<driver>virtio_blk|nvme|megaraid_sas|mpt3sas|ahci) (?<dev>\S+): probe with driver \w+) failed with error (?<error>-?\d+)")]
    private static partial Regex NotStarted { get; }

    [GeneratedRegex(@"^virtio_blk \w+: \[(?<dev>\w+)\] \d+ \d+-byte logical blocks")]
    private static partial Regex Sized { get; }
}
