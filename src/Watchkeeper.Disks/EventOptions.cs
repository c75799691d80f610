using System.CommandLine;
using System.Globalization;
using Watchkeeper.Core.CommandLine;
using Watchkeeper.Disks.Devices;

namespace Watchkeeper.Disks;

/// <summary>The filters that <c>disks events</c> and <c>disks monitor</c> share.</summary>
internal sealed class EventOptions
{
    private readonly Option<string[]> _type = new("--type") { Description = "Only these types (medium-error, path-*), or peripety's names. May be given several times.", HelpName = "TYPE", DefaultValueFactory = _ => [] };

    private readonly Option<string[]> _subsystem = new("--subsystem") { Description = "Only these parts of the system: block, scsi, ata, nvme, multipath, thin, md, ext4, xfs, btrfs …", HelpName = "NAME", DefaultValueFactory = _ => [] };

    private readonly Option<string?> _severity = new("--severity") { Description = "This severe or worse: emergency, alert, critical, error, warning, notice, info or debug.", HelpName = "S" };

    private readonly Option<string?> _since = new("--since") { Description = "From this time on: 2026-11-20, '2026-11-20 08:00', yesterday, -6h.", HelpName = "TIME" };

    private readonly Option<string?> _until = new("--until") { Description = "Up to this time.", HelpName = "TIME" };

    private readonly Option<int?> _limit = new("--limit", "-n") { Description = "At most so many, the newest ones (1000).", HelpName = "N" };

    public Option<string?> Device { get; } = new("--device", "-d") { Description = "About this device, however it is named, and the layers below and above it.", HelpName = "DEVICE" };

    public Option<bool> Only { get; } = new("--only") { Description = "With --device: about the device alone." };

    public Verb On(Verb verb, bool withTimes)
    {
        foreach (var option in (Option[])[_severity, _type, _subsystem, Device, Only, .. withTimes ? (Option[])[_since, _until, _limit] : []])
        {
            verb.Options.Add(option);
        }

        return verb;
    }

    /// <summary>The devices that are asked for; null: all.</summary>
    public DeviceScope? Scope(Invocation invocation, Func<DeviceTree> tree) => DeviceScope.Of(invocation.Get(Device), invocation.Get(Only), tree);

    public DiskEventQuery Query(Invocation invocation, DeviceScope? scope) => DiskEventQuery.Read(
        invocation.Get(_type)!, invocation.Get(_subsystem)!, invocation.Get(_severity), invocation.Get(_since), invocation.Get(_until), invocation.Get(_limit), scope,
        invocation.Clock.Now);

    /// <summary>The same filters as a query of the API, times as they stand: the daemon's "yesterday" is this one's on the same host.</summary>
    public string Parameters(Invocation invocation)
    {
        // Read here first, so that a mistake is told without asking a daemon.
        var query = Query(invocation, Scope(invocation, static () => new DeviceTree([])));
        IEnumerable<(string Name, string? Value)> all =
        [
            .. query.Types.Select(type => ("type", (string?)type)),
            .. query.Subsystems.Select(subsystem => ("subsystem", (string?)subsystem)),
            ("severity", invocation.Get(_severity)),
            ("device", invocation.Get(Device)),
            ("only", invocation.Get(Only) ? "true" : null),
            ("since", query.Since?.ToString()),
            ("until", query.Until?.ToString()),
            ("limit", invocation.Get(_limit)?.ToString(CultureInfo.InvariantCulture)),
        ];
        var text = string.Join('&', all.Where(pair => pair.Value is not null).Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value!)}"));
        return text.Length > 0 ? "?" + text : "";
    }
}
