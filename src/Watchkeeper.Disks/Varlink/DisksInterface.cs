using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Disks.Devices;

namespace Watchkeeper.Disks.Varlink;

/// <summary>What the Varlink interface io.watchkeeper.disks offers. Events and devices are as in the HTTP API.</summary>
internal sealed class DisksInterface(EventJournal journal, HostClock clock, DeviceMemory devices, LiveOptions<DisksOptions> options)
{
    public const string Name = "io.watchkeeper.disks";

    private const string Description = """
        # Block devices of the host and what happened to them, by Watchkeeper
        interface io.watchkeeper.disks

        # How the host reaches a disk: sata, nvme, iscsi, fc …, and what else is known of the way
        type Transport (kind: string, facts: [string]string)

        # A block device; what it does not have is left out. Below and above: the names of the devices directly below and above it. Size: bytes
        type Device (
          name: string, number: string, kind: string, wwid: ?string, path: string, preferred_path: string, map_name: ?string, size: int, model: ?string,
          serial: ?string, filesystem_uuid: ?string, filesystem_label: ?string, filesystem_type: ?string, mount_points: []string, below: []string, above: []string, transport: ?Transport
        )

        # A device as an event names it
        type DeviceName (name: string, kind: string, wwid: ?string, path: string)

        # What happened again besides, and how often
        type Repetition (type: string, device: string, count: int, suppressed: int)

        # What happened to a device. Times are RFC 3339 in UTC; severities are syslog's; incident is the same for all that belongs to one fault
        type Event (
          type: string, severity: string, device: string, message: string, time: ?string, wwid: ?string, path: ?string, kind: ?string, subsystem: string,
          peripety_type: ?string, advice: ?string, incident: string, root_cause: string, root_device: string, count: int, repeat: bool, suppressed: int,
          also: []Repetition, holder: ?string, below: []DeviceName, above: []DeviceName, mount_points: []string, filesystem_uuid: ?string,
          transport: ?Transport, facts: [string]string, lines: []string, source: ?string, priority: ?string
        )

        # A device however it is named, with the layers below and above it
        method Info(device: string) -> (device: Device, below: []Device, above: []Device)

        # All block devices
        method List() -> (disks: []Device)

        # Events, oldest first; of a device also those of the layers below and above it, unless only
        method Query(
          device: ?string, only: ?bool, severity: ?string, type: ?string, subsystem: ?string, since: ?string, until: ?string, limit: ?int
        ) -> (events: []Event)

        # Events as they happen; call with "more"
        method Monitor(device: ?string, only: ?bool, severity: ?string, type: ?string, subsystem: ?string) -> (event: Event)

        error NoSuchDevice (message: string)
        """;

    private const string ServiceDescription = """
        interface org.varlink.service
        method GetInfo() -> (vendor: string, product: string, version: string, url: string, interfaces: []string)
        method GetInterfaceDescription(interface: string) -> (description: string)
        error InterfaceNotFound (interface: string)
        error MethodNotFound (method: string)
        error InvalidParameter (parameter: string)
        """;

    /// <summary>The answer to a call; null when there is no such method.</summary>
    /// <exception cref="ProblemException">The device is unknown.</exception>
    /// <exception cref="VarlinkMistake">A parameter is wrong.</exception>
    public JsonObject? Answer(string method, VarlinkParameters parameters) => method switch
    {
        "org.varlink.service.GetInfo" => GetInfo(parameters),
        "org.varlink.service.GetInterfaceDescription" => new JsonObject { ["description"] = DescriptionOf(Needed(parameters, "interface")) },
        $"{Name}.Info" => JsonSerializer.SerializeToNode(devices.InfoOf(Needed(parameters, "device")), DisksJson.Default.DeviceInfo)!.AsObject(),
        $"{Name}.List" => List(parameters),
        $"{Name}.Query" => JsonSerializer.SerializeToNode(new DiskEventList(Query(parameters, isStored: true).Run(journal)), DisksJson.Default.DiskEventList)!.AsObject(),
        _ => null,
    };

    public async IAsyncEnumerable<JsonObject> MonitorAsync(VarlinkParameters parameters, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var query = Query(parameters, isStored: false);
        var once = new ToldOnce();
        await foreach (var entry in journal.FollowAsync(new EventQuery { Types = ["disks.*"], AndWaiting = true }, null, cancellation))
        {
            if (once.IsNews(entry.Id, entry.IsStored) && DisksJson.Read(entry) is { } told && query.Matches(told))
            {
                yield return new JsonObject { ["event"] = JsonSerializer.SerializeToNode(told, DisksJson.Default.DiskEvent) };
            }
        }
    }

    private static JsonObject GetInfo(VarlinkParameters parameters)
    {
        parameters.End();
        return new JsonObject
        {
            ["vendor"] = "Watchkeeper",
            ["product"] = "watchkeeper",
            ["version"] = typeof(DisksInterface).Assembly.GetName().Version!.ToString(3),
            ["url"] = "",
            ["interfaces"] = new JsonArray("org.varlink.service", Name),
        };
    }

    private static string DescriptionOf(string name) => name switch
    {
        Name => Description,
        "org.varlink.service" => ServiceDescription,
        _ => throw new VarlinkMistake("interface"),
    };

    private static JsonObject List(VarlinkParameters parameters)
    {
        parameters.End();
        return JsonSerializer.SerializeToNode(new DeviceList(DeviceTree.Read().Devices), DisksJson.Default.DeviceList)!.AsObject();
    }

    /// <summary>The only parameter of a method that must have it.</summary>
    private static string Needed(VarlinkParameters parameters, string name)
    {
        var text = parameters.Text(name) ?? throw new VarlinkMistake(name);
        parameters.End();
        return text;
    }

    private DiskEventQuery Query(VarlinkParameters parameters, bool isStored)
    {
        var (device, only, severity) = (parameters.Text("device"), parameters.Flag("only"), parameters.Text("severity"));
        IReadOnlyList<string> types = parameters.Text("type") is { } type ? [type] : [];
        IReadOnlyList<string> subsystems = parameters.Text("subsystem") is { } subsystem ? [subsystem] : [];
        var (since, until, limit) = isStored ? (parameters.Text("since"), parameters.Text("until"), parameters.Number("limit")) : default;
        parameters.End();
        var known = new KnownNames(journal, options.Current.Patterns);
        Try("type", () => known.Check(new DiskEventQuery { Types = types }));
        Try("subsystem", () => known.Check(new DiskEventQuery { Subsystems = subsystems }));
        Try("severity", () => DiskEventQuery.Read([], [], severity, null, null, null, null, clock.Now));
        Try("limit", () => DiskEventQuery.Read([], [], null, null, null, limit, null, clock.Now));
        Try("since", () => DiskEventQuery.Read([], [], null, since, null, null, null, clock.Now));
        DiskEventQuery? query = null;
        Try("until", () => query = DiskEventQuery.Read(types, subsystems, severity, since, until, limit, null, clock.Now));
        query = query! with { Devices = DeviceScope.Of(device, only, () => devices.Tree) };
        known.Check(query);
        return query;
    }

    private static void Try(string parameter, Action read)
    {
        try
        {
            read();
        }
        catch (ProblemException problem) when (problem.Kind is ProblemKind.BadRequest or ProblemKind.NotFound)
        {
            throw new VarlinkMistake(parameter);
        }
    }
}
