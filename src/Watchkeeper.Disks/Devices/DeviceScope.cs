namespace Watchkeeper.Disks.Devices;

/// <summary>A device, and unless it alone is meant the layers below and above it: what an event must be about.</summary>
internal sealed class DeviceScope
{
    private readonly HashSet<string> _wwids = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <param name="reference">The device however it is named; a name that no device has now may be that of one that is gone.</param>
    public DeviceScope(string reference, DeviceTree tree, bool only)
    {
        var device = tree.Find(reference);
        _names.Add(reference.StartsWith("/dev/", StringComparison.Ordinal) ? reference["/dev/".Length..] : reference);
        _wwids.Add(reference);
        if (device is null)
        {
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
    public bool Holds(DiskEvent told) => told.Wwid is { } wwid ? _wwids.Contains(wwid) : _names.Contains(told.Device) || _wwids.Contains(told.Device);
}
