using System.Text.RegularExpressions;
using Watchkeeper.Core.Events;

namespace Watchkeeper.Disks.Table;

/// <summary>What a line of the table does for the fault it belongs to.</summary>
public enum Role
{
    /// <summary>Says at once that something failed.</summary>
    Fault,

    /// <summary>Says that something failed, and lines that say more follow within milliseconds: the event waits for them.</summary>
    Unfolding,

    /// <summary>Says more about a fault, and raises nothing alone.</summary>
    Detail,

    /// <summary>Says how many lines like the next one the kernel kept back.</summary>
    KeptBack,

    /// <summary>Something that had failed works again.</summary>
    Recovery,

    /// <summary>Part of normal life: recorded only when <c>disks: severity:</c> asks for it. Some of these lines teach names.</summary>
    Routine,
}

/// <summary>
/// One shape of line that storage writes, and what it means: a row of the table. Groups of the pattern name the device: <c>dev</c> (a kernel name or
/// major:minor), <c>hctl</c> (SCSI address), <c>port</c> (ATA port), <c>ctrl</c> (NVMe controller), <c>session</c> (iSCSI), <c>rport</c> (FC);
/// <c>holder</c> is the device made of it (an array, a map), <c>card</c> the adapter without which a <c>dev</c> of its own naming is not unique. All other groups become the event's facts.
/// </summary>
/// <param name="Pattern">Matched against one line of a record, without time or program name.</param>
/// <param name="Type">What happened: the event's type after <c>disks.</c>.</param>
/// <param name="Severity">How bad that is for the host, whatever priority the kernel gave the line.</param>
/// <param name="Meaning">What happened, to be read after "sda: ".</param>
/// <param name="Advice">What to do; empty where there is nothing to do.</param>
public sealed record StorageEvent(Regex Pattern, string Type, Severity Severity, Role Role, string Meaning, string Advice = "")
{
    /// <summary>The part of the system that speaks: <c>block</c>, <c>scsi</c>, <c>ext4</c> …</summary>
    public string Subsystem { get; init; } = "";

    /// <summary>Peripety's name for this event, where it has one.</summary>
    public string? PeripetyType { get; init; }

    /// <summary>What the line begins with besides; empty where the pattern says it all.</summary>
    public string StartsWith { get; init; } = "";

    /// <summary>The program whose lines these are; the kernel unless it is said.</summary>
    public string Program { get; init; } = "kernel";

    /// <summary>
    /// How much of a device's work it ends, or of its data it loses; 0 where the device goes on. What ends more is told even where something as bad was told.
    /// </summary>
    public int Finality { get; init; } = Type switch
    {
        "filesystem-panic" or "pool-failed" => 3,
        "filesystem-read-only" or "filesystem-shutdown" or "device-offline" or "controller-removed" or "raid-failed" or "pool-read-only" or "pool-suspended" => 2,
        "journal-aborted" or "lost-write" or "data-errors" or "all-paths-failed" => 1,
        _ => 0,
    };

    /// <summary>The level of the stack it speaks of, the lowest first: a fault below is the cause of one above.</summary>
    public int Layer => Subsystem switch
    {
        "iscsi" or "fc" or "nvmf" => 0,
        "adapter" or "ata" or "scsi" or "nvme" or "mmc" or "smart" => 1,
        "block" or "virtio" or "nbd" or "zram" => 2,
        "multipath" or "dm" or "thin" or "md" or "bcache" or "drbd" or "zfs" => 3,
        _ => 4,
    };
}
