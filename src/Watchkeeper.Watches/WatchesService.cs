using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Contracts;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Diagnostics;
using Watchkeeper.Core.Time;
using Watchkeeper.Watches.Active;
using Watchkeeper.Watches.Lanes;
using Watchkeeper.Watches.Running;

namespace Watchkeeper.Watches;

/// <summary>
/// Brings the watches to life: takes up what the last life kept, starts a lane for each source, lets time pass for all of them, keeps what they remember
/// every few seconds, and begins again with the same memory when the configuration changed.
/// </summary>
internal sealed class WatchesService(
    Database database, HostClock clock, HostIdentity host, LiveOptions<WatchesOptions> options, BootAxis axis, Roster roster, RunQueues queues,
    ConditionBoard board, ConditionOutlets outlets, LaneFactory lanes, Recollection recollection, ILogger<WatchesService> log) : BackgroundService, ILoop
{
    /// <summary>It wakes for what comes due, and to see what else may have; something due sooner than that after it was said may be so late.</summary>
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestRest = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan CheckpointPeriod = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ForgetPeriod = TimeSpan.FromHours(6);

    /// <summary>Within a boot the axis needs keeping once; how far it had come matters only after a reboot.</summary>
    private static readonly TimeSpan AxisPeriod = TimeSpan.FromMinutes(5);

    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly SemaphoreSlim _checkpointing = new(1);
    private volatile IReadOnlyList<Lane> _lanes = [];
    private TimeSpan _forgotten = TimeSpan.MinValue;
    private TimeSpan _axisKept = TimeSpan.MinValue;
    private string _silenced = "";
    private List<Run> _unfinished = [];

    public Pulse Pulse { get; } = new("watches", clock);

    /// <summary>Keeps everything now.</summary>
    public async Task CheckpointAsync()
    {
        await _checkpointing.WaitAsync();
        try
        {
            foreach (var lane in _lanes)
            {
                await lane.CheckpointAsync();
            }

            var policies = queues.TakeChanges();
            var isAxisDue = _axisKept == TimeSpan.MinValue || clock.Uptime - _axisKept >= AxisPeriod;
            if (policies.Count == 0 && !isAxisDue)
            {
                return;
            }

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
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            WatchesLog.NotKept(log, failure.Message);
        }
        finally
        {
            _checkpointing.Release();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        options.Changed += Changed;
        using var ending = new CancellationTokenSource();

        // What runs is ended at once, so that there is time to record how.
        await using var stopping = stoppingToken.Register(() => _ = queues.StopAsync());
        var always = Task.WhenAll(board.RunAsync(ending.Token), outlets.RunAsync(ending.Token));
        try
        {
            await database.Ready.WaitAsync(stoppingToken);
            TakeUp();
            while (!stoppingToken.IsCancellationRequested)
            {
                await LiveAgainAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The end is below.
        }
        finally
        {
            options.Changed -= Changed;
        }

        await queues.StopAsync();
        await CheckpointAsync();
        await ending.CancelAsync();
        await always.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>A database that is away when the configuration changes, or a fault, ends nothing: it begins again.</summary>
    private async Task LiveAgainAsync(CancellationToken stopping)
    {
        try
        {
            await LiveAsync(options.Current, stopping);
        }
        catch (ProblemException away) when (away.Kind == ProblemKind.Unavailable && !stopping.IsCancellationRequested)
        {
            WatchesLog.Waiting(log, away.Message);
            await Task.Delay(CheckpointPeriod, clock, stopping);
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            WatchesLog.Fault(log, "the watches as a whole", failure);
            await Task.Delay(CheckpointPeriod, clock, stopping);
        }
    }

    private void Changed(WatchesOptions changed) => _changes.Writer.TryWrite(true);

    /// <summary>What the last life left: the axis of time, active conditions, runs that were cut off.</summary>
    private void TakeUp()
    {
        if (database.Read(session => WatchStore.ReadAxis(session, host.Id)) is { } saved)
        {
            axis.Restore(saved);
        }

        board.Restore(options.Current.Conditions, database.Read(session => WatchStore.ReadActive(session, host.Id)));
        var unfinished = database.Read(session => WatchStore.ReadUnfinished(session, host.Id));
        _unfinished = [.. unfinished.Where(run => run.Status == RunStatus.Waiting || run.BootId == clock.BootId)];
        foreach (var run in unfinished.Except(_unfinished))
        {
            End(run, RunStatus.Interrupted, "the host went down before it was done");
        }
    }

    private void End(Run run, RunStatus status, string why) =>
        _ = database.WriteAsync(transaction => WatchStore.UpdateRun(transaction, run with { Status = status, Error = why }), Durability.Periodic);

    /// <summary>One configuration's life, until it changes or the daemon stops.</summary>
    private async Task LiveAsync(WatchesOptions configuration, CancellationToken stopping)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var (live, retired) = recollection.Restore(configuration);
        roster.Replace(live);
        await board.RedefineAsync(configuration.Conditions, stopping);
        _silenced = "";
        await board.ClearAllAsync(one => retired.Contains(one.Watch) || roster.Find(one.Watch) is null or { Watch.Enabled: false }, stopping);
        _lanes = lanes.Make([.. live.Where(one => one.Watch.Enabled)]);
        database.Read(session =>
        {
            foreach (var lane in _lanes)
            {
                lane.Restore(session);
            }

            return true;
        });
        _unfinished.ForEach(Resume);
        _unfinished = [];
        WatchesLog.Watching(log, live.Count(one => one.Watch.Enabled), _lanes.Count);
        var reading = _lanes.Select(lane => lane.RunAsync(ending.Token)).ToList();
        try
        {
            await TickAsync(stopping);
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(reading).WaitAsync(TimeSpan.FromSeconds(3), clock, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await CheckpointAsync();
        }
    }

    private void Resume(Run run)
    {
        if (roster.Find(run.Watch) is not { Watch.Enabled: true } live)
        {
            End(run, RunStatus.Dropped, "its watch is no longer there");
            return;
        }

        queues.Resume(
            new Trigger(live.Watch, run.Key, run.Kind, axis.Now, "")
            {
                Why = run.Why,
                Severity = run.Severity,
                Text = run.Text,
                Captures = run.Captures,
                Age = run.BootId == clock.BootId ? clock.Uptime - run.Triggered.SinceBoot : clock.Now - run.Triggered.Wall,
                Noticed = axis.Now,
            },
            run);
    }

    private async Task TickAsync(CancellationToken stopping)
    {
        var kept = clock.Uptime;
        var keeping = Task.CompletedTask;
        while (!_changes.Reader.TryRead(out _))
        {
            await RestAsync(stopping);
            foreach (var lane in _lanes)
            {
                lane.Tick();
            }

            await HushAsync(stopping);
            queues.Reconcile();
            if (keeping.IsCompleted && (clock.Uptime - kept >= CheckpointPeriod || _lanes.Any(lane => lane.IsUrgent)))
            {
                kept = clock.Uptime;
                keeping = KeepAsync();
            }
        }

        await keeping;
    }

    /// <summary>Until something comes due, or the configuration changes.</summary>
    private async Task RestAsync(CancellationToken stopping)
    {
        var rest = _lanes.Select(lane => lane.NextIn()).Append(LongestRest).Min();
        rest = rest < ShortestRest ? ShortestRest : rest;
        Pulse.Rest(rest);
        using var waking = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await Task.WhenAny(Task.Delay(rest, clock, waking.Token), _changes.Reader.WaitToReadAsync(waking.Token).AsTask());
        await waking.CancelAsync();
        stopping.ThrowIfCancellationRequested();
    }

    /// <summary>Tells the board whose watches are silenced, when that changed: by somebody, or because the time was up.</summary>
    private async Task HushAsync(CancellationToken stopping)
    {
        var now = axis.Now;
        var silenced = string.Join('\n', roster.All.Where(live => live.SilencedUntil > now && live.Watch.Raises is not null).Select(live => live.Watch.Raises!.Name));
        if (silenced != _silenced)
        {
            _silenced = silenced;
            await board.SilenceAsync(silenced.Split('\n'), stopping);
        }
    }

    private async Task KeepAsync()
    {
        await CheckpointAsync();
        if (clock.IsTrusted && (_forgotten == TimeSpan.MinValue || clock.Uptime - _forgotten >= ForgetPeriod))
        {
            _forgotten = clock.Uptime;
            var before = clock.Now - options.Current.Keep;
            await database.WriteAsync(transaction => WatchStore.ForgetRuns(transaction, host.Id, before), Durability.Periodic).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
