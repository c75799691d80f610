using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Watchkeeper.Core.Time;
using Watchkeeper.Watches.Active;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Policy;

namespace Watchkeeper.Watches.Running;

/// <summary>
/// Between triggers and steps: conditions are raised at once; steps run one at a time for each watch and key, as the policy allows. Offering a trigger never
/// waits for a step, so a step that is stuck delays nothing but its own key. What lasts waits for what is in its way: a cooldown, a silence, a cause.
/// </summary>
internal sealed partial class RunQueues(
    QueueBook book, RunWorker worker, RunRecorder recorder, ConditionBoard board, Roster roster, HostClock clock, BootAxis axis, AlarmClock alarm,
    ILogger<RunQueues> log)
{
    /// <summary>Those in which something that lasts waits for what is in its way.</summary>
    private readonly ConcurrentDictionary<RunQueue, bool> _patient = new();

    /// <summary>Takes a trigger. The task completes when what it led to is recorded; whoever saves a position waits for that first.</summary>
    public Task OfferAsync(Trigger trigger) => GuardAsync(trigger, () => Task.WhenAll(TellBoardAsync(trigger), StartAsync(trigger)));

    /// <summary>Looks again at what waits, and at what still holds: called when a cooldown, a silence or a cause may have ended.</summary>
    /// <returns>When the next cooldown ends that something waits for, or the next repetition is due, on the boot axis; <see cref="long.MaxValue"/>: none does.</returns>
    public long Reconcile()
    {
        var next = long.MaxValue;
        foreach (var queue in _patient.Keys)
        {
            Serve(queue);
            Consider(queue.NextPossible);
        }

        foreach (var (trigger, due) in book.Repetitions())
        {
            if (due <= axis.Now)
            {
                _ = GuardAsync(trigger, () => StartAsync(trigger));
            }

            Consider(due);
        }

        return next;

        // What is past waits for something else, and whoever ends that rings.
        void Consider(long due) => next = due > axis.Now ? Math.Min(next, due) : next;
    }

    /// <summary>Forgets what the policies of a watch remember: it may run again now, and what waited does not.</summary>
    public void Reset(string watch)
    {
        foreach (var queue in book.Of(watch))
        {
            lock (queue)
            {
                (queue.Policy, queue.Level, queue.NotBefore, queue.IsDirty) = (PolicyState.Fresh, EdgeKind.None, long.MinValue, true);
                Pass(queue, "the watch was reset");
            }
        }
    }

    /// <summary>Ends what runs: the daemon stops.</summary>
    public async Task StopAsync()
    {
        await worker.StopAsync();
        var patience = clock.Uptime + TimeSpan.FromSeconds(3);
        while (clock.Uptime < patience && book.IsAnyBusy)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), clock);
        }
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
        if (trigger.IsUnknown || (trigger.Watch.Then.Count + trigger.Watch.After.Count == 0 && trigger.Kind != EdgeKind.Fire))
        {
            return;
        }

        var run = recorder.Make(trigger);
        var (queue, decision) = book.With(trigger, queue => (queue, Meet(queue, trigger)));
        if (decision == Decision.Run)
        {
            (run, var hasSlot) = worker.Admit(run);
            var recorded = recorder.AddAsync(run, queue);
            Work(queue, trigger, run, hasSlot, recorded);
            await recorded;
        }
        else if (decision == Decision.GivesUp)
        {
            await recorder.GiveUpAsync(trigger, trigger.Watch.Policy, queue);
        }
        else if (decision == Decision.Waits && await recorder.AddAsync(run, queue))
        {
            // What is known already, because its line was read again after a crash, takes nobody's place.
            Place(trigger, run);
        }
    }

    /// <summary>What comes of a new trigger, under its queue's lock.</summary>
    private Decision Meet(RunQueue queue, Trigger trigger)
    {
        (queue.Policy, var isDue) = ActionPolicy.Meet(queue.Policy, trigger.Kind, trigger.Watch.Then.Count > 0, trigger.Watch.After.Count > 0);
        queue.IsDirty = true;
        if (trigger.Kind != EdgeKind.Fire)
        {
            (queue.Level, queue.NotBefore) = (trigger.Kind, long.MinValue);
            if (queue.Waiting is { } waiting && waiting.Trigger.Kind != trigger.Kind)
            {
                Pass(queue, "the opposite happened before it could be done");
            }

            if (queue.Present is { } present && present.Kind != trigger.Kind)
            {
                queue.Retrying?.Cancel();
            }
        }

        var decision = !isDue ? Decision.NotDue : queue.IsBusy ? Decision.Waits : Decide(queue, trigger);
        queue.IsBusy |= decision == Decision.Run;
        trigger.Fate = decision == Decision.NotDue ? trigger.Watch.Policy.Explain(decision) : trigger.Fate;
        return decision;
    }

    /// <summary>Lets a trigger that is on record wait for its turn, which may be now.</summary>
    private void Place(Trigger trigger, Run run) => Serve(book.With(trigger, queue =>
    {
        if (trigger.Kind != EdgeKind.Fire && queue.Level is not EdgeKind.None && queue.Level != trigger.Kind)
        {
            recorder.Drop(run, "the opposite happened before it could be done");
            return queue;
        }

        queue.Level = trigger.Kind;
        if (queue.Waiting is { } there && there.Trigger.At > trigger.At)
        {
            ((trigger, run), queue.Waiting) = (there, (trigger, run));
        }

        Pass(queue, "a newer trigger took its place");
        queue.Waiting = (trigger, run);
        trigger.Fate = "it waits for the run before it";
        return queue;
    }));

    /// <summary>What waited is not done, under its queue's lock.</summary>
    private void Pass(RunQueue queue, string why, bool isTold = false)
    {
        if (queue.Waiting is { } older)
        {
            recorder.Drop(older.Run, why, isTold);
            older.Trigger.Fate = $"nothing is done: {why}";

            // One that the last life had let begin, and that did not come to it or failed.
            var policy = older.Run.Status is RunStatus.Ready or RunStatus.Retrying ? ActionPolicy.NotDone(queue.Policy) : queue.Policy;
            queue.Policy = policy with { Suppressed = policy.Suppressed + 1 };
            queue.Waiting = null;
        }
    }

    /// <summary>Lets what waits have its turn, if nothing is in its way any more.</summary>
    private void Serve(RunQueue queue)
    {
        (Trigger Trigger, Run Run) next;
        Decision decision;
        lock (queue)
        {
            if (queue.IsBusy || queue.Waiting is not { } waiting || worker.Ending.IsCancellationRequested)
            {
                _patient.TryRemove(queue, out _);
                return;
            }

            if (queue.IsUnheard && queue.HeardUntil <= axis.Now)
            {
                _patient.TryRemove(queue, out _);
                PassUnheard(queue, waiting.Trigger);
                return;
            }

            (next, decision) = (waiting, Turn(queue, waiting.Trigger, waiting.Run));
            if (decision == Decision.Waits)
            {
                queue.NextPossible = queue.IsUnheard ? queue.HeardUntil : Math.Max(queue.NotBefore, waiting.Trigger.Watch.Policy.NextPossible(queue.Policy));
                if (_patient.TryAdd(queue, true))
                {
                    alarm.Ring();
                }

                return;
            }

            (queue.Waiting, queue.IsBusy) = (null, decision == Decision.Run);
            _patient.TryRemove(queue, out _);
        }

        if (decision == Decision.Run)
        {
            var (run, hasSlot) = next.Run.Status == RunStatus.Waiting ? worker.Admit(next.Run) : (next.Run, false);
            Work(queue, next.Trigger, run, hasSlot, recorder.UpdateAsync(run));
            return;
        }

        recorder.Drop(next.Run, next.Trigger.Fate);
        if (decision == Decision.GivesUp)
        {
            _ = recorder.GiveUpAsync(next.Trigger, next.Trigger.Watch.Policy, queue);
        }
    }

    /// <summary>Silence, causes and dependencies come before the policy: what happened meanwhile is passed over, and what lasts waits for their end.</summary>
    private Decision Decide(RunQueue queue, Trigger trigger)
    {
        if (roster.HeldBy(trigger.Watch, board.Current, axis.Now) is { } cause)
        {
            if (trigger.Kind != EdgeKind.Fire)
            {
                trigger.Fate = $"it waits: {cause}";
                return Decision.Waits;
            }

            queue.Policy = queue.Policy with { Suppressed = queue.Policy.Suppressed + 1 };
            trigger.Fate = $"nothing is done: {cause}";
            return Decision.Held;
        }

        var (after, decision) = trigger.Watch.Policy.Decide(queue.Policy, trigger.Kind, trigger.AgeAt(axis.Now), axis.Now);
        (queue.Policy, queue.IsDirty) = (after, queue.IsDirty || !ReferenceEquals(after, queue.Policy));
        trigger.Fate = trigger.Watch.Policy.Explain(decision);
        return decision;
    }

    private void Work(RunQueue queue, Trigger trigger, Run run, bool hasSlot, Task<bool> recorded) => _ = Task.Run(
        async () =>
        {
            await worker.WorkAsync(queue, trigger, run, hasSlot, recorded);
            Serve(queue);
        },
        CancellationToken.None);

    private async Task GuardAsync(Trigger trigger, Func<Task> work)
    {
        try
        {
            await work();
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
}
