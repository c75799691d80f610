namespace Watchkeeper.Disks.Devices;

/// <summary>The links that udev makes: /dev/disk/by-id, by-uuid and the rest, and /dev/mapper.</summary>
internal sealed class DeviceLinks
{
    private static readonly string[] Folders = ["by-id", "by-uuid", "by-path", "by-label", "by-partuuid", "by-partlabel"];

    private readonly ILookup<string, string> _links;

    private DeviceLinks(IEnumerable<(string Device, string Link)> links) => _links = links.ToLookup(link => link.Device, link => link.Link, StringComparer.Ordinal);

    public static DeviceLinks Read(HostFiles files) => new(Folders.SelectMany(folder => files.Names($"/dev/disk/{folder}").Select(name => $"/dev/disk/{folder}/{name}"))
        .Concat(files.Names("/dev/mapper").Select(name => $"/dev/mapper/{name}"))
        .Select(link => (Path.GetFileName(files.Target(link)), link)));

    /// <summary>All links that lead to a device, those that udev knows of and could not make among them.</summary>
    public IReadOnlyList<string> Of(string name, UdevRecord udev) => [.. _links[name].Union(udev.Links, StringComparer.Ordinal)];

    public static string? Mapper(string? map) => map is null ? null : $"/dev/mapper/{map}";

    /// <summary>The name to show: the map's own, a partition's filesystem, a disk's world-wide name or else its first id; null where there is no link.</summary>
    /// <param name="links">All links that lead to the device.</param>
    public static string? Preferred(IReadOnlyList<string> links, DeviceKind kind, string? map, string? uuid)
    {
        if (map is not null)
        {
            return Mapper(map);
        }

        if (kind == DeviceKind.Partition && uuid is not null)
        {
            return FilesystemNames.UuidFolder + uuid;
        }

        var ids = links.Where(link => link.StartsWith("/dev/disk/by-id/", StringComparison.Ordinal)).ToList();
        return ids.Find(link => link.StartsWith("/dev/disk/by-id/wwn-", StringComparison.Ordinal)) ?? ids.FirstOrDefault();
    }
}
