using Watchkeeper.Core.Text;
using Watchkeeper.Watches.Actions;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Policy;
using Watchkeeper.Watches.Sources;

namespace Watchkeeper.Watches.Running;

/// <summary>What the last life of the daemon left to do.</summary>
internal sealed partial class RunQueues
{
    /// <summary>A little longer than conditions take to catch up with what was written while nobody watched.</summary>
    private static readonly TimeSpan CatchUp = TimeSpan.FromSeconds(12);

    /// <summary>
    /// Takes up a run that is on record and not done. One that waited has its turn, now or after what goes on; one that had begun was cut off by a crash, so
    /// what is left of it is ended, and it begins anew. What was to be done about something that lasts waits until that is known to be so still.
    /// </summary>
    public void Resume(Trigger trigger, Run run)
    {
        var isLevel = trigger.Kind != EdgeKind.Fire && trigger.Watch.SeesLevel;
        var (queue, goesOn) = book.With(trigger, queue =>
        {
            if (trigger.Kind != EdgeKind.Fire)
            {
                // What was said later is what is so.
                if (queue.Waiting is { } there && there.Trigger.Kind != trigger.Kind)
                {
                    Pass(queue, "the opposite happened before it could be done");
                }

                queue.Level = trigger.Kind;
            }

            queue.NotBefore = !isLevel ? queue.NotBefore
                : trigger.Kind == EdgeKind.Raise && trigger.Watch.Condition is not Silence ? long.MaxValue
                : axis.After(CatchUp);
            queue.HeardUntil = axis.After(PatienceWith(trigger.Watch));
            var goesOn = run.Status != RunStatus.Waiting && !queue.IsBusy;
            queue.IsBusy |= goesOn;
            return (queue, goesOn);
        });
        if (!goesOn)
        {
            Place(trigger, run);
        }
        else if (!isLevel)
        {
            Work(queue, trigger, run, hasSlot: false, Leftovers.EndAsync(run, clock));
        }
        else
        {
            _ = GuardAsync(trigger, () => PlaceAfterAsync(Leftovers.EndAsync(run, clock), queue, trigger, run));
        }
    }

    /// <summary>
    /// A source gave a sure answer about a key, and what came of it was handed on. What waited for that has its turn, if by that answer it is still so.
    /// </summary>
    /// <param name="isSeenToHold">Null: it is not decided yet.</param>
    public void Hear(string watch, string key, Func<bool?> isSeenToHold)
    {
        if (book.Find(watch, key) is not { } queue || !IsUnheard(queue) || isSeenToHold() is not { } holds)
        {
            return;
        }

        lock (queue)
        {
            queue.NotBefore = long.MinValue;
            if (!holds)
            {
                queue.Level = EdgeKind.Clear;
                Pass(queue, "it was over when its source was asked again");
            }
        }
    }

    private static bool IsUnheard(RunQueue queue)
    {
        lock (queue)
        {
            return queue.IsUnheard;
        }
    }

    /// <summary>As old as something may be that is acted upon, and the time in which a source can be asked.</summary>
    private static TimeSpan PatienceWith(Watch watch) =>
        watch.Policy.MaxAge + (watch.Source is PolledSource source ? source.Every + source.Timeout : TimeSpan.Zero);

    /// <summary>
    /// What waited for its source's word has waited for too long, under its queue's lock: the thing may be gone for good. It stays unheard, so that what is
    /// repeated while it holds begins again only with that word.
    /// </summary>
    private void PassUnheard(RunQueue queue, Trigger trigger)
    {
        Pass(queue, $"its source did not say within {Durations.Format(PatienceWith(trigger.Watch))} of the start whether it is still so", isTold: true);
        queue.IsDirty = true;
    }

    /// <summary>Lets a run wait for its turn once a task is done, until which its queue is busy.</summary>
    private async Task PlaceAfterAsync(Task ended, RunQueue queue, Trigger trigger, Run run)
    {
        await ended;
        lock (queue)
        {
            queue.IsBusy = false;
        }

        Place(trigger, run);
    }

    /// <summary>Whether what waits has its turn, under its queue's lock. What had begun in the last life was allowed then.</summary>
    private Decision Turn(RunQueue queue, Trigger trigger, Run run)
    {
        if (queue.NotBefore > axis.Now)
        {
            trigger.Fate = $"it {RunQueue.WaitsForWord}";
            return Decision.Waits;
        }

        return run.Status == RunStatus.Waiting ? Decide(queue, trigger) : Decision.Run;
    }
}
