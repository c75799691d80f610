using Watchkeeper.Disks.Devices;

namespace Watchkeeper.Disks.Incidents;

/// <summary>This host's devices as sysfs tells them, and what the log has told before of those that are gone.</summary>
internal sealed class HostTopology(LearnedTopology learned) : ITopology
{
    /// <summary>The latest reading; set by its owner.</summary>
    public DeviceTree Tree { get; set; } = new([]);

    public string NameOf(string reference) => Tree.Called(reference)?.Name ?? learned.NameOf(reference);

    public IEnumerable<string> Below(string device) =>
        (Tree[device] is { } known ? Tree.AllBelow(known).Select(below => below.Name) : []).Concat(learned.Below(device)).Distinct(StringComparer.Ordinal);
}
