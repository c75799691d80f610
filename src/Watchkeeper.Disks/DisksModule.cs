using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Contracts;
using Watchkeeper.Core.Data;
using Watchkeeper.Disks.Devices;
using Watchkeeper.Disks.Health;
using Watchkeeper.Disks.Peripety;
using Watchkeeper.Disks.Varlink;

namespace Watchkeeper.Disks;

public static class DisksModule
{
    public static Module Module => new("disks", "Are the disks and filesystems failing, and which ones exactly?")
    {
        Options = OptionsReader.Of(DisksOptions.Read),
        Migrations = DisksStore.Migrations,
        Grounded = DisksStore.Grounded,
        Retention = [new Retention("disks_names", "last_wall", static services => services.GetRequiredService<LiveOptions<DisksOptions>>().Current.KeepNames)],
        Services = services => services
            .Configure<JsonOptions>(json => json.SerializerOptions.TypeInfoResolverChain.Add(DisksJson.Default))
            .AddSingleton(_ => new DeviceMemory(new DeviceReader(new HostFiles()).Read))
            .AddSingleton<SourceFactory>(SourceList.Of)
            .AddSingleton<IStatusSection, DisksStatus>()
            .AddHostedService<DisksService>()
            .AddHostedService<HealthService>()
            .AddSingleton<DisksInterface>()
            .AddHostedService<VarlinkService>(),
        Endpoints = DisksApi.Map,
        Command = DisksCommands.Make,
        Converters = [PeripetyConverter.Converter],
        Needs = [new SystemNeed("disks.conf", "storage errors are read from /dev/kmsg", static () => CanReadKernelLog())],
    };

    private static bool CanReadKernelLog()
    {
        try
        {
            using var kmsg = new FileStream("/dev/kmsg", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0);
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
