using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Watches.Active;

/// <summary>
/// Owns the active conditions. Whoever raises or clears one sends it a request; it applies what has gathered, keeps it and appends the events in one
/// transaction, and then tells the file and the pipe. Memory goes ahead even while the database is away: an alarm does not wait for a disk.
/// </summary>
internal sealed class ConditionBoard(Database database, HostClock clock, HostIdentity host, ConditionOutlets outlets, ILogger<ConditionBoard> log)
{
    private readonly Channel<Request> _requests = Channel.CreateBounded<Request>(new BoundedChannelOptions(4096) { SingleReader = true });
    private volatile ConditionSet _set = new([]);
    private bool _mustSaveAll;

    /// <summary>What holds now.</summary>
    public ConditionSet Current => _set;

    /// <summary>Takes up what the last life left active, under the definitions in force now.</summary>
    public void Restore(IReadOnlyList<ConditionDefinition> definitions, IReadOnlyList<(ActiveCondition Condition, bool Announced)> active)
    {
        _set = ConditionSet.Restored(definitions, active);
        outlets.Tell(_set);
    }

    /// <summary>Other definitions, the same conditions.</summary>
    public ValueTask RedefineAsync(IReadOnlyList<ConditionDefinition> definitions, CancellationToken cancellation) => SendAsync(
        set => (ConditionSet.Restored(definitions, [.. set.All.Select(one => (one, set.IsAnnounced(one)))]), Change.None with { Changed = true }), cancellation);

    public ValueTask RaiseAsync(
        ConditionDefinition definition, string key, Severity severity, string message, string watch, CancellationToken cancellation)
    {
        var priority = severity == definition.Severity ? definition.Priority : definition.Priority + (((int)definition.Severity - (int)severity) * 1000);
        var raised = new ActiveCondition(definition.Name, key, priority, severity, message, clock.Read(), clock.BootId, watch);
        return SendAsync(set => set.Raise(raised), cancellation);
    }

    public ValueTask ClearAsync(string name, string key, CancellationToken cancellation) => SendAsync(set => set.Clear(name, key), cancellation);

    /// <summary>These conditions, and no others, are silenced from now on.</summary>
    public ValueTask SilenceAsync(IReadOnlyList<string> names, CancellationToken cancellation) => SendAsync(set => set.Silence(names), cancellation);

    /// <summary>Clears a condition whatever its key.</summary>
    public ValueTask ClearAllAsync(Func<ActiveCondition, bool> which, CancellationToken cancellation) => SendAsync(
        set =>
        {
            var (ended, begun) = (new List<ActiveCondition>(), new List<ActiveCondition>());
            foreach (var one in set.All.Where(which))
            {
                (set, var change) = set.Clear(one.Name, one.Key);
                ended.AddRange(change.Ended);
                begun.AddRange(change.Begun);
            }

            return (set, new Change(begun, ended, Changed: true));
        },
        cancellation);

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (await _requests.Reader.WaitToReadAsync(cancellation))
        {
            var (before, changes) = (_set, new List<Change>());
            var done = new List<Request>();
            var set = before;
            while (done.Count < 256 && _requests.Reader.TryRead(out var request))
            {
                (set, var change) = request.Apply(set);
                changes.Add(change);
                done.Add(request);
            }

            if (changes.Exists(change => change.Changed))
            {
                _set = set;
                outlets.Tell(set);
                await SaveAsync(before, set, changes);
            }

            done.ForEach(request => request.Done.TrySetResult());
        }
    }

    private async ValueTask SendAsync(Func<ConditionSet, (ConditionSet, Change)> apply, CancellationToken cancellation)
    {
        var request = new Request(apply, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await _requests.Writer.WriteAsync(request, cancellation);
        await request.Done.Task.WaitAsync(cancellation);
    }

    private async Task SaveAsync(ConditionSet before, ConditionSet after, List<Change> changes)
    {
        var all = _mustSaveAll;
        try
        {
            await database.WriteAsync(
                transaction =>
                {
                    foreach (var gone in before.All.Where(one => after.Find(one.Name, one.Key) is null))
                    {
                        WatchStore.ForgetActive(transaction, host.Id, gone.Name, gone.Key);
                    }

                    foreach (var one in after.All.Where(one => all || before.Find(one.Name, one.Key) != one || before.IsAnnounced(one) != after.IsAnnounced(one)))
                    {
                        WatchStore.SaveActive(transaction, host.Id, one, after.IsAnnounced(one));
                    }

                    foreach (var draft in changes.SelectMany(ConditionWords.Events))
                    {
                        transaction.Append(draft);
                    }
                },
                Durability.Durable);
            _mustSaveAll = false;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            _mustSaveAll = true;
            WatchesLog.ConditionsNotKept(log, failure.Message);
        }
    }

    private sealed record Request(Func<ConditionSet, (ConditionSet, Change)> Apply, TaskCompletionSource Done);
}
