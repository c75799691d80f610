using Watchkeeper.Disks.Devices;
using Watchkeeper.Disks.Recognition;

namespace Watchkeeper.Disks.Incidents;

/// <summary>This host's devices as sysfs tells them, and what the log has told before of those that are gone.</summary>
internal sealed class HostTopology : ITopology
{
    private readonly LearnedTopology _learned = new();

    /// <summary>The latest reading; set by its owner.</summary>
    public DeviceTree Tree { get; set; } = new([]);

    public void Learn(Finding finding) => _learned.Learn(finding);

    public string NameOf(string reference) => Tree.Called(reference)?.Name ?? _learned.NameOf(reference);

    public IEnumerable<string> Below(string device) =>
        (Tree[device] is { } known ? Tree.AllBelow(known).Select(below => below.Name) : []).Concat(_learned.Below(device)).Distinct(StringComparer.Ordinal);
}
