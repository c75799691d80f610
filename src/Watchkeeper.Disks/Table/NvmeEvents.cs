using System.Text.RegularExpressions;
using Watchkeeper.Core.Events;
using static Watchkeeper.Disks.Table.Role;

namespace Watchkeeper.Disks.Table;

/// <summary>NVMe over PCIe and over fabrics. Status codes are those of the NVMe base specification (status code type 2 is "media and data integrity").</summary>
internal static partial class NvmeEvents
{
    private const string Controller = @"^nvme (?<ctrl>nvme\d+): ";
    private const string Io = @"^(?<dev>nvme\d+(?:c\d+)?n\d+): (?<command>[\w /]+?)\(0x\w+\) @ LBA (?<sector>\d+), \d+ blocks, (?<status>.*?) ";

    public static IReadOnlyList<StorageEvent> Rows { get; } =
    [
        new(MediaError, "medium-error", Severity.Error, Unfolding, "the medium is damaged and a block cannot be read or written", Advise.Replace),
        new(PathError, "transport-error", Severity.Error, Unfolding, "the way to the namespace failed", Advise.Path),
        new(CommandError, "nvme-error", Severity.Error, Unfolding, "a command failed", Advise.Replace),
        new(AdminError, "nvme-error", Severity.Warning, Fault, "an administrative command failed"),
        new(TimeoutAbort, "timeout", Severity.Error, Fault, "a command got no answer in time", Advise.Replace),
        new(TimeoutReset, "controller-reset", Severity.Critical, Fault, "a command got no answer and the controller is being reset", Advise.Replace),
        new(TimeoutPolled, "timeout", Severity.Warning, Fault, "an interrupt was missed", "Look for a firmware update of the drive and the board."),
        new(AbortStatus, "nvme-error", Severity.Notice, Detail, "the abort was answered"),
        new(ControllerDown, "controller-reset", Severity.Critical, Fault, "the controller stopped and is being reset", Advise.Replace),
        new(KeepAlive, "timeout", Severity.Error, Fault, "the controller does not answer that it is alive", Advise.Path),
        new(IdentifyFailed, "device-offline", Severity.Error, Fault, "the controller cannot say what it is", Advise.Replace),
        new(NotReady, "device-offline", Severity.Critical, Fault, "the controller does not become ready", Advise.Replace),
        new(ResetFailed, "device-offline", Severity.Critical, Fault, "the controller could not be reset and was disabled", Advise.Replace),
        new(QueuesLost, "device-offline", Severity.Critical, Fault, "the controller lost its queues", Advise.Replace),
        new(InternalError, "controller-reset", Severity.Critical, Fault, "the controller reports a persistent internal error", Advise.Replace),
        new(AsyncError, "nvme-health", Severity.Warning, Fault, "the controller reports a health event", "Read its log: nvme smart-log."),
        new(NoUsablePath, "path-failed", Severity.Error, Fault, "no path is usable and reads and writes wait", Advise.Path) { Subsystem = "nvmf" },
        new(NoAvailablePath, "all-paths-failed", Severity.Critical, Fault, "no path is left and reads and writes fail", Advise.Path) { Subsystem = "nvmf" },
        new(ErrorRecovery, "connection-lost", Severity.Warning, Fault, "the connection to the target was lost", Advise.Path) { Subsystem = "nvmf" },
        new(ConnectFailed, "connection-lost", Severity.Error, Fault, "the target cannot be reached", Advise.Path) { Subsystem = "nvmf" },
        new(Reconnecting, "connection-lost", Severity.Warning, Detail, "it will try to connect again") { Subsystem = "nvmf" },
        new(ReconnectFailed, "connection-lost", Severity.Warning, Detail, "an attempt to connect again failed") { Subsystem = "nvmf" },
        new(Reconnected, "connection-restored", Severity.Notice, Recovery, "the connection to the target is back") { Subsystem = "nvmf" },
        new(Removing, "controller-removed", Severity.Error, Fault, "the controller was given up and removed", Advise.Path) { Subsystem = "nvmf" },
    ];

    [GeneratedRegex(Io + @"\(sct 0x2 / sc 0x(?<status_code>\w+)\)")]
    private static partial Regex MediaError { get; }

    [GeneratedRegex(Io + @"\(sct 0x3 / sc 0x(?<status_code>\w+)\)")]
    private static partial Regex PathError { get; }

    [GeneratedRegex(Io + @"\(sct 0x(?<status_type>\w+) / sc 0x(?<status_code>\w+)\)")]
    private static partial Regex CommandError { get; }

    [GeneratedRegex(@"^(?<ctrl>nvme\d+): (?<command>[\w /]+?)\(0x\w+\), (?<status>.*?) \(sct 0x(?<status_type>\w+) / sc 0x(?<status_code>\w+)\)")]
    private static partial Regex AdminError { get; }

    [GeneratedRegex(Controller + @"I/O (?:tag )?\d+ .*timeout, aborting")]
    private static partial Regex TimeoutAbort { get; }

    [GeneratedRegex(Controller + @"I/O (?:tag )?\d+ .*timeout, (?:reset|disable) controller")]
    private static partial Regex TimeoutReset { get; }

    [GeneratedRegex(Controller + @"I/O (?:tag )?\d+ .*timeout, completion polled")]
    private static partial Regex TimeoutPolled { get; }

    [GeneratedRegex(Controller + @"I/O (?:tag )?\d+ .*\(Keep Alive\) QID 0 timeout$")]
    private static partial Regex KeepAlive { get; }

    [GeneratedRegex(Controller + @"(?:Identify Controller|Reading chip specific registers) failed(?: \((?<error>-?\d+)\))?")]
    private static partial Regex IdentifyFailed { get; }

    [GeneratedRegex(Controller + @"Abort status: 0x(?<status_code>\w+)")]
    private static partial Regex AbortStatus { get; }

    [GeneratedRegex(Controller + @"controller is down; will reset: CSTS=(?<csts>0x\w+)")]
    private static partial Regex ControllerDown { get; }

    [GeneratedRegex(Controller + @"Device not ready; aborting \w+(?:, CSTS=(?<csts>0x\w+))?")]
    private static partial Regex NotReady { get; }

    [GeneratedRegex(Controller + @"(?:Disabling device after reset failure|Removing after probe failure)")]
    private static partial Regex ResetFailed { get; }

    [GeneratedRegex(Controller + @"IO queues (?:lost|not created)")]
    private static partial Regex QueuesLost { get; }

    [GeneratedRegex(Controller + @"resetting controller due to (?:persistent internal error|AER)")]
    private static partial Regex InternalError { get; }

    [GeneratedRegex(Controller + @"async event result (?<result>\w+)")]
    private static partial Regex AsyncError { get; }

    [GeneratedRegex(@"^(?:block )?(?<dev>nvme\d+n\d+): no usable path - requeuing I/O")]
    private static partial Regex NoUsablePath { get; }

    [GeneratedRegex(@"^(?:block )?(?<dev>nvme\d+n\d+): no available path - failing I/O")]
    private static partial Regex NoAvailablePath { get; }

    [GeneratedRegex(Controller + @"starting error recovery")]
    private static partial Regex ErrorRecovery { get; }

    [GeneratedRegex(Controller + @"failed to connect (?:socket|queue): ?(?<error>-?\d+)")]
    private static partial Regex ConnectFailed { get; }

    [GeneratedRegex(Controller + @"Reconnecting in \d+ seconds")]
    private static partial Regex Reconnecting { get; }

    [GeneratedRegex(Controller + @"Failed reconnect attempt (?<attempt>\d+)")]
    private static partial Regex ReconnectFailed { get; }

    [GeneratedRegex(Controller + @"Successfully reconnected")]
    private static partial Regex Reconnected { get; }

    [GeneratedRegex(Controller + @"Removing controller")]
    private static partial Regex Removing { get; }
}
