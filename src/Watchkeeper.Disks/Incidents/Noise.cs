using Watchkeeper.Disks.Recognition;

namespace Watchkeeper.Disks.Incidents;

/// <summary>
/// Lines that look like faults and are none: optical and floppy drives and empty card readers that are asked for a medium, loop devices that are looked at
/// before they have a file (snapd), and the reset that every SCSI disk reports when it is found.
/// </summary>
internal sealed class Noise(ITopology topology)
{
    private static readonly TimeSpan Attaching = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Echo = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, TimeSpan> _found = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TimeSpan> _empty = new(StringComparer.Ordinal);

    /// <summary>Whether a finding means nothing.</summary>
    public bool Is(Finding finding, TimeSpan at)
    {
        var device = topology.NameOf(finding);
        switch (finding.Row.Type)
        {
            case "device-found":
                _found[finding.Facts["hctl"]] = at;
                return false;
            case "device-reset":
                return _found.TryGetValue(finding.Facts.GetValueOrDefault("hctl") ?? "", out var found) && at - found < Attaching;
        }

        if (IsRemovable(device) || finding.Line.StartsWith("sr ", StringComparison.Ordinal))
        {
            return finding.Row.Subsystem is "block" or "scsi" or "ata";
        }

        if (IsNoMedium(finding))
        {
            _empty[device] = at;
            return true;
        }

        // What the block layer says just after an empty drive has said that it is empty.
        return (finding.Row.Subsystem is "block" or "scsi" && _empty.TryGetValue(device, out var empty) && at - empty < Echo)
            || (finding.Row.Subsystem == "block" && device.StartsWith("loop", StringComparison.Ordinal)
                && (finding.Facts.GetValueOrDefault("sector") ?? finding.Facts.GetValueOrDefault("block")) == "0");
    }

    /// <summary>Whether a finding says that the faults just before it, of the same device, meant nothing.</summary>
    public static bool IsNoMedium(Finding finding) =>
        finding.Facts.TryGetValue("asc", out var sense) && (sense.StartsWith("Medium not present", StringComparison.Ordinal)
            || sense.Contains("in process of becoming ready", StringComparison.Ordinal));

    private static bool IsRemovable(string device) =>
        device.Length > 2 && (device.StartsWith("sr", StringComparison.Ordinal) || device.StartsWith("fd", StringComparison.Ordinal)) && char.IsAsciiDigit(device[2]);
}
