namespace Watchkeeper.Disks.Devices;

/// <summary>
/// Reads the block devices of this host from /sys/class/block, /run/udev/data, /dev/disk, /proc/self/mountinfo and blkid's cache. Nothing is asked of a device itself. A
/// device that cannot be read is left out and the others are read.
/// </summary>
internal sealed class DeviceReader(HostFiles files)
{
    private readonly TransportReader _transports = new(files);

    public IReadOnlyList<BlockDevice> Read()
    {
        var mounts = MountTable.Read(files);
        var links = DeviceLinks.Read(files);
        var filesystems = FilesystemNames.Read(files);
        var devices = new List<BlockDevice>();
        foreach (var name in files.Names("/sys/class/block"))
        {
            try
            {
                if (Read(name, mounts, links, filesystems) is { } device)
                {
                    devices.Add(device);
                }
            }
            catch (Exception vanished) when (vanished is IOException or UnauthorizedAccessException or ArgumentException)
            {
                // It went away while it was read; the next reading will not have it.
            }
        }

        return PartitionsNamed(devices);
    }

    private BlockDevice? Read(string name, MountTable mounts, DeviceLinks allLinks, FilesystemNames filesystems)
    {
        var folder = $"/sys/class/block/{name}";
        if (files.Text($"{folder}/dev") is not { } number)
        {
            return null;
        }

        var kernelName = name.Replace('!', '/');
        var kind = KindOf(name, folder);
        var udev = UdevRecord.Read(files, number);
        var path = $"/dev/{kernelName}";
        var links = allLinks.Of(kernelName, udev);
        var filesystem = filesystems.Of(kernelName, number, udev, links);
        var below = Below(folder, kind);
        var map = files.Text($"{folder}/dm/name");
        return new BlockDevice(kernelName, number, kind)
        {
            Wwid = Wwid(name, folder, kind, udev),
            Path = path,
            PreferredPath = DeviceLinks.Preferred(links, kind, map, filesystem.Uuid) ?? path,
            MapName = map,
            Size = files.Number($"{folder}/size") * 512,
            Model = files.Text($"{folder}/device/model") ?? udev["ID_MODEL"],
            Serial = files.Text($"{folder}/device/serial") ?? files.Text($"{folder}/serial") ?? udev["ID_SERIAL_SHORT"],
            FilesystemUuid = filesystem.Uuid,
            FilesystemLabel = filesystem.Label,
            FilesystemType = filesystem.Type ?? mounts.TypeOf(number, path),
            MountPoints = mounts.PointsOf(number, [path, DeviceLinks.Mapper(map)]),
            Below = below,
            Above = [.. files.Names($"{folder}/holders").Concat(Partitions(name, folder)).Select(above => above.Replace('!', '/'))],
            Transport = below.Count == 0 ? _transports.Read(folder) : null,
            Aliases =
            [
                .. kind == DeviceKind.Partition ? [] : _transports.Aliases(folder),
                .. links.Union(Links(folder, filesystem), StringComparer.Ordinal),
                .. map is null ? [] : new[] { map, DeviceLinks.Mapper(map)! },
            ],
        };
    }

    private IReadOnlyList<string> Below(string folder, DeviceKind kind)
    {
        if (kind == DeviceKind.Partition)
        {
            return [Path.GetFileName(Path.GetDirectoryName(files.Target(folder))!).Replace('!', '/')];
        }

        return [.. files.Names($"{folder}/slaves").Select(below => below.Replace('!', '/'))];
    }

    private IEnumerable<string> Partitions(string name, string folder) =>
        files.Names(folder).Where(inside => inside.StartsWith(name, StringComparison.Ordinal) && files.Exists($"{folder}/{inside}/partition"));

    private DeviceKind KindOf(string name, string folder)
    {
        if (files.Exists($"{folder}/partition"))
        {
            return DeviceKind.Partition;
        }

        return name switch
        {
            ['d', 'm', '-', ..] => files.Text($"{folder}/dm/uuid") switch
            {
                string uuid when uuid.StartsWith("mpath-", StringComparison.Ordinal) => DeviceKind.Multipath,
                string uuid when uuid.StartsWith("LVM-", StringComparison.Ordinal) => DeviceKind.Lvm,
                string uuid when uuid.StartsWith("CRYPT-", StringComparison.Ordinal) => DeviceKind.Crypt,
                string uuid when uuid.StartsWith("part", StringComparison.Ordinal) => DeviceKind.Partition,
                _ => DeviceKind.Mapper,
            },
            ['m', 'd', ..] => DeviceKind.Raid,
            ['l', 'o', 'o', 'p', ..] => DeviceKind.Loop,
            ['s', 'r', ..] => DeviceKind.Optical,
            ['f', 'd', ..] => DeviceKind.Floppy,
            ['b', 'c', 'a', 'c', 'h', 'e', ..] => DeviceKind.Bcache,
            ['z', 'r', 'a', 'm', ..] or ['r', 'a', 'm', ..] => DeviceKind.Memory,
            ['s' or 'v' or 'h', 'd', ..] or ['n', 'v', 'm', 'e', ..] or ['x', 'v', 'd', ..] or ['m', 'm', 'c', ..] or ['n', 'b', 'd', ..] => DeviceKind.Disk,
            _ => DeviceKind.Other,
        };
    }

    private string? Wwid(string name, string folder, DeviceKind kind, UdevRecord udev)
    {
        if (kind == DeviceKind.Partition && !name.StartsWith("dm-", StringComparison.Ordinal))
        {
            // Completed from its disk once all are read.
            return $"-part{files.Number($"{folder}/partition")}";
        }

        var own = files.Text($"{folder}/device/wwid") ?? files.Text($"{folder}/wwid") ?? files.Text($"{folder}/dm/uuid") ?? files.Text($"{folder}/md/uuid")
            ?? udev["MD_UUID"] ?? files.Text($"{folder}/device/cid") ?? udev["ID_SERIAL"]
            ?? (files.Text($"{folder}/serial") is { } serial ? "serial-" + serial : null);
        return own is null ? null : Tidy(own);
    }

    /// <summary>As peripety writes it: runs of white space are one hyphen, and the zeros that firmware pads with are gone.</summary>
    private static string Tidy(string wwid) =>
        string.Join('-', wwid.Replace("\\0", "", StringComparison.Ordinal).Split([' ', '\t', '\0'], StringSplitOptions.RemoveEmptyEntries));

    private static IReadOnlyList<BlockDevice> PartitionsNamed(List<BlockDevice> devices)
    {
        var wwids = devices.Where(device => device.Kind != DeviceKind.Partition).ToDictionary(device => device.Name, device => device.Wwid, StringComparer.Ordinal);
        return [.. devices.Select(device => device is { Kind: DeviceKind.Partition, Wwid: ['-', ..] part, Below: [var disk, ..] }
            ? device with { Wwid = wwids.GetValueOrDefault(disk) is { } whole ? whole + part : null } : device)];
    }

    /// <summary>The links that udev would make, where there is none to make them: a partition's UUID is told by sysfs since 6.10.</summary>
    private IEnumerable<string> Links(string folder, FilesystemName filesystem)
    {
        // What a member of an array or a pool bears is the name of the whole.
        var own = filesystem.Type?.EndsWith("_member", StringComparison.Ordinal) != true;
        if (own && filesystem.Uuid is { } uuid)
        {
            yield return FilesystemNames.UuidFolder + uuid;
        }

        if (own && filesystem.Label is { } label)
        {
            yield return FilesystemNames.LabelFolder + FilesystemNames.Encoded(label);
        }

        foreach (var line in files.Lines($"{folder}/uevent").Where(line => line.StartsWith("PARTUUID=", StringComparison.Ordinal)))
        {
            yield return "/dev/disk/by-partuuid/" + line["PARTUUID=".Length..];
        }
    }
}
