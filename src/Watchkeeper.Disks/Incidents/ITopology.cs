namespace Watchkeeper.Disks.Incidents;

/// <summary>What grouping needs to know of devices.</summary>
internal interface ITopology
{
    /// <summary>One name for whatever a line calls a device: the kernel's name where it is known, else what the line says.</summary>
    string NameOf(string reference);

    /// <summary>Whether <paramref name="upper"/> stands on <paramref name="lower"/>: a partition on its disk, an array on its members.</summary>
    bool StandsOn(string upper, string lower);
}
