using System.Text.RegularExpressions;
using Watchkeeper.Core.Events;
using static Watchkeeper.Disks.Table.Role;

namespace Watchkeeper.Disks.Table;

/// <summary>The ways to disks over a network: iSCSI sessions and Fibre Channel ports. The kernel begins the iSCSI lines with a space.</summary>
internal static partial class NetworkEvents
{
    public static IReadOnlyList<StorageEvent> Rows { get; } =
    [
        new(ConnectionError, "connection-lost", Severity.Warning, Fault, "the iSCSI connection failed", Advise.Path) { Subsystem = "iscsi" },
        new(RecoveryTimeout, "session-lost", Severity.Error, Fault, "the iSCSI session did not come back in time and its disks fail", Advise.Path) { Subsystem = "iscsi" },
        new(PingTimeout, "connection-lost", Severity.Warning, Fault, "the iSCSI target does not answer", Advise.Path) { Subsystem = "iscsi" },
        new(PortTimeout, "port-lost", Severity.Error, Fault, "the Fibre Channel port did not come back in time", Advise.Path) { Subsystem = "fc" },
        new(LinkDown, "port-lost", Severity.Warning, Fault, "the Fibre Channel link is down", Advise.Path) { Subsystem = "fc" },
        new(LinkUp, "port-restored", Severity.Notice, Recovery, "the Fibre Channel link is up") { Subsystem = "fc" },
    ];

    [GeneratedRegex(@"^ ?connection(?<connection>\d+:\d+): detected conn error \((?<error>\d+)\)")]
    private static partial Regex ConnectionError { get; }

    [GeneratedRegex(@"^ ?session(?<session>\d+): session recovery timed out after (?<seconds>\d+) secs")]
    private static partial Regex RecoveryTimeout { get; }

    [GeneratedRegex(@"^ ?connection(?<connection>\d+:\d+): ping timeout of (?<seconds>\d+) secs expired")]
    private static partial Regex PingTimeout { get; }

    [GeneratedRegex(@"^ ?rport-(?<rport>\d+:\d+-\d+): blocked FC remote port time out")]
    private static partial Regex PortTimeout { get; }

    [GeneratedRegex(@"^(?:lpfc|qla2xxx|bfa|fnic)\S* .*(?:Link Down|LOOP DOWN|LINK DOWN)")]
    private static partial Regex LinkDown { get; }

    [GeneratedRegex(@"^(?:lpfc|qla2xxx|bfa|fnic)\S* .*(?:Link Up|LOOP UP|LINK UP)")]
    private static partial Regex LinkUp { get; }
}
