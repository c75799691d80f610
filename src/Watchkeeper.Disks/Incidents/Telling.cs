using Watchkeeper.Disks.Devices;

namespace Watchkeeper.Disks.Incidents;

/// <summary>Makes events of reports: the sentence for people, and where the device sits.</summary>
internal static class Telling
{
    /// <summary>The facts that a sentence names, in this order; the others are for programs.</summary>
    private static readonly string[] Telltale =
        ["reason", "asc", "sense_key", "hostbyte", "status", "result", "error", "command", "op", "sector", "block", "logical", "inode", "file", "members", "failed", "mode", "used", "sectors", "speed", "seconds", "task"];

    private static readonly HashSet<string> Meaningless = ["DID_OK", "No additional sense information", "I/O Cmd"];

    private static readonly HashSet<string> Names = ["dev", "hctl", "holder", "port", "ctrl", "tag", "lines"];

    /// <param name="tree">The devices at that moment; null for another machine's log.</param>
    public static DiskEvent Of(FaultReport report, DeviceTree? tree)
    {
        var device = tree?.Called(report.Device);
        var below = device is null ? [] : tree!.AllBelow(device);
        var above = device is null ? [] : tree!.AllAbove(device);
        return new DiskEvent($"disks.{report.Row.Type}", report.Row.Severity, report.Device, Sentence(report, device, above))
        {
            Time = report.Time,
            Wwid = device?.Wwid,
            Path = device?.PreferredPath,
            Kind = device?.Kind,
            Subsystem = report.Row.Subsystem,
            PeripetyType = report.Row.PeripetyType,
            Advice = report.Row.Advice.Length > 0 ? report.Row.Advice : null,
            Incident = report.Incident,
            RootCause = $"disks.{report.RootType}",
            RootDevice = report.RootDevice,
            Count = report.Count,
            Repeat = report.IsRepeat,
            Suppressed = report.Suppressed,
            Also = report.Also,
            Holder = report.Holder,
            Below = [.. below.Select(NameOf)],
            Above = [.. above.Select(NameOf)],
            MountPoints = device is null ? [] : [.. device.MountPoints.Concat(above.SelectMany(each => each.MountPoints)).Distinct(StringComparer.Ordinal)],
            FilesystemUuid = device?.FilesystemUuid,
            Transport = device?.Transport ?? below.Select(each => each.Transport).FirstOrDefault(transport => transport is not null),
            Facts = report.Facts.Where(fact => !Names.Contains(fact.Key)).ToDictionary(StringComparer.Ordinal),
            Lines = report.Lines,
            Priority = report.Priority,
            Source = report.Source.Length > 0 ? report.Source : null,
        };
    }

    private static DeviceName NameOf(BlockDevice device) => new(device.Name, device.Kind, device.Wwid, device.PreferredPath);

    private static string Sentence(FaultReport report, BlockDevice? device, IReadOnlyList<BlockDevice> above)
    {
        var label = device?.MapName is { } map ? $"{map} ({report.Device})" : report.Device;
        var facts = string.Join(", ", Telltale.Where(name => report.Facts.TryGetValue(name, out var value) && !Meaningless.Contains(value)).Take(4).Select(name => name is "reason" or "asc" ? report.Facts[name] : $"{name.Replace('_', ' ')} {report.Facts[name]}"));
        var mounted = device?.MountPoints.Concat(above.SelectMany(each => each.MountPoints)).Distinct(StringComparer.Ordinal).ToList() ?? [];
        return $"{label}: {report.Row.Meaning}"
            + (facts.Length > 0 ? $" ({facts})" : "")
            + (report.Holder is { } holder && above.All(each => each.Name != holder) ? $", in {holder}" : "")
            + (mounted.Count > 0 ? $"; {string.Join(", ", mounted)} {(mounted.Count == 1 ? "is" : "are")} on it" : "")
            + (report.RootDevice != report.Device ? $"; it began with {report.RootType} of {report.RootDevice}" : "")
            + Again(report)
            + string.Concat(report.Also.Select(Again))
            + ".";
    }

    private static string Again(FaultReport report) => !report.IsRepeat && report.Count > 1 ? $"; {report.Count} times" : (report.IsRepeat ? report.Count : 0, report.Suppressed) switch
    {
        (0, 0) => "",
        (0, var suppressed) => $"; the kernel kept back {Lines(suppressed)} like it",
        (var count, 0) => $"; {count} more {Times(count)}",
        (var count, var suppressed) => $"; {count} more {Times(count)}, and the kernel kept back {Lines(suppressed)}",
    };

    private static string Again(Repetition also) =>
        $", {also.Type["disks.".Length..]} of {also.Device} {(also.Count > 0 ? $"{also.Count} {Times(also.Count)}" : $"in {Lines(also.Suppressed)} kept back")}";

    private static string Times(int count) => count == 1 ? "time" : "times";

    private static string Lines(long count) => count == 1 ? "1 line" : $"{count} lines";
}
