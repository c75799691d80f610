using Microsoft.Extensions.Logging;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;
using Watchkeeper.Watches.Lanes;
using Watchkeeper.Watches.Running;

namespace Watchkeeper.Watches;

/// <summary>Keeps what the watches remember, and forgets runs that are too old. One at a time, whoever asks.</summary>
internal sealed class Checkpoint(
    Database database, HostClock clock, HostIdentity host, LiveOptions<WatchesOptions> options, BootAxis axis, QueueBook book, ILogger<Checkpoint> log) : IDisposable
{
    /// <summary>What happened is kept within so long.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    /// <summary>Within a boot the axis needs keeping once; how far it had come matters only after a reboot.</summary>
    public static readonly TimeSpan AxisPeriod = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan ForgetPeriod = TimeSpan.FromHours(6);

    private readonly SemaphoreSlim _taking = new(1);
    private volatile IReadOnlyList<Lane> _lanes = [];
    private TimeSpan _forgotten = TimeSpan.MinValue;
    private TimeSpan _axisKept = TimeSpan.MinValue;

    /// <summary>The lanes in force.</summary>
    public IReadOnlyList<Lane> Lanes
    {
        get => _lanes;
        set => _lanes = value;
    }

    public void Dispose() => _taking.Dispose();

    /// <summary>Keeps everything now. What the database does not take is kept the next time.</summary>
    public async Task TakeAsync()
    {
        await _taking.WaitAsync();
        try
        {
            foreach (var lane in _lanes)
            {
                await lane.CheckpointAsync();
            }

            await KeepPoliciesAsync();
            await ForgetAsync();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            WatchesLog.NotKept(log, failure.Message);
        }
        finally
        {
            _taking.Release();
        }
    }

    private async Task KeepPoliciesAsync()
    {
        var policies = book.TakeChanges();
        var isAxisDue = _axisKept == TimeSpan.MinValue || clock.Uptime - _axisKept >= AxisPeriod;
        if (policies.Count == 0 && !isAxisDue)
        {
            return;
        }

        try
        {
            await database.WriteAsync(
                transaction =>
                {
                    foreach (var (watch, key, state) in policies)
                    {
                        WatchStore.SaveState(transaction, host.Id, watch, StatePart.Policy, key, state);
                    }

                    WatchStore.SaveAxis(transaction, host.Id, axis.Save());
                },
                Durability.Periodic);
            _axisKept = clock.Uptime;
        }
        catch
        {
            book.PutBack(policies);
            throw;
        }
    }

    /// <summary>A clock that cannot be trusted says nothing about what is old.</summary>
    private async Task ForgetAsync()
    {
        if (!clock.IsTrusted || (_forgotten != TimeSpan.MinValue && clock.Uptime - _forgotten < ForgetPeriod))
        {
            return;
        }

        _forgotten = clock.Uptime;
        var before = clock.Now - options.Current.Keep;
        await database.WriteAsync(transaction => WatchStore.ForgetRuns(transaction, host.Id, before), Durability.Periodic);
    }
}
