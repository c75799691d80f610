using System.Text.RegularExpressions;
using Watchkeeper.Core.Events;
using static Watchkeeper.Disks.Table.Role;

namespace Watchkeeper.Disks.Table;

/// <summary>
/// Lines that the kernel did not write because there were too many of their kind: it says how many before the next one (lib/ratelimit.c), in the name of the
/// function that writes them. Those of other parts of the kernel (<c>net_ratelimit</c>) are none of storage.
/// </summary>
internal static partial class KeptBackEvents
{
    private const string Lines = @": (?<lines>\d{1,9}) callbacks suppressed$";

    public static IReadOnlyList<StorageEvent> Rows { get; } =
    [
        Of(Block, "block"),
        Of(Scsi, "scsi"),
        Of(Ata, "ata"),
        Of(Nvme, "nvme"),
        Of(Mapper, "dm"),
        Of(Raid, "md"),
        Of(Ext4, "ext4"),
        Of(Journal, "jbd2"),
        Of(Xfs, "xfs"),
        Of(Btrfs, "btrfs"),
    ];

    private static StorageEvent Of(Regex pattern, string subsystem) =>
        new(pattern, "lines-kept-back", Severity.Notice, KeptBack, "the kernel kept back lines because there were too many of them") { Subsystem = subsystem };

    [GeneratedRegex(@"^(?<function>_*(?:blk|bio|submit_bio|handle_bad_sector|print_req_error|end_request|buffer_io_error|end_buffer|quiet_error)\w*)" + Lines)]
    private static partial Regex Block { get; }

    [GeneratedRegex(@"^(?<function>_*(?:scsi|sd|sg|sr)_\w+)" + Lines)]
    private static partial Regex Scsi { get; }

    [GeneratedRegex(@"^(?<function>_*(?:ata|ahci|sata)_\w+)" + Lines)]
    private static partial Regex Ata { get; }

    [GeneratedRegex(@"^(?<function>_*nvmet?_\w+)" + Lines)]
    private static partial Regex Nvme { get; }

    [GeneratedRegex(@"^(?<function>_*(?:dm|crypt|integrity|verity|multipath|pool|thin|cache|writecache)_\w+)" + Lines)]
    private static partial Regex Mapper { get; }

    [GeneratedRegex(@"^(?<function>_*(?:md|raid\d+|r1|r5|r10|fix_read_error|handle_read_error)\w*)" + Lines)]
    private static partial Regex Raid { get; }

    [GeneratedRegex(@"^(?<function>EXT[234]-fs[^:]*|_*ext[234]_\w+)" + Lines)]
    private static partial Regex Ext4 { get; }

    [GeneratedRegex(@"^(?<function>_*jbd2_\w+)" + Lines)]
    private static partial Regex Journal { get; }

    [GeneratedRegex(@"^(?<function>XFS[^:]*|_*(?:xfs|xlog|iomap)_\w+)" + Lines)]
    private static partial Regex Xfs { get; }

    [GeneratedRegex(@"^(?<function>BTRFS[^:]*|_*btrfs_\w+)" + Lines)]
    private static partial Regex Btrfs { get; }
}
