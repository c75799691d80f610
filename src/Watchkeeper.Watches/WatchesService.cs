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
    Database database, HostClock clock, HostIdentity host, LiveOptions<WatchesOptions> options, BootAxis axis, AlarmClock alarm, Roster roster, RunQueues queues,
    Checkpoint checkpoint, ConditionBoard board, ConditionOutlets outlets, LaneFactory lanes, Recollection recollection, ILogger<WatchesService> log) : BackgroundService, ILoop
{
    /// <summary>However much happens, it does not turn more often; something that comes due may be so late.</summary>
    private static readonly TimeSpan ShortestTurn = TimeSpan.FromMilliseconds(20);

    private volatile bool _isChanged;
    private string _silenced = "";
    private List<Run> _unfinished = [];

    public Pulse Pulse { get; } = new("watches", clock);

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
        await checkpoint.TakeAsync();
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
            await Task.Delay(Checkpoint.Period, clock, stopping);
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            WatchesLog.Fault(log, "the watches as a whole", failure);
            await Task.Delay(Checkpoint.Period, clock, stopping);
        }
    }

    private void Changed(WatchesOptions changed)
    {
        _isChanged = true;
        alarm.Ring();
    }

    /// <summary>What the last life left: the axis of time, active conditions, runs that were cut off.</summary>
    private void TakeUp()
    {
        if (database.Read(session => WatchStore.ReadAxis(session, host.Id)) is { } saved)
        {
            axis.Restore(saved);
        }

        board.Restore(options.Current.Conditions, database.Read(session => WatchStore.ReadActive(session, host.Id)));
        var unfinished = database.Read(session => WatchStore.ReadUnfinished(session, host.Id));
        _unfinished = [.. unfinished.Where(run => run.Status != RunStatus.Running || run.BootId == clock.BootId)];
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
        checkpoint.Lanes = lanes.Make([.. live.Where(one => one.Watch.Enabled)]);
        database.Read(session =>
        {
            foreach (var lane in checkpoint.Lanes)
            {
                lane.Restore(session);
            }

            return true;
        });
        _unfinished.ForEach(Resume);
        _unfinished = [];
        WatchesLog.Watching(log, live.Count(one => one.Watch.Enabled), checkpoint.Lanes.Count);
        var reading = checkpoint.Lanes.Select(lane => lane.RunAsync(ending.Token)).ToList();
        try
        {
            await TickAsync(stopping);
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(reading).WaitAsync(TimeSpan.FromSeconds(3), clock, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await checkpoint.TakeAsync();
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
                Age = run.Since(clock),
                Noticed = axis.Now,
            },
            run);
    }

    /// <summary>
    /// Lets time pass, and does what came due. Between two turns it sleeps until the next thing that is known to come due; whatever happens meanwhile rings.
    /// </summary>
    private async Task TickAsync(CancellationToken stopping)
    {
        var (kept, keeping, rest) = (clock.Uptime, Task.CompletedTask, ShortestTurn);
        while (!_isChanged)
        {
            await RestAsync(rest, stopping);
            foreach (var lane in checkpoint.Lanes)
            {
                lane.Tick();
            }

            rest = Sooner(await HushAsync(stopping), queues.Reconcile());
            if (keeping.IsCompleted && (clock.Uptime - kept >= Checkpoint.Period || checkpoint.Lanes.Any(lane => lane.IsUrgent)))
            {
                (kept, keeping) = (clock.Uptime, checkpoint.TakeAsync());
            }
            else
            {
                // Whatever it woke for may be worth keeping.
                var next = kept + Checkpoint.Period - clock.Uptime;
                rest = next < rest ? next : rest;
            }
        }

        _isChanged = false;
        await keeping;
    }

    /// <summary>Until the earliest of what is due, or somebody rings.</summary>
    private async Task RestAsync(TimeSpan longest, CancellationToken stopping)
    {
        var began = clock.Uptime;
        var rest = checkpoint.Lanes.Select(lane => lane.NextIn()).Append(longest).Min();
        rest = rest < ShortestTurn ? ShortestTurn : rest;
        Pulse.Rest(rest);
        await alarm.WaitAsync(rest, stopping);
        if (clock.Uptime - began is var slept && slept < ShortestTurn)
        {
            await Task.Delay(ShortestTurn - slept, clock, stopping);
        }
    }

    /// <summary>How long until the earlier of two times on the boot axis; the axis itself is to be kept before that is too long.</summary>
    private TimeSpan Sooner(long first, long second) => TimeSpan.FromMicroseconds(Math.Min(Math.Min(first, second) - axis.Now, BootAxis.Micro(Checkpoint.AxisPeriod)));

    /// <summary>Tells the board whose watches are silenced, when that changed: by somebody, or because the time was up.</summary>
    /// <returns>When the next silence ends, on the boot axis; <see cref="long.MaxValue"/>: there is none.</returns>
    private async Task<long> HushAsync(CancellationToken stopping)
    {
        var now = axis.Now;
        var silent = roster.All.Where(live => live.SilencedUntil > now).ToList();
        var silenced = string.Join('\n', silent.Select(live => live.Watch.Raises?.Name).OfType<string>());
        if (silenced != _silenced)
        {
            _silenced = silenced;
            await board.SilenceAsync(silenced.Split('\n'), stopping);
        }

        return silent.Select(live => live.SilencedUntil).Append(long.MaxValue).Min();
    }
}
