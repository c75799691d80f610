using Watchkeeper.Core;

namespace Watchkeeper.Disks.Devices;

/// <summary>A device, and unless it alone is meant the layers below and above it: what an event must be about.</summary>
internal sealed class DeviceScope
{
    private readonly HashSet<string> _wwids = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    private readonly bool _only;

    /// <summary>The device as it was named.</summary>
    public string Reference { get; }

    /// <summary>Whether it is there, or was.</summary>
    public bool IsKnown { get; }

    /// <summary>Everything that events call these devices.</summary>
    public IEnumerable<string> References => _wwids.Union(_names, StringComparer.Ordinal);

    /// <summary>The scope that a query names; null for all devices.</summary>
    /// <exception cref="ProblemException">Only one device is wanted, and none is named.</exception>
    public static DeviceScope? Of(string? reference, bool only, Func<DeviceTree> tree) => reference is not null ? new DeviceScope(reference, tree(), only)
        : only ? throw new ProblemException(ProblemKind.BadRequest, "only takes a device: name it too (--device sda --only).") : null;

    /// <param name="reference">The device however it is named; a name that no device has now may be that of one that is gone.</param>
    public DeviceScope(string reference, DeviceTree tree, bool only)
    {
        var device = tree.Find(reference);
        (Reference, IsKnown, _only) = (reference, device is not null, only);
        _names.Add(reference.StartsWith("/dev/", StringComparison.Ordinal) ? reference["/dev/".Length..] : reference);
        _wwids.Add(reference);
        if (device is null)
        {
            // Logs call a map of the mapper by its path where the kernel's name of it is not known.
            _names.Add($"mapper/{reference}");
            return;
        }

        foreach (var each in only ? [device] : (BlockDevice[])[device, .. tree.AllBelow(device), .. tree.AllAbove(device)])
        {
            _names.Add(each.Name);
            if (each.Wwid is { } wwid)
            {
                _wwids.Add(wwid);
            }
        }
    }

    /// <summary>Whether an event is about one of these devices. Its identity decides where it has one: a name may have been another device's then.</summary>
    public bool Holds(DiskEvent told) =>
        (told.Wwid is { } wwid ? _wwids.Contains(wwid) : _names.Contains(told.Device) || _wwids.Contains(told.Device)) || IsAround(told);

    /// <summary>
    /// Whether an event is of something below a device that the host does not know (a pool, an array of a RAID card, what is gone), or was caused by it: only the
    /// event itself says so.
    /// </summary>
    private bool IsAround(DiskEvent told) => !IsKnown && !_only && ((told.Holder is { } holder && _names.Contains(holder)) || _names.Contains(told.RootDevice));
}
