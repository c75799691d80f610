using Watchkeeper.Disks.Recognition;

namespace Watchkeeper.Disks.Incidents;

/// <summary>What grouping needs to know of devices.</summary>
internal interface ITopology
{
    /// <summary>Takes in what a line tells of devices.</summary>
    void Learn(Finding finding);

    /// <summary>One name for whatever a line calls a device: the kernel's name where it is known, else what the line says.</summary>
    string NameOf(string reference);

    /// <summary>The name of the device that a finding is about: what the kernel states beside the text where that is known, else what the text says.</summary>
    string NameOf(Finding finding) =>
        finding.Stated is { } stated && NameOf(stated) is var name && name != stated ? name : NameOf(finding.Device ?? finding.Stated ?? finding.Row.Subsystem);

    /// <summary>All that a device stands on, the nearest first: a partition on its disk, an array on its members and their disks.</summary>
    IEnumerable<string> Below(string device);
}
