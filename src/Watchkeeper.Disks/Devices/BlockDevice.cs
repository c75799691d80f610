using System.Text.Json.Serialization;

namespace Watchkeeper.Disks.Devices;

/// <summary>A block device of this host as sysfs, udev and the mount table tell it.</summary>
/// <param name="Name">The kernel's name, <c>sda</c>; it may be another one after the next boot.</param>
/// <param name="Number">Major and minor, <c>8:0</c>.</param>
public sealed record BlockDevice(string Name, string Number, DeviceKind Kind)
{
    /// <summary>The identity that stays: sysfs' wwid of the disk (spaces as hyphens), the UUID of a map or an array, a partition's disk with <c>-partN</c>.</summary>
    public string? Wwid { get; init; }

    /// <summary><c>/dev/sda</c>.</summary>
    public string Path { get; init; } = "";

    /// <summary>The best name for people that stays: <c>/dev/disk/by-id/wwn-…</c>, <c>/dev/mapper/NAME</c>, <c>/dev/disk/by-uuid/…</c> of a partition.</summary>
    public string PreferredPath { get; init; } = "";

    /// <summary>The device-mapper name: <c>mpatha</c>, <c>vg-data</c>.</summary>
    public string? MapName { get; init; }

    /// <summary>Bytes.</summary>
    public long Size { get; init; }

    public string? Model { get; init; }

    public string? Serial { get; init; }

    /// <summary>The UUID of the filesystem on it.</summary>
    public string? FilesystemUuid { get; init; }

    public string? FilesystemLabel { get; init; }

    public string? FilesystemType { get; init; }

    public IReadOnlyList<string> MountPoints { get; init; } = [];

    /// <summary>The kernel names of the devices directly below: its disk, its members, its paths.</summary>
    public IReadOnlyList<string> Below { get; init; } = [];

    /// <summary>The kernel names of the devices directly above.</summary>
    public IReadOnlyList<string> Above { get; init; } = [];

    /// <summary>How the host reaches it; null for what is made of others.</summary>
    public Transport? Transport { get; init; }

    /// <summary>Other names under which lines speak of it: SCSI address, ATA port, NVMe controller, iSCSI session, FC port.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Aliases { get; init; } = [];
}

/// <summary>How the host reaches a disk.</summary>
/// <param name="Kind"><c>sata</c>, <c>sas</c>, <c>usb</c>, <c>nvme</c>, <c>nvme-tcp</c>, <c>iscsi</c>, <c>fc</c>, <c>virtio</c>, <c>scsi</c> …</param>
/// <param name="Facts">What else sysfs tells of it: iSCSI's address, port, tpgt, target_name, iface_name; FC's target_wwpn, host_wwpn, speed, port_state; NVMe's controller and address.</param>
public sealed record Transport(string Kind, IReadOnlyDictionary<string, string> Facts);
