namespace Watchkeeper.Hosting;

/// <summary>The daemon itself listens to signals and says when it stops; the host has nothing to wait for.</summary>
internal sealed class OwnLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
