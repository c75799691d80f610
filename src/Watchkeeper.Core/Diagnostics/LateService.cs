using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Watchkeeper.Core.Diagnostics;

/// <summary>
/// A background service that begins only when the daemon serves. What the rooms do first (reading devices, samples, logs) keeps every processor of a small
/// board busy for a while, and whoever asks meanwhile should not wait behind it.
/// </summary>
public sealed class LateService(IHostedService inner) : IHostedLifecycleService, IDisposable
{
    /// <summary>The services themselves, those that begin late among them.</summary>
    public static IEnumerable<IHostedService> All(IServiceProvider services) =>
        services.GetServices<IHostedService>().Select(static service => service is LateService late ? late.Inner : service);

    public IHostedService Inner => inner;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The last of the host's steps: all others, the server among them, have been started.</summary>
    public Task StartedAsync(CancellationToken cancellationToken) => inner.StartAsync(cancellationToken);

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => inner.StopAsync(cancellationToken);

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => (inner as IDisposable)?.Dispose();
}
