namespace Watchkeeper.Disks.Devices;

/// <summary>What a block device is.</summary>
public enum DeviceKind
{
    /// <summary>A whole disk, or something that looks like one (NVMe namespace, virtual disk).</summary>
    Disk,
    Partition,

    /// <summary>An MD array.</summary>
    Raid,

    /// <summary>A device-mapper map of several paths to one disk.</summary>
    Multipath,

    /// <summary>A logical volume.</summary>
    Lvm,

    /// <summary>An opened LUKS or plain dm-crypt device.</summary>
    Crypt,

    /// <summary>Another device-mapper map.</summary>
    Mapper,
    Loop,
    Optical,
    Floppy,
    Bcache,

    /// <summary>Memory: zram, ram.</summary>
    Memory,
    Other,
}
