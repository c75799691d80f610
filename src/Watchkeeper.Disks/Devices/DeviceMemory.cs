using Watchkeeper.Core;

namespace Watchkeeper.Disks.Devices;

/// <summary>
/// The devices that are there, and those that were: a device that has just vanished still has its name, identity and place. What is there wins over what was.
/// </summary>
internal sealed class DeviceMemory(Func<IReadOnlyList<BlockDevice>> read)
{
    private readonly Dictionary<string, BlockDevice> _gone = new(StringComparer.Ordinal);

    /// <summary>What is there and what was, by kernel name.</summary>
    public DeviceTree Tree { get; private set; } = new([]);

    /// <summary>What is there.</summary>
    public IReadOnlyList<BlockDevice> Present { get; private set; } = [];

    /// <summary>Takes over what was seen in earlier runs.</summary>
    public void Recall(IEnumerable<BlockDevice> devices)
    {
        foreach (var device in devices)
        {
            _gone[device.Name] = device;
        }
    }

    /// <summary>A device that is there now, or was, with what is around it.</summary>
    /// <exception cref="ProblemException">There is none of that name, and there was none.</exception>
    public DeviceInfo InfoOf(string reference)
    {
        var now = new DeviceTree(read());
        return now.Find(reference) is null && Tree.Find(reference) is not null ? Tree.InfoOf(reference) : now.InfoOf(reference);
    }

    /// <summary>Reads what is there now; gives what is new or has changed.</summary>
    public IReadOnlyList<BlockDevice> Refresh()
    {
        var present = Present = read();
        var names = present.Select(device => device.Name).ToHashSet(StringComparer.Ordinal);
        var changed = present.Where(device => Tree[device.Name] is not { } known || known.Wwid != device.Wwid || known.Number != device.Number
            || !known.Below.SequenceEqual(device.Below) || !known.MountPoints.SequenceEqual(device.MountPoints)).ToList();
        foreach (var device in Tree.Devices.Where(device => !names.Contains(device.Name)))
        {
            _gone[device.Name] = device;
        }

        foreach (var name in names)
        {
            _gone.Remove(name);
        }

        Tree = new DeviceTree([.. present, .. _gone.Values]);
        return changed;
    }
}
