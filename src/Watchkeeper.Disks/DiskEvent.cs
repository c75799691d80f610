using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Disks.Devices;

namespace Watchkeeper.Disks;

/// <summary>Something that happened to a disk, a path, an array, a pool or a filesystem.</summary>
/// <param name="Type">The event's type: <c>disks.medium-error</c>; docs/storage-events.md lists all.</param>
/// <param name="Severity">How bad it is for this host, whatever the kernel called it.</param>
/// <param name="Device">The kernel's name of the device it happened to; what the line called it where that is not known.</param>
/// <param name="Message">One sentence for people.</param>
public sealed record DiskEvent(string Type, Severity Severity, string Device, string Message)
{
    /// <summary>When the source said it; null when it did not tell.</summary>
    public Instant? Time { get; init; }

    /// <summary>The device's identity that stays, as it was at that moment.</summary>
    public string? Wwid { get; init; }

    /// <summary>The best path that stays.</summary>
    public string? Path { get; init; }

    public DeviceKind? Kind { get; init; }

    public string Subsystem { get; init; } = "";

    /// <summary>Peripety's name for the event, where it has one.</summary>
    public string? PeripetyType { get; init; }

    public string? Advice { get; init; }

    /// <summary>The same for everything that belongs to one fault.</summary>
    public Guid Incident { get; init; }

    /// <summary>The type of the incident's first fault: the cause, as far as the log tells.</summary>
    public string RootCause { get; init; } = "";

    public string RootDevice { get; init; } = "";

    /// <summary>How often it happened since the last event about it; 1 for the first.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Whether it only counts what an event before told.</summary>
    public bool Repeat { get; init; }

    /// <summary>How many lines like it the kernel kept back.</summary>
    public long Suppressed { get; init; }

    /// <summary>In a repeat: what else of the incident came again, each with its own count.</summary>
    public IReadOnlyList<Repetition> Also { get; init; } = [];

    /// <summary>The device made of this one, where a line names it.</summary>
    public string? Holder { get; init; }

    /// <summary>What the device is made of, nearest first.</summary>
    public IReadOnlyList<DeviceName> Below { get; init; } = [];

    /// <summary>What is made of the device, nearest first.</summary>
    public IReadOnlyList<DeviceName> Above { get; init; } = [];

    /// <summary>Where the device, or what stands on it, is mounted.</summary>
    public IReadOnlyList<string> MountPoints { get; init; } = [];

    public string? FilesystemUuid { get; init; }

    /// <summary>How the host reaches the device, or the one below it that failed.</summary>
    public Transport? Transport { get; init; }

    /// <summary>What the lines tell: sector, op, sense_key, asc, hostbyte, inode, errors …</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>();

    /// <summary>The lines themselves.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>The log that the line came from: <c>kmsg</c>, <c>journal</c>, a file; null for a log that was read as a whole.</summary>
    public string? Source { get; init; }

    /// <summary>The priority that the kernel or program gave the line.</summary>
    public Severity? Priority { get; init; }
}

/// <summary>What happened again to a device, and how often.</summary>
/// <param name="Type">The event's type: <c>disks.medium-error</c>.</param>
/// <param name="Suppressed">How many lines like it the kernel kept back besides.</param>
public sealed record Repetition(string Type, string Device, int Count, long Suppressed);

/// <summary>A device as an event names it.</summary>
public sealed record DeviceName(string Name, DeviceKind Kind, string? Wwid, string Path);
