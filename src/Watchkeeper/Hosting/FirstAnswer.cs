using System.Net.Sockets;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Diagnostics;

namespace Watchkeeper.Hosting;

/// <summary>
/// The daemon asks itself for its health before its rooms begin: what an answer needs is compiled then, and the first who asks from outside waits neither
/// for that nor behind the rooms.
/// </summary>
internal sealed class FirstAnswer(CoreOptions core) : IHostedLifecycleService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Adds it in front of the background services that are there, and has these begin late.</summary>
    public static void Add(IServiceCollection services, CoreOptions core)
    {
        for (var i = 0; i < services.Count; i++)
        {
            var service = services[i];
            if (service.ServiceType == typeof(IHostedService))
            {
                services[i] = ServiceDescriptor.Singleton<IHostedService>(provider => new LateService(Make(service, provider)));
            }
        }

        services.Insert(0, ServiceDescriptor.Singleton<IHostedService>(new FirstAnswer(core)));
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        enough.CancelAfter(Patience);
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(core.Socket), enough.Token);
            await socket.SendAsync("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray(), enough.Token);
            await socket.ReceiveAsync(new byte[256], enough.Token);
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException)
        {
            // Nobody asked but the daemon itself, and the rooms begin all the same.
        }
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static IHostedService Make(ServiceDescriptor service, IServiceProvider provider) =>
        (IHostedService)(service.ImplementationInstance
            ?? service.ImplementationFactory?.Invoke(provider)
            ?? ActivatorUtilities.CreateInstance(provider, service.ImplementationType!));
}
