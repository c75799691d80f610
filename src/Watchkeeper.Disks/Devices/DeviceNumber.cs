using System.Globalization;
using System.Text.RegularExpressions;

namespace Watchkeeper.Disks.Devices;

/// <summary>Kernel names and device numbers that follow from each other (Documentation/admin-guide/devices.txt).</summary>
internal static partial class DeviceNumber
{
    private static readonly string[] DiskMajors = ["8", "65", "66", "67", "68", "69", "70", "71", "128", "129", "130", "131", "132", "133", "134", "135"];

    /// <summary>The kernel name of a device number whose major is fixed: SCSI disks (sixteen numbers each), loop, MD, optical drives; null for others.</summary>
    public static string? NameOf(string major, int minor)
    {
        var block = Array.IndexOf(DiskMajors, major);
        return block >= 0 ? "sd" + Letters((block * 16) + (minor / 16)) + (minor % 16 == 0 ? "" : (minor % 16).ToString(CultureInfo.InvariantCulture))
            : major switch
            {
                "7" => $"loop{minor}",
                "9" => $"md{minor}",
                "11" => $"sr{minor}",
                "2" => $"fd{minor & 3}",
                _ => null,
            };
    }

    /// <summary>The disk that a partition's name contains: <c>sda</c> of <c>sda1</c>, <c>nvme0n1</c> of <c>nvme0n1p2</c>; null when it is no partition's name.</summary>
    public static string? DiskOfPartition(string name) => Partition.Match(name) is { Success: true } match ? match.Groups["disk"].Value : null;

    private static string Letters(int index)
    {
        var letters = "";
        for (index++; index > 0; index = (index - 1) / 26)
        {
            letters = (char)('a' + ((index - 1) % 26)) + letters;
        }

        return letters;
    }

    [GeneratedRegex(@"^(?<disk>(?:sd|vd|xvd|hd)[a-z]+)\d+$|^(?<disk>(?:nvme\d+n\d+|mmcblk\d+|loop\d+|md\d+|nbd\d+))p\d+$")]
    private static partial Regex Partition { get; }
}
