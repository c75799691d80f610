using System.Text.RegularExpressions;
using Watchkeeper.Core.Events;
using static Watchkeeper.Disks.Table.Role;

namespace Watchkeeper.Disks.Table;

/// <summary>SCSI, which also carries SATA, SAS, USB and iSCSI disks. A failed command is four records with one tag: result, sense key, sense code, command.</summary>
internal static partial class ScsiEvents
{
    private const string Disk = @"^(?:sd|sr|st|ses|scsi) (?<hctl>\d+:\d+:\d+:\d+): (?:\[(?<dev>\w+)\] *)?(?:tag#(?<tag>\d+) )?";
    private const string Sense = Disk + @"Sense Key ?: ";

    public static IReadOnlyList<StorageEvent> Rows { get; } =
    [
        new(MediumError, "medium-error", Severity.Error, Unfolding, "the medium is damaged and a sector cannot be read or written", Advise.Replace) { PeripetyType = "SCSI_MEDIUM_ERROR" },
        new(HardwareError, "hardware-error", Severity.Critical, Unfolding, "the device reports a hardware failure", Advise.Replace) { PeripetyType = "SCSI_HARDWARE_ERROR" },
        new(AbortedCommand, "command-aborted", Severity.Error, Unfolding, "the device gave up a command", Advise.Cabling) { PeripetyType = "SCSI_SENSE_KEY" },
        new(NotReady, "not-ready", Severity.Warning, Unfolding, "the device is not ready", Advise.Cabling) { PeripetyType = "SCSI_SENSE_KEY" },
        new(DataProtect, "write-protected", Severity.Error, Unfolding, "the device refuses writes", "Look whether it is write-protected, or its pool is full.") { PeripetyType = "SCSI_SENSE_KEY" },
        new(RecoveredError, "recovered-error", Severity.Warning, Unfolding, "the device had to correct an error by itself", Advise.Replace) { PeripetyType = "SCSI_SENSE_KEY" },
        new(IllegalRequest, "request-refused", Severity.Info, Unfolding, "the device does not know a request") { PeripetyType = "SCSI_SENSE_KEY" },
        new(OtherSense, "sense", Severity.Info, Unfolding, "the device reports a condition") { PeripetyType = "SCSI_SENSE_KEY" },
        new(AdditionalSense, "sense", Severity.Info, Detail, "the device says more") { PeripetyType = "SCSI_ADDITIONAL_SENSE_CODE" },
        new(TimedOut, "timeout", Severity.Error, Unfolding, "a command got no answer in time", Advise.Cabling),
        new(NoConnection, "transport-error", Severity.Error, Unfolding, "the way to the device failed", Advise.Path),
        new(Failed, "command-failed", Severity.Error, Detail, "a command failed", Advise.Cabling),
        new(Command, "command-failed", Severity.Error, Detail, "the command that failed"),
        new(FlushTooLate, "lost-write", Severity.Warning, Fault, "the device was gone before its cache was written out", Advise.Cabling),
        new(FlushFailed, "lost-write", Severity.Error, Fault, "the device's cache could not be written out", Advise.Cabling),
        new(CapacityUnread, "not-ready", Severity.Error, Fault, "the device does not say how large it is", Advise.Cabling),
        new(TaskAbort, "timeout", Severity.Error, Fault, "a command got no answer and the adapter tries to abort it", Advise.Cabling),
        new(RejectingOffline, "device-offline", Severity.Critical, Fault, "the device is offline and refuses reads and writes", Advise.Cabling),
        new(Offlined, "device-offline", Severity.Critical, Fault, "the device did not recover and was taken offline", Advise.Cabling),
        new(MediumTimeout, "device-offline", Severity.Critical, Fault, "the medium got no access in time and the disk was taken offline", Advise.Replace) { PeripetyType = "SCSI_MEDIUM_ACCESS_TIMEOUT_OFFLINEING_DISK" },
        new(TimingOut, "timeout", Severity.Error, Fault, "a command was given up after a long wait", Advise.Cabling),
        new(DeviceReset, "device-reset", Severity.Notice, Fault, "the device was reset or powered on", "If it happens again without a cause, check power and cabling."),
        new(ThinThreshold, "thin-threshold", Severity.Warning, Fault, "the array behind it runs out of space for this LUN", Advise.ExtendPool),
        new(InquiryChanged, "inquiry-changed", Severity.Warning, Fault, "another device answers at its address", "Rescan it: echo 1 > /sys/block/NAME/device/rescan."),
        new(CapacityChanged, "capacity-changed", Severity.Notice, Fault, "its capacity has changed", "Rescan it: echo 1 > /sys/block/NAME/device/rescan."),
        new(Unaligned, "unaligned-completion", Severity.Warning, Fault, "the device completed a request in the middle of a sector") { PeripetyType = "SCSI_UNALIGNED_PARTIAL_COMPLETION" },
        new(SpinningUp, "spinning-up", Severity.Info, Routine, "the disk is spinning up") { PeripetyType = "SCSI_SPINNING_UP_DISK" },
        new(PathUnavailable, "path-state", Severity.Warning, Fault, "the array made this path unavailable", Advise.Path),
        new(PathState, "path-state", Severity.Info, Routine, "the array says how good this path is"),
        new(HostReset, "host-reset", Severity.Warning, Fault, "the adapter was reset", Advise.Cabling),
        new(Found, "device-found", Severity.Info, Routine, "a device answers at this address"),
        new(Attached, "device-attached", Severity.Info, Routine, "the disk is attached"),
        new(Stopping, "device-removed", Severity.Info, Routine, "the disk is being detached"),
        new(HostFound, "host-found", Severity.Info, Routine, "an adapter is there"),
    ];

    [GeneratedRegex(Sense + @"Medium Error(?: \[(?<is_deferred>\w+)\])?")]
    private static partial Regex MediumError { get; }

    [GeneratedRegex(Sense + @"Hardware Error(?: \[(?<is_deferred>\w+)\])?")]
    private static partial Regex HardwareError { get; }

    [GeneratedRegex(Sense + @"Aborted Command(?: \[(?<is_deferred>\w+)\])?")]
    private static partial Regex AbortedCommand { get; }

    [GeneratedRegex(Sense + @"Not Ready(?: \[(?<is_deferred>\w+)\])?")]
    private static partial Regex NotReady { get; }

    [GeneratedRegex(Sense + @"Data Protect(?: \[(?<is_deferred>\w+)\])?")]
    private static partial Regex DataProtect { get; }

    [GeneratedRegex(Sense + @"Recovered Error(?: \[(?<is_deferred>\w+)\])?")]
    private static partial Regex RecoveredError { get; }

    [GeneratedRegex(Sense + @"Illegal Request(?: \[(?<is_deferred>\w+)\])?")]
    private static partial Regex IllegalRequest { get; }

    [GeneratedRegex(Sense + @"(?<sense_key>[\w /]+?)(?: \[(?<is_deferred>\w+)\])?\s*$")]
    private static partial Regex OtherSense { get; }

    [GeneratedRegex(Disk + @"Add\. Sense: (?<asc>.*\S)")]
    private static partial Regex AdditionalSense { get; }

    [GeneratedRegex(Disk + @"(?:FAILED |UNKNOWN\(\w+\) )?Result: hostbyte=(?<hostbyte>DID_TIME_OUT) driverbyte=\w+")]
    private static partial Regex TimedOut { get; }

    [GeneratedRegex(Disk + @"(?:FAILED |UNKNOWN\(\w+\) )?Result: hostbyte=(?<hostbyte>DID_NO_CONNECT|DID_TRANSPORT_\w+|DID_BUS_BUSY|DID_BAD_TARGET) driverbyte=\w+")]
    private static partial Regex NoConnection { get; }

    [GeneratedRegex(Disk + @"(?:FAILED |UNKNOWN\(\w+\) )?Result: hostbyte=(?<hostbyte>\w+) driverbyte=\w+")]
    private static partial Regex Failed { get; }

    [GeneratedRegex(Disk + @"CDB: (?<cdb>.*\S)")]
    private static partial Regex Command { get; }

    [GeneratedRegex(Disk + @"Read Capacity\(1[06]\) failed: Result: hostbyte=(?<hostbyte>\w+)")]
    private static partial Regex CapacityUnread { get; }

    [GeneratedRegex(Disk + @"attempting task abort!")]
    private static partial Regex TaskAbort { get; }

    [GeneratedRegex(Disk + @"rejecting I/O to (?:offline|dead) device")]
    private static partial Regex RejectingOffline { get; }

    [GeneratedRegex(Disk + @"Device offlined - not ready after error recovery")]
    private static partial Regex Offlined { get; }

    [GeneratedRegex(Disk + @"Medium access timeout failure\. Offlining disk!")]
    private static partial Regex MediumTimeout { get; }

    [GeneratedRegex(Disk + @"timing out command, waited (?<waited>\d+)s")]
    private static partial Regex TimingOut { get; }

    [GeneratedRegex(Disk + @"Power-on or device reset occurred")]
    private static partial Regex DeviceReset { get; }

    [GeneratedRegex(Disk + @"Warning! Received an indication that the LUN reached a thin provisioning soft threshold")]
    private static partial Regex ThinThreshold { get; }

    [GeneratedRegex(Disk + @"(?:Inquiry data has changed|Warning! Received an indication that the LUN assignments on this target have changed)")]
    private static partial Regex InquiryChanged { get; }

    [GeneratedRegex(Disk + @"Capacity data has changed")]
    private static partial Regex CapacityChanged { get; }

    [GeneratedRegex(Disk + @"Unaligned partial completion \(resid=(?<resid>\d+), sector_sz=(?<sector_sz>\d+)\)")]
    private static partial Regex Unaligned { get; }

    [GeneratedRegex(Disk + @"Spinning up disk")]
    private static partial Regex SpinningUp { get; }

    /// <summary>U is unavailable, O offline; S (standby) and T (in transition) are normal states of a path.</summary>
    [GeneratedRegex(Disk + @"alua: port group (?<port_group>\w+) state (?<state>[UO]) ")]
    private static partial Regex PathUnavailable { get; }

    [GeneratedRegex(Disk + @"alua: port group (?<port_group>\w+) state (?<state>\w) ")]
    private static partial Regex PathState { get; }

    [GeneratedRegex(@"^scsi host(?<host>\d+): (?:[Aa]dapter reset|Resetting|reset request)")]
    private static partial Regex HostReset { get; }

    [GeneratedRegex(@"^scsi (?<hctl>\d+:\d+:\d+:\d+): (?:Direct-Access|CD-ROM|Sequential-Access|Enclosure)")]
    private static partial Regex Found { get; }

    [GeneratedRegex(Disk + @"Attached SCSI (?:removable )?disk")]
    private static partial Regex Attached { get; }

    [GeneratedRegex(Disk + @"(?:Synchronizing SCSI cache|Stopping disk)")]
    private static partial Regex Stopping { get; }

    [GeneratedRegex(@"^scsi host(?<host>\d+): (?<driver>\S+)")]
    private static partial Regex HostFound { get; }

    [GeneratedRegex(Disk + @"Synchronize Cache\(1\d\) failed: Result: hostbyte=(?<hostbyte>DID_NO_CONNECT|DID_BAD_TARGET|0x01|0x04)")]
    private static partial Regex FlushTooLate { get; }

    [GeneratedRegex(Disk + @"Synchronize Cache\(1\d\) failed: Result: hostbyte=(?<hostbyte>\w+)")]
    private static partial Regex FlushFailed { get; }
}
