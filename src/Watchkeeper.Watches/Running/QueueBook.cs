using System.Collections.Concurrent;
using Watchkeeper.Watches.Policy;

namespace Watchkeeper.Watches.Running;

/// <summary>The queues of all watches and keys: made when they are first needed, and let go when there is nothing to remember of them.</summary>
internal sealed class QueueBook(Roster roster, BootAxis axis)
{
    private readonly ConcurrentDictionary<(string Watch, string Key), RunQueue> _queues = new();

    public bool IsAnyBusy => _queues.Values.Any(queue => queue.IsBusy);

    public IEnumerable<RunQueue> Of(string watch) => _queues.Values.Where(queue => queue.Watch == watch);

    public RunQueue? Find(string watch, string key) => _queues.GetValueOrDefault((watch, key));

    /// <summary>Takes up a key's policy from the last life. A key that is there already, because only the configuration was read anew, keeps what it is doing.</summary>
    public void Restore(string watch, string key, PolicyState policy) => _queues.TryAdd((watch, key), new RunQueue(watch, key) { Policy = policy });

    /// <summary>Why what the last life of the daemon left to do about a watch is not done yet, for people; null: nothing waits for its source's word.</summary>
    public string? Unheard(string watch)
    {
        foreach (var queue in Of(watch))
        {
            lock (queue)
            {
                if (queue is { IsUnheard: true, Waiting: not null })
                {
                    return $"{(queue.Key.Length > 0 ? queue.Key : "it")} {RunQueue.WaitsForWord}";
                }
            }
        }

        return null;
    }

    /// <summary>Does something with the queue of a trigger's key under its lock. One that was let go before it could be locked is found anew.</summary>
    public T With<T>(Trigger trigger, Func<RunQueue, T> work)
    {
        while (true)
        {
            var queue = _queues.GetOrAdd((trigger.Watch.Name, trigger.Key), static one => new RunQueue(one.Watch, one.Key));
            lock (queue)
            {
                if (!queue.IsGone)
                {
                    return work(queue);
                }
            }
        }
    }

    /// <summary>What still holds and is to be acted upon again, and when, on the boot axis. Its beginning was offered before, and nothing is on its way.</summary>
    public IEnumerable<(Trigger Trigger, long Due)> Repetitions()
    {
        foreach (var live in roster.All.Where(live => live.Watch is { Enabled: true, SeesLevel: true } && live.Watch.Policy.Repeat > TimeSpan.Zero))
        {
            List<Trigger> standing;
            lock (live.Lane?.Gate ?? new Lock())
            {
                standing = [.. live.Evaluator.Standing(axis.Now)];
            }

            foreach (var trigger in standing)
            {
                if (Find(trigger.Watch.Name, trigger.Key) is { } queue && NextRepeat(queue, trigger.Watch.Policy) is { } due)
                {
                    yield return (trigger, due);
                }
            }
        }
    }

    private static long? NextRepeat(RunQueue queue, ActionPolicy policy)
    {
        lock (queue)
        {
            return queue is { IsBusy: false, Waiting: null, IsUnheard: false, Policy.Standing: not Standing.Even } ? policy.NextRepeat(queue.Policy) : null;
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
                if (!queue.IsBusy && queue.Waiting is null && IsForgettable(queue))
                {
                    roster.Find(queue.Watch)?.AddSuppressed(queue.Policy.Suppressed);
                    queue.IsGone = _queues.TryRemove((queue.Watch, queue.Key), out _);
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

    /// <summary>Could not be kept, and is to be kept the next time.</summary>
    public void PutBack(IEnumerable<(string Watch, string Key, byte[]? State)> changes)
    {
        foreach (var queue in changes.Select(one => Find(one.Watch, one.Key)).OfType<RunQueue>())
        {
            lock (queue)
            {
                queue.IsDirty = true;
            }
        }
    }

    private bool IsForgettable(RunQueue queue)
    {
        var policy = roster.Find(queue.Watch)?.Watch.Policy;
        var state = queue.Policy;
        var now = axis.Now;
        return policy is null
            || (!state.GaveUp && state.Standing == Standing.Even && policy.NextPossible(state) <= now && Past(state.LastStart, policy.ResetAfter)
                && Past(state.LastFailure, policy.ResetAfter) && (state.Starts.IsEmpty || Past(state.Starts[^1], policy.LimitWithin))
                && Past(state.LastTrigger, TimeSpan.FromMinutes(1)));

        bool Past(long time, TimeSpan span) => time == long.MinValue || time + BootAxis.Micro(span) <= now;
    }
}
