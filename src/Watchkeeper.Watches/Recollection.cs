using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;
using Watchkeeper.Watches.Lanes;
using Watchkeeper.Watches.Policy;
using Watchkeeper.Watches.Running;

namespace Watchkeeper.Watches;

/// <summary>Gives the watches of a configuration back what was kept of them: by the last life of the daemon, or just before a reload.</summary>
internal sealed class Recollection(Database database, HostIdentity host, BootAxis axis, LaneFactory lanes, RunQueues queues, QueueBook book)
{
    private bool _isFirst = true;

    /// <summary>The watches with what they remember, and the names of those whose memory no longer fits.</summary>
    public (IReadOnlyList<LiveWatch> Live, HashSet<string> Retired) Restore(WatchesOptions configuration)
    {
        var kept = database.Read(session => WatchStore.ReadWatches(session, host.Id)).ToDictionary(one => one.Name, StringComparer.Ordinal);
        var live = new List<LiveWatch>();
        var retired = new HashSet<string>(StringComparer.Ordinal);
        foreach (var watch in configuration.Watches)
        {
            var one = lanes.MakeWatch(watch);
            live.Add(one);
            var memory = kept.GetValueOrDefault(watch.Name);
            if (memory?.Fingerprint == watch.Fingerprint)
            {
                Restore(one, memory);
            }
            else if (memory is not null)
            {
                retired.Add(watch.Name);
                queues.Reset(watch.Name);
                _ = database.WriteAsync(transaction => WatchStore.ForgetStates(transaction, host.Id, watch.Name), Durability.Periodic);
            }

            if (_isFirst)
            {
                one.Evaluator.Interrupt(axis.Now);
            }

            if (watch.Time == TimeBase.Arrival)
            {
                one.Evaluator.Begin(axis.Now);
            }
        }

        _isFirst = false;
        return (live, retired);
    }

    private void Restore(LiveWatch live, KeptWatch memory)
    {
        live.Restore(memory.Matches, memory.LastMatch, memory.SilencedUntil);
        live.Evaluator.Axis.Restore(memory.AxisLast, memory.AxisShift);
        database.Read(session =>
        {
            foreach (var (key, state) in WatchStore.ReadStates(session, host.Id, live.Watch.Name, StatePart.Main))
            {
                live.Evaluator.Main.Restore(key, state);
            }

            foreach (var (key, state) in WatchStore.ReadStates(session, host.Id, live.Watch.Name, StatePart.Unknown))
            {
                live.Evaluator.Unknown?.Restore(key, state);
            }

            foreach (var (key, state) in WatchStore.ReadStates(session, host.Id, live.Watch.Name, StatePart.Policy))
            {
                book.Restore(live.Watch.Name, key, PolicyState.Load(state));
            }

            return true;
        });
    }
}
