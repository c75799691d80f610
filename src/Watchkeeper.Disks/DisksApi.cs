using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Disks.Devices;

namespace Watchkeeper.Disks;

/// <summary><c>/api/v1/disks</c>: the devices of the host, and what happened to them. To follow events, use <c>/api/v1/events/stream?type=disks.*</c>.</summary>
internal static class DisksApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/disks", List).WithName("ListDisks").WithTags("disks").WithSummary("The block devices of the host, and what stands on what.");
        routes.MapGet("/api/v1/disks/info", Info).WithName("ShowDisk").WithTags("disks")
            .WithSummary("One device, however it is named (sda, 8:0, a wwid, a mount point …), with all that is below and above it.");
        routes.MapGet("/api/v1/disks/events", Events).WithName("ListDiskEvents").WithTags("disks")
            .WithSummary("Storage events, the newest ones up to the limit, oldest first; of a device also those of the layers below and above it, unless only=true.");
    }

    private static JsonHttpResult<DeviceList> List() => TypedResults.Json(new DeviceList(DeviceTree.Read().Devices), DisksJson.Default.DeviceList);

    private static JsonHttpResult<DeviceInfo> Info(DeviceMemory devices, string device) => TypedResults.Json(devices.InfoOf(device), DisksJson.Default.DeviceInfo);

    private static JsonHttpResult<DiskEventList> Events(
        EventJournal journal, HostClock clock, DeviceMemory devices, LiveOptions<DisksOptions> options, string[]? type, string[]? subsystem, string? severity, string? device, bool? only, string? since,
        string? until, int? limit)
    {
        var scope = DeviceScope.Of(device, only ?? false, () => devices.Tree);
        var query = DiskEventQuery.Read(type ?? [], subsystem ?? [], severity, since, until, limit, scope, clock.Now);
        new KnownNames(journal, options.Current.Patterns).Check(query);
        return TypedResults.Json(new DiskEventList(query.Run(journal)), DisksJson.Default.DiskEventList);
    }
}
