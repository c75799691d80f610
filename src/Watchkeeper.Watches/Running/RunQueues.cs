using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Watchkeeper.Core.Time;
using Watchkeeper.Watches.Active;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Policy;

namespace Watchkeeper.Watches.Running;

/// <summary>
/// Between triggers and steps: conditions are raised at once; steps run one at a time for each watch and key, as the policy allows. Offering a trigger never
/// waits for a step, so a step that is stuck delays nothing but its own key.
/// </summary>
internal sealed class RunQueues(
    RunWorker worker, RunRecorder recorder, ConditionBoard board, Roster roster, HostIdentity host, HostClock clock, BootAxis axis,
    ILogger<RunQueues> log)
{
    private readonly ConcurrentDictionary<(string Watch, string Key), RunQueue> _queues = new();

    public IEnumerable<RunQueue> Of(string watch) => _queues.Values.Where(queue => queue.Watch == watch);

    /// <summary>Takes up a key's policy from the last life. A key that is there already, because only the configuration was read anew, keeps what it is doing.</summary>
    public void Restore(string watch, string key, PolicyState policy) => _queues.TryAdd((watch, key), new RunQueue(watch, key) { Policy = policy });

    /// <summary>Takes a trigger. The task completes when what it led to is recorded; whoever saves a position waits for that first.</summary>
    public async Task OfferAsync(Trigger trigger)
    {
        try
        {
            await Task.WhenAll(TellBoardAsync(trigger), StartAsync(trigger));
        }
        catch (OperationCanceledException)
        {
            // The daemon stops; the position is not saved, and the line is read again.
        }
        catch (Exception fault)
        {
            WatchesLog.Fault(log, trigger.Watch.Name, fault);
        }
    }

    /// <summary>
    /// Takes up a run that is on record and not done. One that waited has its turn, now or after what goes on; one that had begun was cut off by a crash, so it
    /// begins anew, as long as it is not too old.
    /// </summary>
    public void Resume(Trigger trigger, Run run)
    {
        var queue = _queues.GetOrAdd((trigger.Watch.Name, trigger.Key), static key => new RunQueue(key.Watch, key.Key));
        Decision decision;
        lock (queue)
        {
            if (queue.IsBusy)
            {
                Wait(queue, trigger, run);
                return;
            }

            decision = run.Status == RunStatus.Waiting ? Decide(queue, trigger) : trigger.Age > trigger.Watch.Policy.MaxAge ? Decision.TooOld : Decision.Run;
            (queue.IsBusy, queue.IsDirty) = (decision == Decision.Run, true);
        }

        if (decision == Decision.Run)
        {
            _ = Task.Run(() => worker.WorkAsync(queue, trigger, run, recorder.StartAsync(run), Decide), CancellationToken.None);
        }
        else
        {
            recorder.Drop(run, trigger.Watch.Policy.Explain(decision));
        }

        if (decision == Decision.GivesUp)
        {
            _ = recorder.GiveUpAsync(trigger, trigger.Watch.Policy, queue);
        }
    }

    /// <summary>Forgets what the policies of a watch remember: it may run again now.</summary>
    public void Reset(string watch)
    {
        foreach (var queue in Of(watch))
        {
            lock (queue)
            {
                (queue.Policy, queue.IsDirty) = (PolicyState.Fresh, true);
            }
        }
    }

    /// <summary>The policies that changed, for keeping; what has nothing to remember any more is let go (null).</summary>
    public IReadOnlyList<(string Watch, string Key, byte[]? State)> TakeChanges()
    {
        var changes = new List<(string, string, byte[]?)>();
        foreach (var queue in _queues.Values)
        {
            lock (queue)
            {
                if (!queue.IsBusy && IsForgettable(queue))
                {
                    roster.Find(queue.Watch)?.AddSuppressed(queue.Policy.Suppressed);
                    _queues.TryRemove((queue.Watch, queue.Key), out _);
                    changes.Add((queue.Watch, queue.Key, null));
                }
                else if (queue.IsDirty)
                {
                    changes.Add((queue.Watch, queue.Key, queue.Policy.Save()));
                    queue.IsDirty = false;
                }
            }
        }

        return changes;
    }

    /// <summary>Ends what runs: the daemon stops.</summary>
    public async Task StopAsync()
    {
        await worker.StopAsync();
        var patience = clock.Uptime + TimeSpan.FromSeconds(3);
        while (clock.Uptime < patience && _queues.Values.Any(queue => queue.IsBusy))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), clock);
        }
    }

    private bool IsForgettable(RunQueue queue)
    {
        var policy = roster.Find(queue.Watch)?.Watch.Policy;
        var state = queue.Policy;
        var now = axis.Now;
        return policy is null
            || (!state.GaveUp && policy.NextPossible(state) <= now && Past(state.LastStart, policy.ResetAfter) && Past(state.LastFailure, policy.ResetAfter)
                && (state.Starts.IsEmpty || Past(state.Starts[^1], policy.LimitWithin)) && Past(state.LastTrigger, TimeSpan.FromMinutes(1)));

        bool Past(long time, TimeSpan span) => time == long.MinValue || time + BootAxis.Micro(span) <= now;
    }

    private async Task TellBoardAsync(Trigger trigger)
    {
        var raises = trigger.IsUnknown ? trigger.Watch.UnknownCondition : trigger.Watch.Raises;
        if (raises is null || trigger.Kind == EdgeKind.Fire)
        {
            return;
        }

        await (trigger.Kind == EdgeKind.Raise
            ? board.RaiseAsync(raises, trigger.Key, trigger.Severity, trigger.Message, trigger.Watch.Name, worker.Ending)
            : board.ClearAsync(raises.Name, trigger.Key, worker.Ending));
    }

    private async Task StartAsync(Trigger trigger)
    {
        var mine = trigger.Kind == EdgeKind.Clear ? trigger.Watch.After : trigger.Watch.Then;
        if (trigger.IsUnknown || (mine.Count == 0 && trigger.Kind != EdgeKind.Fire))
        {
            return;
        }

        var run = Run.Of(trigger, clock.Read(), clock.BootId, host);
        var queue = _queues.GetOrAdd((trigger.Watch.Name, trigger.Key), static key => new RunQueue(key.Watch, key.Key));
        Decision? decision = null;
        lock (queue)
        {
            if (!queue.IsBusy)
            {
                decision = Decide(queue, trigger);
                queue.IsBusy = decision == Decision.Run;
            }
            else if (queue.Present is { } present && present.Kind != trigger.Kind)
            {
                queue.Retrying?.Cancel();
            }

            queue.IsDirty = true;
        }

        if (decision == Decision.Run)
        {
            var recorded = recorder.AddAsync(run with { Status = RunStatus.Running }, queue);
            _ = Task.Run(() => worker.WorkAsync(queue, trigger, run, recorded, Decide), CancellationToken.None);
            await recorded;
        }
        else if (decision == Decision.GivesUp)
        {
            await recorder.GiveUpAsync(trigger, trigger.Watch.Policy, queue);
        }
        else if (decision is null && await recorder.AddAsync(run, queue))
        {
            // What is known already, because its line was read again after a crash, takes nobody's place.
            Resume(trigger, run);
        }
    }

    /// <summary>The newest trigger waits; one that waited before it is suppressed.</summary>
    private void Wait(RunQueue queue, Trigger trigger, Run run)
    {
        if (queue.Waiting is { } there && there.Trigger.At > trigger.At)
        {
            ((trigger, run), queue.Waiting) = (there, (trigger, run));
        }

        if (queue.Waiting is { } older)
        {
            recorder.Drop(older.Run, "a newer trigger took its place");
            older.Trigger.Fate = "nothing is done: a newer trigger took its place";
            queue.Policy = queue.Policy with { Suppressed = queue.Policy.Suppressed + 1 };
        }

        queue.Waiting = (trigger, run);
        trigger.Fate = "it waits for the run before it";
    }

    /// <summary>Silence, causes and dependencies come before the policy; the end of something is never held back by a cooldown.</summary>
    private Decision Decide(RunQueue queue, Trigger trigger)
    {
        var policy = trigger.Watch.Policy;
        if (roster.HeldBy(trigger.Watch, board.Current, axis.Now) is { } cause)
        {
            queue.Policy = queue.Policy with { Suppressed = queue.Policy.Suppressed + 1 };
            trigger.Fate = $"nothing is done: {cause}";
            return Decision.Held;
        }

        var decision = trigger.Age > policy.MaxAge ? Decision.TooOld : Decision.Run;
        if (trigger.Kind != EdgeKind.Clear)
        {
            (queue.Policy, decision) = policy.Decide(queue.Policy, trigger.Age, axis.Now);
        }

        trigger.Fate = policy.Explain(decision);
        return decision;
    }
}
