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

        # A device however it is named, with the layers below and above it
        method Info(device: string) -> (device: object, below: []object, above: []object)

        # All block devices
        method List() -> (disks: []object)

        # Stored events, oldest first; of a device also those of the layers below and above it, unless only
        method Query(device: ?string, only: ?bool, severity: ?string, type: ?string, since: ?string, until: ?string, limit: ?int) -> (events: []object)

        # Events as they happen; call with "more"
        method Monitor(device: ?string, only: ?bool, severity: ?string, type: ?string) -> (event: object)

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
    /// <exception cref="ProblemException">A parameter is wrong, or the device unknown.</exception>
    public JsonObject? Answer(string method, JsonObject parameters) => method switch
    {
        "org.varlink.service.GetInfo" => new JsonObject
        {
            ["vendor"] = "Watchkeeper",
            ["product"] = "watchkeeper",
            ["version"] = typeof(DisksInterface).Assembly.GetName().Version!.ToString(3),
            ["url"] = "",
            ["interfaces"] = new JsonArray("org.varlink.service", Name),
        },
        "org.varlink.service.GetInterfaceDescription" => new JsonObject
        {
            ["description"] = Text(parameters, "interface") switch
            {
                Name => Description,
                "org.varlink.service" => ServiceDescription,
                var other => throw new ProblemException(ProblemKind.BadRequest, $"interface: there is no {other}"),
            },
        },
        $"{Name}.Info" => JsonSerializer.SerializeToNode(
            devices.InfoOf(Text(parameters, "device") ?? throw new ProblemException(ProblemKind.BadRequest, "device")), DisksJson.Default.DeviceInfo)!.AsObject(),
        $"{Name}.List" => JsonSerializer.SerializeToNode(new DeviceList(DeviceTree.Read().Devices), DisksJson.Default.DeviceList)!.AsObject(),
        $"{Name}.Query" => JsonSerializer.SerializeToNode(new DiskEventList(Query(parameters).Run(journal)), DisksJson.Default.DiskEventList)!.AsObject(),
        _ => null,
    };

    public async IAsyncEnumerable<JsonObject> MonitorAsync(JsonObject parameters, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var query = Query(parameters);
        var once = new ToldOnce();
        await foreach (var entry in journal.FollowAsync(new EventQuery { Types = ["disks.*"], AndWaiting = true }, null, cancellation))
        {
            if (once.IsNews(entry.Id, entry.IsStored) && DisksJson.Read(entry) is { } told && query.Matches(told))
            {
                yield return new JsonObject { ["event"] = JsonSerializer.SerializeToNode(told, DisksJson.Default.DiskEvent) };
            }
        }
    }

    private DiskEventQuery Query(JsonObject parameters)
    {
        var scope = DeviceScope.Of(Text(parameters, "device"), Flag(parameters, "only"), () => devices.Tree);
        var query = DiskEventQuery.Read(
            Text(parameters, "type") is { } type ? [type] : [], [], Text(parameters, "severity"), Text(parameters, "since"), Text(parameters, "until"),
            Number(parameters, "limit"), scope, clock.Now);
        new KnownNames(journal, options.Current.Patterns).Check(query);
        return query;
    }

    private static int? Number(JsonObject parameters, string name) => parameters[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<int>(out var number) => number,
        _ => throw new ProblemException(ProblemKind.BadRequest, name),
    };

    private static bool Flag(JsonObject parameters, string name) => parameters[name]?.GetValueKind() switch
    {
        null or JsonValueKind.Null or JsonValueKind.False => false,
        JsonValueKind.True => true,
        _ => throw new ProblemException(ProblemKind.BadRequest, name),
    };

    private static string? Text(JsonObject parameters, string name) => parameters[name]?.GetValueKind() switch
    {
        null or JsonValueKind.Null => null,
        JsonValueKind.String => (string?)parameters[name],
        _ => throw new ProblemException(ProblemKind.BadRequest, name),
    };
}
