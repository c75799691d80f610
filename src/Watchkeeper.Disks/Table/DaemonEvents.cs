using System.Text.RegularExpressions;
using Watchkeeper.Core.Events;
using static Watchkeeper.Disks.Table.Role;

namespace Watchkeeper.Disks.Table;

/// <summary>The programs that watch over storage and write to the journal: multipathd, iscsid, smartd, mdadm, dmeventd.</summary>
internal static partial class DaemonEvents
{
    /// <summary>A disk behind a RAID controller has the controller's device and a number: <c>/dev/bus/0 [megaraid_disk_05] [SAT]</c>.</summary>
    private const string Smart = @"^Device: (?<dev>/dev/[\w/-]+(?: \[\w+_disk_\d+\])?)(?: \[[^\]]*\])*, ";

    public static IReadOnlyList<StorageEvent> Rows { get; } =
    [
        new(NoPaths, "all-paths-failed", Severity.Critical, Fault, "no path of the multipath device is left", Advise.Path) { Subsystem = "multipath", Program = "multipathd" },
        new(CheckerFailed, "path-failed", Severity.Warning, Fault, "this path of a multipath device failed", Advise.Path) { Subsystem = "multipath", Program = "multipathd", PeripetyType = "DM_MPATH_PATH_FAILED" },
        new(PathOffline, "path-failed", Severity.Warning, Detail, "this path of a multipath device is offline", Advise.Path) { Subsystem = "multipath", Program = "multipathd" },
        new(Reinstated, "path-reinstated", Severity.Notice, Recovery, "this path of a multipath device works again") { Subsystem = "multipath", Program = "multipathd", PeripetyType = "DM_MPATH_PATH_REINSTATED" },
        new(RecoveryMode, "all-paths-failed", Severity.Critical, Fault, "the multipath device waits for a path and will fail soon", Advise.Path) { Subsystem = "multipath", Program = "multipathd" },
        new(IscsiError, "connection-lost", Severity.Warning, Fault, "the iSCSI connection failed", Advise.Path) { Subsystem = "iscsi", Program = "iscsid" },
        new(IscsiUnreachable, "connection-lost", Severity.Error, Fault, "the iSCSI target cannot be reached", Advise.Path) { Subsystem = "iscsi", Program = "iscsid" },
        new(IscsiOperational, "connection-restored", Severity.Notice, Recovery, "the iSCSI connection is back") { Subsystem = "iscsi", Program = "iscsid" },
        new(SmartFailing, "smart-failing", Severity.Critical, Fault, "the disk says that it is failing", Advise.Replace) { Subsystem = "smart", Program = "smartd" },
        new(SmartPending, "smart-sectors", Severity.Error, Fault, "the disk has sectors it cannot read", Advise.Replace) { Subsystem = "smart", Program = "smartd" },
        new(SmartUncorrectable, "smart-sectors", Severity.Error, Fault, "the disk has sectors it could not repair", Advise.Replace) { Subsystem = "smart", Program = "smartd" },
        new(SmartSelfTest, "smart-self-test", Severity.Error, Fault, "a self-test of the disk failed", Advise.Replace) { Subsystem = "smart", Program = "smartd" },
        new(SmartErrors, "smart-errors", Severity.Warning, Fault, "the disk counted more errors", Advise.Replace) { Subsystem = "smart", Program = "smartd" },
        new(SmartHot, "temperature", Severity.Warning, Fault, "the disk is too hot", "Look at its cooling.") { Subsystem = "smart", Program = "smartd" },
        new(SmartGone, "device-offline", Severity.Error, Fault, "the disk does not answer smartd", Advise.Cabling) { Subsystem = "smart", Program = "smartd" },
        new(MdadmFail, "raid-member-failed", Severity.Error, Fault, "a member of the array failed", Advise.Rebuild) { Subsystem = "md", Program = "mdadm" },
        new(MdadmDegraded, "raid-degraded", Severity.Error, Fault, "the array is degraded", Advise.Rebuild) { Subsystem = "md", Program = "mdadm" },
        new(MdadmGone, "raid-failed", Severity.Critical, Fault, "the array has disappeared", Advise.Rebuild) { Subsystem = "md", Program = "mdadm" },
        new(MdadmSpares, "raid-spares-missing", Severity.Warning, Fault, "the array has fewer spares than it should", "Add one: mdadm --add.") { Subsystem = "md", Program = "mdadm" },
        new(MdadmRebuilt, "rebuild-finished", Severity.Notice, Recovery, "the rebuild has finished") { Subsystem = "md", Program = "mdadm" },
        new(MdadmRebuild, "rebuild-started", Severity.Notice, Recovery, "a rebuild has begun") { Subsystem = "md", Program = "mdadm" },
        new(ThinFull, "pool-low", Severity.Warning, Fault, "the thin pool fills up", Advise.ExtendPool) { Subsystem = "thin", Program = "dmeventd" },
    ];

    [GeneratedRegex(@"^(?<dev>[\w.-]+): remaining active paths: (?<paths>0)$")]
    private static partial Regex NoPaths { get; }

    [GeneratedRegex(@"^(?:[\w.-]+: )?checker failed path (?<dev>\d+:\d+) in map (?<holder>[\w.-]+)")]
    private static partial Regex CheckerFailed { get; }

    [GeneratedRegex(@"^(?<holder>[\w.-]+): (?<dev>\w+) - (?:path offline|\w+ checker reports path is down)")]
    private static partial Regex PathOffline { get; }

    [GeneratedRegex(@"^(?:[\w.-]+: )?(?<dev>\d+:\d+): reinstated")]
    private static partial Regex Reinstated { get; }

    [GeneratedRegex(@"^(?<dev>[\w.-]+): Entering recovery mode: max_retries=(?<retries>\d+)")]
    private static partial Regex RecoveryMode { get; }

    [GeneratedRegex(@"^(?:Kernel reported iSCSI connection|connection)\s*(?<connection>\d+:\d+) error \((?<error>[^)]*)\)")]
    private static partial Regex IscsiError { get; }

    [GeneratedRegex(@"^(?:connect to (?<address>\S+) failed|cannot make a connection to (?<address>\S+)) ?(?<reason>.*)")]
    private static partial Regex IscsiUnreachable { get; }

    [GeneratedRegex(@"^connection(?<connection>\d+:\d+) is operational(?: after recovery)?")]
    private static partial Regex IscsiOperational { get; }

    [GeneratedRegex(Smart + @"(?:FAILED SMART self-check|SMART Failure|Failed SMART usage Attribute|SMART health status: FAILED|Critical Warning \(0x(?<flags>\w+)\): (?<reason>.*))")]
    private static partial Regex SmartFailing { get; }

    [GeneratedRegex(Smart + @"(?<sectors>\d+) (?:Currently|Total) unreadable \(pending\) sectors")]
    private static partial Regex SmartPending { get; }

    [GeneratedRegex(Smart + @"(?<sectors>\d+) (?:Offline|Total offline) uncorrectable sectors")]
    private static partial Regex SmartUncorrectable { get; }

    [GeneratedRegex(Smart + @"(?:new )?Self-Test Log error")]
    private static partial Regex SmartSelfTest { get; }

    [GeneratedRegex(Smart + @"(?:ATA error count|number of Error Log entries) increased from (?<from>\d+) to (?<to>\d+)")]
    private static partial Regex SmartErrors { get; }

    [GeneratedRegex(Smart + @"Temperature (?<temperature>\d+) Celsius reached (?:critical )?limit")]
    private static partial Regex SmartHot { get; }

    [GeneratedRegex(Smart + @"(?:unable to open device|not capable of SMART|failed to read (?:NVMe )?SMART|open\(\) (?:of \w+ device )?failed)")]
    private static partial Regex SmartGone { get; }

    [GeneratedRegex(@"^(?:mdadm: )?Fail(?:Spare)? event detected on md device (?<holder>/dev/\S+?)(?:, component device (?<dev>/dev/\S+))?$")]
    private static partial Regex MdadmFail { get; }

    [GeneratedRegex(@"^(?:mdadm: )?DegradedArray event detected on md device (?<dev>/dev/\S+)")]
    private static partial Regex MdadmDegraded { get; }

    [GeneratedRegex(@"^(?:mdadm: )?DeviceDisappeared event detected on md device (?<dev>/dev/[^\s,]+)")]
    private static partial Regex MdadmGone { get; }

    [GeneratedRegex(@"^(?:mdadm: )?SparesMissing event detected on md device (?<dev>/dev/\S+)")]
    private static partial Regex MdadmSpares { get; }

    [GeneratedRegex(@"^(?:mdadm: )?(?:RebuildFinished|SpareActive) event detected on md device (?<dev>/dev/[^\s,]+)")]
    private static partial Regex MdadmRebuilt { get; }

    [GeneratedRegex(@"^(?:mdadm: )?RebuildStarted event detected on md device (?<dev>/dev/[^\s,]+)")]
    private static partial Regex MdadmRebuild { get; }

    [GeneratedRegex(@"^WARNING: Thin pool (?<dev>\S+) (?:data|metadata) is now (?<used>[\d.]+)% full")]
    private static partial Regex ThinFull { get; }
}
