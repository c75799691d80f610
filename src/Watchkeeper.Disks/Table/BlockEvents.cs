using System.Text.RegularExpressions;
using Watchkeeper.Core.Events;
using static Watchkeeper.Disks.Table.Role;

namespace Watchkeeper.Disks.Table;

/// <summary>The block layer: requests that failed for good. Until 6.0 the kernel wrote its function's name before them.</summary>
internal static partial class BlockEvents
{
    private const string Prefix = @"^(?:(?:blk_update_request|print_req_error|end_request): )?";
    private const string Where = @" error, dev (?<dev>[\w!-]+), sector (?<sector>\d+)(?: op 0x\w+:\((?<op>\w+)\))?";

    public static IReadOnlyList<StorageEvent> Rows { get; } =
    [
        new(Medium, "medium-error", Severity.Error, Fault, "the medium is damaged and a sector cannot be read or written", Advise.Replace),
        new(InputOutput, "io-error", Severity.Error, Fault, "a read or write failed", Advise.Cabling),
        new(Timeout, "timeout", Severity.Error, Fault, "a read or write got no answer in time", Advise.Cabling),
        new(Transport, "transport-error", Severity.Error, Fault, "the way to the device failed during a read or write", Advise.Path),
        new(Target, "target-error", Severity.Warning, Fault, "the device refused a request", "Look whether it refuses discards only; if not, read its log."),
        new(Space, "out-of-space", Severity.Critical, Fault, "the storage behind it is full and writes fail", Advise.ExtendPool),
        new(Protection, "protection-error", Severity.Error, Fault, "data failed its end-to-end protection check", Advise.Cabling),
        new(Reservation, "reservation-conflict", Severity.Warning, Fault, "another host holds a reservation on it", "Look which cluster node holds it: sg_persist."),
        new(Offline, "device-offline", Severity.Critical, Fault, "the device is offline", Advise.Cabling),
        new(Zone, "zone-error", Severity.Warning, Fault, "too many zones are open on a zoned device"),
        new(Refused, "request-refused", Severity.Notice, Fault, "a request was refused"),
        new(LostWrite, "lost-write", Severity.Error, Fault, "data that was to be written is lost", Advise.Below),
        new(Buffer, "io-error", Severity.Error, Fault, "a block cannot be read", Advise.Below),
        new(BeyondEnd, "beyond-end", Severity.Error, Unfolding, "something read or wrote beyond the end of the device", "The filesystem or partition is larger than the device: compare blockdev --getsz with it."),
        new(BeyondEndWhere, "beyond-end", Severity.Error, Fault, "something read or wrote beyond the end of the device", "The filesystem or partition is larger than the device: compare blockdev --getsz with it."),
        new(SwapLost, "lost-write", Severity.Error, Fault, "memory that was to be swapped out could not be written", Advise.Below),
        new(SwapUnreadable, "io-error", Severity.Critical, Fault, "memory that was swapped out cannot be read, and the programs that need it are ended", Advise.Below),
        new(ZramRead, "checksum-error", Severity.Critical, Fault, "data in compressed memory cannot be unpacked", "Test the memory of the machine: memtest86+.") { Subsystem = "zram" },
        new(ZramWrite, "io-error", Severity.Error, Fault, "data could not be put into compressed memory", "See how full it is: zramctl.") { Subsystem = "zram" },
        new(NbdTimeout, "timeout", Severity.Error, Fault, "the network block device got no answer in time", Advise.Path) { Subsystem = "nbd" },
        new(NbdError, "io-error", Severity.Error, Fault, "the server of the network block device answered with an error", Advise.Path) { Subsystem = "nbd" },
        new(NbdShutdown, "connection-lost", Severity.Error, Fault, "the network block device lost its connection", Advise.Path) { Subsystem = "nbd" },
        new(Ready, "device-ready", Severity.Info, Routine, "it has a medium now"),
        new(Gone, "device-gone", Severity.Info, Routine, "its medium is gone"),
    ];

    [GeneratedRegex(Prefix + "critical medium" + Where)]
    private static partial Regex Medium { get; }

    [GeneratedRegex(Prefix + "I/O" + Where)]
    private static partial Regex InputOutput { get; }

    [GeneratedRegex(Prefix + "(?:timeout|duration limit exceeded)" + Where)]
    private static partial Regex Timeout { get; }

    [GeneratedRegex(Prefix + "recoverable transport" + Where)]
    private static partial Regex Transport { get; }

    [GeneratedRegex(Prefix + "critical target" + Where)]
    private static partial Regex Target { get; }

    [GeneratedRegex(Prefix + "critical space allocation" + Where)]
    private static partial Regex Space { get; }

    [GeneratedRegex(Prefix + "protection" + Where)]
    private static partial Regex Protection { get; }

    [GeneratedRegex(Prefix + "(?:reservation conflict|critical nexus)" + Where)]
    private static partial Regex Reservation { get; }

    [GeneratedRegex(Prefix + "device offline" + Where)]
    private static partial Regex Offline { get; }

    [GeneratedRegex(Prefix + "(?:open|active) zones exceeded" + Where)]
    private static partial Regex Zone { get; }

    [GeneratedRegex(Prefix + "(?:operation not supported|kernel resource|device resource|nonblocking retry|invalid)" + Where)]
    private static partial Regex Refused { get; }

    [GeneratedRegex(@"^Buffer I/O error on dev(?:ice)? (?<dev>[\w!-]+), logical block (?<block>\d+), lost (?:a?sync )?page write")]
    private static partial Regex LostWrite { get; }

    [GeneratedRegex(@"^Buffer I/O error on dev(?:ice)? (?<dev>[\w!-]+), logical block (?<block>\d+)")]
    private static partial Regex Buffer { get; }

    [GeneratedRegex(@"attempt to access beyond end of device$")]
    private static partial Regex BeyondEnd { get; }

    [GeneratedRegex(@"^(?<dev>[\w!-]+): rw=\d+, (?:want|sector)=(?<sector>\d+)[^=]*=? ?\d*,? limit=\d+")]
    private static partial Regex BeyondEndWhere { get; }

    [GeneratedRegex(@"^Write-error on swap-device \((?<dev>\d+:\d+):(?<sector>\d+)\)")]
    private static partial Regex SwapLost { get; }

    [GeneratedRegex(@"^Read-error on swap-device \((?<dev>\d+:\d+):(?<sector>\d+)\)")]
    private static partial Regex SwapUnreadable { get; }

    [GeneratedRegex(@"^(?:zram: |(?<dev>zram\d+): )Decompression failed! err=(?<error>-?\d+), page=(?<page>\d+)")]
    private static partial Regex ZramRead { get; }

    [GeneratedRegex(@"^(?:zram: |(?<dev>zram\d+): )(?:Compression failed! err=(?<error>-?\d+)|Error allocating memory for compressed page: (?<page>\d+))")]
    private static partial Regex ZramWrite { get; }

    [GeneratedRegex(@"^block (?<dev>nbd\d+): (?:Connection timed out|Possible stuck request)")]
    private static partial Regex NbdTimeout { get; }

    [GeneratedRegex(@"^block (?<dev>nbd\d+): Other side returned error \((?<error>\d+)\)")]
    private static partial Regex NbdError { get; }

    [GeneratedRegex(@"^block (?<dev>nbd\d+): (?:shutting down sockets|Receive control failed)")]
    private static partial Regex NbdShutdown { get; }

    [GeneratedRegex(@"^(?:\w+ [\w:.]+: )?\[?(?<dev>[\w!-]+)\]?: detected capacity change from 0 to \d+")]
    private static partial Regex Ready { get; }

    [GeneratedRegex(@"^(?:\w+ [\w:.]+: )?\[?(?<dev>[\w!-]+)\]?: detected capacity change from \d+ to 0$")]
    private static partial Regex Gone { get; }
}
