using System.Text.RegularExpressions;
using Watchkeeper.Core.Events;
using static Watchkeeper.Disks.Table.Role;

namespace Watchkeeper.Disks.Table;

/// <summary>
/// libata. One fault is about seven records of one port: exception, irq_stat, failed command, cmd/res, status, error, EH complete. They carry no device, only
/// the port (<c>ata3.00</c>), which sysfs leads to the disk.
/// </summary>
internal static partial class AtaEvents
{
    private const string Port = @"^(?<port>ata\d+(?:\.\d+)?): ";

    public static IReadOnlyList<StorageEvent> Rows { get; } =
    [
        new(Uncorrectable, "medium-error", Severity.Error, Unfolding, "the medium is damaged and a sector cannot be read or written", Advise.Replace),
        new(CrcError, "link-error", Severity.Error, Unfolding, "data was damaged on the cable", Advise.Cabling),
        new(ErrorBits, "ata-error", Severity.Error, Unfolding, "the disk reports an error", Advise.Cabling),
        new(ResultTimeout, "timeout", Severity.Error, Unfolding, "a command got no answer in time", Advise.Cabling),
        new(ResultMedia, "medium-error", Severity.Error, Unfolding, "the medium is damaged and a sector cannot be read or written", Advise.Replace),
        new(ResultBus, "link-error", Severity.Error, Unfolding, "the link to the disk failed", Advise.Cabling),
        new(FailedCommand, "ata-error", Severity.Error, Unfolding, "a command failed", Advise.Cabling),
        new(Exception, "ata-error", Severity.Error, Detail, "the port met an exception", Advise.Cabling),
        new(LinkBits, "link-error", Severity.Warning, Detail, "the link reports errors", Advise.Cabling),
        new(Words, "ata-error", Severity.Error, Detail, "the port says more"),
        new(QueuedTimeout, "timeout", Severity.Error, Unfolding, "a command got no answer in time", Advise.Cabling),
        new(ResetFailed, "link-error", Severity.Error, Unfolding, "the port cannot be reset", Advise.Cabling),
        new(IdentifyFailed, "ata-error", Severity.Error, Unfolding, "the disk does not say what it is", Advise.Cabling),
        new(RevalidationFailed, "ata-error", Severity.Error, Unfolding, "the disk did not come back as it was after a reset", Advise.Cabling),
        new(SlowToRespond, "link-error", Severity.Warning, Unfolding, "the disk is slow to answer", Advise.Cabling),
        new(Disabled, "device-offline", Severity.Critical, Fault, "the disk was disabled", Advise.Cabling),
        new(GivingUp, "device-offline", Severity.Critical, Fault, "resetting the port failed for good", Advise.Cabling),
        new(Resetting, "link-reset", Severity.Warning, Unfolding, "the link is being reset", Advise.Cabling),
        new(Slowed, "link-slowed", Severity.Warning, Fault, "the link was slowed down because of errors", Advise.Cabling),
        new(ReadLog, "ata-error", Severity.Warning, Fault, "the disk's error log cannot be read", Advise.Cabling),
        new(Hotplug, "link-error", Severity.Warning, Unfolding, "the link was interrupted", Advise.Cabling),
        new(LinkDown, "link-down", Severity.Info, Routine, "no disk answers at this port"),
        new(LinkUp, "link-up", Severity.Info, Routine, "the link is up"),
        new(Complete, "ata-error", Severity.Info, Detail, "the port has recovered"),
        new(PortFound, "port-found", Severity.Info, Routine, "a port is there"),
    ];

    [GeneratedRegex(Port + @"error: \{ (?<error>[\w ]*\bUNC\b[\w ]*?) \}")]
    private static partial Regex Uncorrectable { get; }

    [GeneratedRegex(Port + @"error: \{ (?<error>[\w ]*\bICRC\b[\w ]*?) \}")]
    private static partial Regex CrcError { get; }

    [GeneratedRegex(Port + @"error: \{ (?<error>[\w ]*?) \}")]
    private static partial Regex ErrorBits { get; }

    [GeneratedRegex(@"^\s+res \S+ Emask 0x\w+ \((?<result>timeout)\)")]
    private static partial Regex ResultTimeout { get; }

    [GeneratedRegex(@"^\s+res \S+ Emask 0x\w+ \((?<result>media error)\)")]
    private static partial Regex ResultMedia { get; }

    [GeneratedRegex(@"^\s+res \S+ Emask 0x\w+ \((?<result>ATA bus error|host bus error)\)")]
    private static partial Regex ResultBus { get; }

    [GeneratedRegex(Port + @"failed command: (?<command>\w[\w ]*\w)")]
    private static partial Regex FailedCommand { get; }

    [GeneratedRegex(Port + @"exception Emask")]
    private static partial Regex Exception { get; }

    [GeneratedRegex(Port + @"SError: \{ (?<serror>[\w ]*?) \}")]
    private static partial Regex LinkBits { get; }

    [GeneratedRegex(Port + @"(?:irq_stat|cmd|status: \{|configured for|supports|hard resetting port|edma_err)")]
    private static partial Regex Words { get; }

    [GeneratedRegex(Port + @"qc timeout (?:after \d+ msecs )?\(cmd (?<command>0x\w+)\)")]
    private static partial Regex QueuedTimeout { get; }

    [GeneratedRegex(Port + @"(?:disable device|disabled)$")]
    private static partial Regex Disabled { get; }

    [GeneratedRegex(Port + @"(?:reset failed, giving up|EH pending after \d+ tries, giving up)")]
    private static partial Regex GivingUp { get; }

    [GeneratedRegex(Port + @"(?:hard|soft) resetting link")]
    private static partial Regex Resetting { get; }

    [GeneratedRegex(Port + @"limiting (?:SATA link )?speed to (?<speed>\S+(?: Gbps)?)")]
    private static partial Regex Slowed { get; }

    [GeneratedRegex(Port + @"(?:Read log 0x\w+ page 0x\w+ failed|failed to read log page)")]
    private static partial Regex ReadLog { get; }

    [GeneratedRegex(Port + @"(?:hotplug|interface fatal error|PHY RDY changed|device unplugged)")]
    private static partial Regex Hotplug { get; }

    [GeneratedRegex(Port + @"SATA link down ")]
    private static partial Regex LinkDown { get; }

    [GeneratedRegex(Port + @"SATA link up (?<speed>\S+ Gbps)")]
    private static partial Regex LinkUp { get; }

    [GeneratedRegex(Port + @"EH complete")]
    private static partial Regex Complete { get; }

    [GeneratedRegex(@"^(?<port>ata\d+): [SP]ATA max ")]
    private static partial Regex PortFound { get; }

    [GeneratedRegex(Port + @"(?:(?:COMRESET|SRST|softreset|hardreset) failed \((?<error>[^)]+)\)|reset failed \((?<error>[^)]+)\), retrying)")]
    private static partial Regex ResetFailed { get; }

    [GeneratedRegex(Port + @"failed to (?:IDENTIFY|set xfermode|enable AA|recover some devices)(?: \((?<reason>[^)]+)\))?")]
    private static partial Regex IdentifyFailed { get; }

    [GeneratedRegex(Port + @"revalidation failed \(errno=(?<error>-?\d+)\)")]
    private static partial Regex RevalidationFailed { get; }

    [GeneratedRegex(Port + @"(?:link|port|device) is slow to respond, please be patient")]
    private static partial Regex SlowToRespond { get; }
}
