using System.Globalization;
using Watchkeeper.Disks.Devices;
using Watchkeeper.Disks.Recognition;

namespace Watchkeeper.Disks.Incidents;

/// <summary>
/// What a log itself tells of devices: which disk has which SCSI address, which ATA port belongs to which adapter, which path to which map. The only
/// source for another machine's log; on this machine it is asked after sysfs, for what has vanished.
/// </summary>
internal sealed class LearnedTopology : ITopology
{
    /// <summary>So much is remembered; hosts with more devices forget the oldest names.</summary>
    private const int MostNames = 50_000;

    private static readonly string[] AtaDrivers = ["ahci", "ata_", "sata_", "pata_", "pdc_", "libata"];

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _below = new(StringComparer.Ordinal);
    private readonly Queue<string> _hostsWithoutPort = new();
    private readonly Dictionary<string, string> _hostOfPort = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _kernelMaps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _namedMaps = new(StringComparer.Ordinal);
    private readonly HashSet<string> _mapperMajors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, string>> _filesystems = new(StringComparer.Ordinal);

    public void Learn(Finding finding)
    {
        if (_names.Count > MostNames)
        {
            _names.Clear();
            _below.Clear();
            _kernelMaps.Clear();
            _namedMaps.Clear();
            _filesystems.Clear();
        }

        var facts = finding.Facts;
        if (facts.TryGetValue("hctl", out var address) && facts.TryGetValue("dev", out var disk))
        {
            _names[address] = disk;
        }

        if (finding.Row.Type == "host-found" && AtaDrivers.Any(driver => facts["driver"].StartsWith(driver, StringComparison.Ordinal)))
        {
            _hostsWithoutPort.Enqueue(facts["host"]);
        }
        else if (finding.Row.Type == "port-found" && _hostsWithoutPort.TryDequeue(out var host))
        {
            _hostOfPort[facts["port"]] = host;
        }

        if (finding.Row is { Subsystem: "btrfs", Type: "member-found" or "filesystem-mounted" })
        {
            LearnFilesystem(finding);
        }

        // The number of a map tells the mapper's major, which differs from host to host.
        var map = finding.Row.Subsystem switch
        {
            "multipath" => finding.Holder,
            "thin" or "dm" => finding.Device,
            _ => null,
        };
        if (map?.Split(':') is [var major, _])
        {
            _mapperMajors.Add(major);
        }

        if (finding.Holder is { } holder && finding.Device is { } device && NameOf(holder) is var upper && NameOf(device) is var lower && upper != lower)
        {
            if (finding.Row.Subsystem == "multipath")
            {
                LearnMap(upper, lower);
                upper = NameOf(holder);
            }

            (_below.TryGetValue(upper, out var set) ? set : _below[upper] = new HashSet<string>(StringComparer.Ordinal)).Add(lower);
        }
    }

    public string NameOf(string reference)
    {
        if (reference.StartsWith("/dev/", StringComparison.Ordinal))
        {
            reference = reference["/dev/".Length..];
        }

        if (_names.TryGetValue(reference, out var known))
        {
            return known;
        }

        if (reference.StartsWith("ata", StringComparison.Ordinal))
        {
            return NameOfPort(reference);
        }

        return reference.Split(':') is [var major, var minor] && int.TryParse(minor, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? DeviceNumber.NameOf(major, number) ?? (_mapperMajors.Contains(major) ? $"dm-{number}" : reference)
            : reference.Replace('!', '/');
    }

    public IEnumerable<string> Below(string device)
    {
        // What a log says of devices may go round in a circle.
        var seen = new HashSet<string>(StringComparer.Ordinal) { device };
        var next = new Queue<string>([device]);
        while (next.TryDequeue(out var upper))
        {
            IEnumerable<string> lower = _below.TryGetValue(upper, out var members) ? members : [];
            foreach (var below in (DeviceNumber.DiskOfPartition(upper) is { } disk ? lower.Append(disk) : lower).Where(seen.Add))
            {
                next.Enqueue(below);
                yield return below;
            }
        }
    }

    /// <summary>The kernel calls a map dm-1 where multipathd calls it mpatha: it is the same where both claim one path.</summary>
    private void LearnMap(string map, string path)
    {
        (map.StartsWith("dm-", StringComparison.Ordinal) ? _kernelMaps : _namedMaps)[path] = map;
        if (_kernelMaps.TryGetValue(path, out var kernel) && _namedMaps.TryGetValue(path, out var name))
        {
            _names[name] = _names[$"mapper/{name}"] = kernel;
        }
    }

    /// <summary>
    /// btrfs calls a map /dev/mapper/e3 where it speaks of the device, and dm-0 where it speaks of the filesystem on it. The line that says that the device was found
    /// tells its number (since 6.8); without it they are known to be the same where the filesystem has this one device.
    /// </summary>
    private void LearnFilesystem(Finding finding)
    {
        var device = finding.Device!;
        if (finding.Facts.TryGetValue("number", out var number) && IsMap(device) && number.Split(':') is [var major, var minor])
        {
            _mapperMajors.Add(major);
            _names[device["/dev/".Length..]] = $"dm-{minor}";
        }

        // A filesystem with a label is announced by that alone, and two may have the same.
        if (!finding.Facts.TryGetValue("uuid", out var uuid))
        {
            return;
        }

        var members = _filesystems.TryGetValue(uuid, out var known) ? known : _filesystems[uuid] = new Dictionary<string, string>(StringComparer.Ordinal);
        if (finding.Row.Type == "member-found")
        {
            members[finding.Facts["devid"]] = device;
        }
        else if (finding.Row.Type == "filesystem-mounted" && members.Count == 1 && members.Values.First() is var only && IsMap(only))
        {
            _names[only["/dev/".Length..]] = device;
        }
    }

    private static bool IsMap(string path) => path.StartsWith("/dev/mapper/", StringComparison.Ordinal);

    private string NameOfPort(string port)
    {
        var point = port.IndexOf('.', StringComparison.Ordinal);
        var (number, device) = point < 0 ? (port, "0") : (port[..point], port[(point + 1)..].TrimStart('0'));
        device = device.Length == 0 ? "0" : device;
        return _hostOfPort.TryGetValue(number, out var host) && _names.TryGetValue($"{host}:0:{device}:0", out var disk) ? disk : number;
    }
}
