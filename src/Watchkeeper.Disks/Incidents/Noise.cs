using Watchkeeper.Disks.Recognition;

namespace Watchkeeper.Disks.Incidents;

/// <summary>
/// Lines that look like faults and are none: optical and floppy drives and empty card readers that are asked for a medium, loop devices that are looked at
/// before they have a file (snapd), and the reset that every SCSI disk reports when it is found.
/// </summary>
internal sealed class Noise
{
    private static readonly TimeSpan Attaching = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Echo = TimeSpan.FromSeconds(1);

    private readonly RecentTimes<string> _found = new();
    private readonly RecentTimes<string> _empty = new();

    /// <summary>Whether a finding means nothing. What was to be written and was not is never nothing.</summary>
    public bool Is(Heard heard, TimeSpan at)
    {
        var (finding, device) = (heard.Finding, heard.Device);
        switch (finding.Row.Type)
        {
            case "device-found":
                _found.Set(finding.Facts["hctl"], at);
                return false;
            case "device-reset":
                return _found.IsWithin(finding.Facts.GetValueOrDefault("hctl") ?? "", at, Attaching);
        }

        if (IsLostWrite(finding))
        {
            return false;
        }

        if (IsRemovable(device) || finding.Line.StartsWith("sr ", StringComparison.Ordinal))
        {
            return finding.Row.Subsystem is "block" or "scsi" or "ata";
        }

        if (IsNoMedium(finding))
        {
            _empty.Set(device, at);
            return true;
        }

        // What the block layer says just after an empty drive has said that it is empty.
        return IsBecomingReady(finding)
            || (finding.Row.Subsystem is "block" or "scsi" && _empty.IsWithin(device, at, Echo))
            || (finding.Row.Subsystem == "block" && device.StartsWith("loop", StringComparison.Ordinal)
                && (finding.Facts.GetValueOrDefault("sector") ?? finding.Facts.GetValueOrDefault("block")) == "0");
    }

    /// <summary>Whether a finding says that the sense data just before it, of the same device, meant nothing: what fails because of it says so itself.</summary>
    public static bool Excuses(Finding finding) => IsNoMedium(finding) || IsBecomingReady(finding);

    private static bool IsNoMedium(Finding finding) =>
        finding.Facts.TryGetValue("asc", out var sense) && sense.StartsWith("Medium not present", StringComparison.Ordinal);

    private static bool IsBecomingReady(Finding finding) =>
        finding.Facts.TryGetValue("asc", out var sense) && sense.Contains("in process of becoming ready", StringComparison.Ordinal);

    private static bool IsLostWrite(Finding finding) =>
        finding.Row.Type == "lost-write" || (finding.Facts.TryGetValue("op", out var operation) && operation is not ("READ" or "DISCARD" or "FLUSH" or "DRV_IN" or "SCSI_IN"));

    private static bool IsRemovable(string device) =>
        device.Length > 2 && (device.StartsWith("sr", StringComparison.Ordinal) || device.StartsWith("fd", StringComparison.Ordinal)) && char.IsAsciiDigit(device[2]);
}
