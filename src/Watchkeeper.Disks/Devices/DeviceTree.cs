using Watchkeeper.Core;

namespace Watchkeeper.Disks.Devices;

/// <summary>The block devices of a host at one moment, and what stands on what.</summary>
public sealed class DeviceTree
{
    private readonly Dictionary<string, BlockDevice> _byName;
    private readonly Dictionary<string, BlockDevice> _byReference = new(StringComparer.Ordinal);

    public DeviceTree(IReadOnlyList<BlockDevice> devices)
    {
        Devices = devices;
        _byName = devices.ToDictionary(device => device.Name, StringComparer.Ordinal);
        foreach (var device in devices)
        {
            foreach (var reference in References(device))
            {
                _byReference.TryAdd(reference, device);
            }
        }
    }

    public IReadOnlyList<BlockDevice> Devices { get; }

    /// <summary>This host's devices now.</summary>
    public static DeviceTree Read() => new(new DeviceReader(new HostFiles()).Read());

    /// <summary>
    /// Finds a device however people name it: <c>sda</c>, <c>/dev/disk/by-id/…</c>, <c>8:0</c>, <c>0:0:0:0</c>, <c>nvme0n1</c>, a wwid, a filesystem's UUID or label
    /// (also as <c>UUID=…</c>, <c>LABEL=…</c>, as in fstab), a mount point, <c>mpatha</c>, <c>ata3</c>. Null when there is none.
    /// </summary>
    public BlockDevice? Find(string reference) => Called(reference) ?? Called(LinkOf(reference)) ?? OfUuid(reference);

    /// <summary>A UUID means the same in capitals.</summary>
    private BlockDevice? OfUuid(string reference)
    {
        var uuid = (reference.StartsWith("UUID=", StringComparison.OrdinalIgnoreCase) ? reference["UUID=".Length..] : reference).Trim('"');
        return Devices.FirstOrDefault(device => uuid.Length > 0 && string.Equals(device.FilesystemUuid, uuid, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Finds a device as lines of logs name it. Labels are not looked at: whoever plugs in a stick chooses its label.</summary>
    internal BlockDevice? Called(string reference)
    {
        var name = reference.StartsWith("/dev/", StringComparison.Ordinal) ? reference["/dev/".Length..] : reference;
        return _byName.GetValueOrDefault(name) ?? _byReference.GetValueOrDefault(reference) ?? _byReference.GetValueOrDefault(reference.TrimEnd('/'));
    }

    /// <summary>A device by its kernel name.</summary>
    public BlockDevice? this[string name] => _byName.GetValueOrDefault(name);

    /// <summary>Everything that the device is made of, nearest first.</summary>
    public IReadOnlyList<BlockDevice> AllBelow(BlockDevice device) => Closure(device, each => each.Below);

    /// <summary>Everything that is made of the device, nearest first.</summary>
    public IReadOnlyList<BlockDevice> AllAbove(BlockDevice device) => Closure(device, each => each.Above);

    /// <summary>A device with what it stands on and what stands on it.</summary>
    /// <exception cref="ProblemException">There is none of that name.</exception>
    internal DeviceInfo InfoOf(string reference) => Find(reference) is { } device
        ? new DeviceInfo(device, AllBelow(device), AllAbove(device))
        : throw (string.IsNullOrWhiteSpace(reference)
            ? new ProblemException(ProblemKind.BadRequest, "No device is named; watchkeeper disks list shows those there are.")
            : new ProblemException(ProblemKind.NotFound, $"There is no block device '{reference}'; watchkeeper disks list shows those there are." + Unknown));

    /// <summary>What is said beside a name that no device has, where it may be the name of a filesystem.</summary>
    private string Unknown => Devices.Any(device => device.FilesystemUuid is not null) ? ""
        : " Which filesystems are on them is not known here (udev's records in /run/udev/data and blkid's cache are missing, as in a container), so a UUID or a label finds nothing: name the device, or where it is mounted.";

    /// <summary>The link that a tag of fstab stands for; a word alone may be a label.</summary>
    private static string LinkOf(string reference)
    {
        var equals = reference.IndexOf('=', StringComparison.Ordinal);
        var (tag, value) = equals < 0 ? ("LABEL", reference) : (reference[..equals].ToUpperInvariant(), reference[(equals + 1)..].Trim('"'));
        return tag is "UUID" or "LABEL" or "PARTUUID" or "PARTLABEL" or "ID" ? $"/dev/disk/by-{tag.ToLowerInvariant()}/{FilesystemNames.Encoded(value)}"
            : FilesystemNames.LabelFolder + FilesystemNames.Encoded(reference);
    }

    private List<BlockDevice> Closure(BlockDevice start, Func<BlockDevice, IReadOnlyList<string>> next)
    {
        var found = new List<BlockDevice>();
        var queue = new Queue<BlockDevice>([start]);
        while (queue.TryDequeue(out var device))
        {
            foreach (var name in next(device))
            {
                if (_byName.TryGetValue(name, out var other) && !found.Contains(other) && other != start)
                {
                    found.Add(other);
                    queue.Enqueue(other);
                }
            }
        }

        return found;
    }

    private static IEnumerable<string> References(BlockDevice device)
    {
        IEnumerable<string?> all = [device.Number, device.Wwid, device.FilesystemUuid, .. device.MountPoints, .. device.Aliases];
        return all.OfType<string>();
    }
}
