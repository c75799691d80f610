using Watchkeeper.Disks.Devices;

namespace Watchkeeper.Disks.Incidents;

/// <summary>This host's devices as sysfs tells them, and what the log has told before of those that are gone.</summary>
internal sealed class HostTopology(LearnedTopology learned) : ITopology
{
    /// <summary>The latest reading; set by its owner.</summary>
    public DeviceTree Tree { get; set; } = new([]);

    public string NameOf(string reference) => Tree.Find(reference)?.Name ?? learned.NameOf(reference);

    public bool StandsOn(string upper, string lower) =>
        (Tree[upper] is { } device && Tree.AllBelow(device).Any(below => below.Name == lower)) || learned.StandsOn(upper, lower);
}
