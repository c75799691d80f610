using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Watches.Active;

/// <summary>
/// Owns the active conditions. Whoever raises or clears one sends it a request; it applies what has gathered, tells the file and the pipe, and beside that keeps
/// the set and appends the events in one transaction. Memory goes ahead while the database is away: an alarm does not wait for a disk, and is announced later.
/// </summary>
internal sealed class ConditionBoard(Database database, HostClock clock, HostIdentity host, ConditionOutlets outlets, AlarmClock alarm, ILogger<ConditionBoard> log)
{
    private readonly Channel<Request> _requests = Channel.CreateBounded<Request>(new BoundedChannelOptions(4096) { SingleReader = true });
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(5);

    private readonly Channel<bool> _due = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Announcements _announcements = new();
    private volatile ConditionSet _set = new([]);

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

    /// <summary>Announces something else, once the database takes it.</summary>
    public ValueTask AnnounceAsync(EventDraft draft, CancellationToken cancellation) => SendAsync(static set => (set, Change.None), cancellation, draft);

    public Task RunAsync(CancellationToken cancellation) => Task.WhenAll(ApplyAsync(cancellation), KeepAsync(cancellation));

    /// <summary>Memory only: a disk that is full or gone delays no condition.</summary>
    private async Task ApplyAsync(CancellationToken cancellation)
    {
        while (await _requests.Reader.WaitToReadAsync(cancellation))
        {
            var (set, isChanged) = (_set, false);
            lock (_announcements)
            {
                while (_requests.Reader.TryRead(out var request))
                {
                    (set, var change) = request.Apply(set);
                    isChanged |= change.Changed;
                    _announcements.Add(request.Done, [.. ConditionWords.Events(change), .. request.Announced]);
                }

                _set = set;
            }

            if (isChanged)
            {
                // What waited for the end of a cause may have its turn.
                outlets.Tell(set);
                alarm.Ring();
            }

            _due.Writer.TryWrite(true);
        }
    }

    /// <summary>Keeps the set, and announces what is to be announced, in one transaction; until that worked, nothing of it is forgotten.</summary>
    private async Task KeepAsync(CancellationToken cancellation)
    {
        var kept = new ConditionSet([]);
        while (await _due.Reader.WaitToReadAsync(cancellation))
        {
            _due.Reader.TryRead(out _);
            ConditionSet set;
            Announcements.Batch batch;
            lock (_announcements)
            {
                (set, batch) = (_set, _announcements.Take());
            }

            try
            {
                if (batch.Drafts.Count > 0 || !ReferenceEquals(kept, set))
                {
                    await WriteAsync(kept, set, batch.Drafts);
                    kept = set;
                }
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                WatchesLog.ConditionsNotKept(log, failure.Message);
                lock (_announcements)
                {
                    _announcements.PutBack(batch.Drafts);
                }

                _ = Task.Delay(RetryPause, clock, cancellation).ContinueWith(_ => _due.Writer.TryWrite(true), TaskScheduler.Default);
            }

            batch.Done.ForEach(done => done.TrySetResult());
        }
    }

    private Task WriteAsync(ConditionSet before, ConditionSet after, IReadOnlyList<EventDraft> drafts) => database.WriteAsync(
        transaction =>
        {
            foreach (var gone in before.All.Where(one => after.Find(one.Name, one.Key) is null))
            {
                WatchStore.ForgetActive(transaction, host.Id, gone.Name, gone.Key);
            }

            foreach (var one in after.All.Where(one => before.Find(one.Name, one.Key) != one || before.IsAnnounced(one) != after.IsAnnounced(one)))
            {
                WatchStore.SaveActive(transaction, host.Id, one, after.IsAnnounced(one));
            }

            foreach (var draft in drafts)
            {
                transaction.Append(draft);
            }
        },
        Durability.Durable);

    private async ValueTask SendAsync(Func<ConditionSet, (ConditionSet, Change)> apply, CancellationToken cancellation, params IReadOnlyList<EventDraft> announced)
    {
        var request = new Request(apply, announced, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await _requests.Writer.WriteAsync(request, cancellation);
        await request.Done.Task.WaitAsync(cancellation);
    }

    private sealed record Request(Func<ConditionSet, (ConditionSet, Change)> Apply, IReadOnlyList<EventDraft> Announced, TaskCompletionSource Done);
}
