using Microsoft.Extensions.Logging;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Watches.Running;

namespace Watchkeeper.Watches.Lanes;

/// <summary>What every lane needs of the daemon.</summary>
internal sealed record LaneServices(Database Database, HostIdentity Host, HostClock Clock, BootAxis Axis, RunQueues Queues, AlarmClock Alarm, ILogger Log);

/// <summary>
/// One source and the watches on it. The lane's own task reads; what it reads is evaluated under the lane's lock, which is held for memory only, and
/// triggers are handed on without waiting for anything. A source that cannot be read is said once, and tried again for ever.
/// </summary>
internal abstract class Lane(LaneServices services, string name, IReadOnlyList<LiveWatch> watches)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly List<Trigger> _triggers = [];
    private readonly List<Task> _recording = [];
    private readonly Dictionary<(string Watch, StatePart Part, string Key), byte[]?> _unsaved = [];
    private readonly Dictionary<string, KeptWatch> _kept = new(StringComparer.Ordinal);
    private bool _saidTrouble;

    public string Name => name;

    public IReadOnlyList<LiveWatch> Watches => watches;

    /// <summary>Whether where it stands is to be kept at once, because a crash might lose what comes now: its first place ever, or the first in another file.</summary>
    public bool IsUrgent { get; protected set; }

    /// <summary>Guards the evaluators; held for memory only.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Why the source cannot be read now; null while it can.</summary>
    public string? Trouble { get; private set; }

    protected LaneServices Services => services;

    /// <summary>Where evaluators put their triggers; called under the lock.</summary>
    public void Sink(Trigger trigger) => _triggers.Add(trigger);

    /// <summary>The last lines of a watch's source, oldest first, with the time of their arrival; asked under the lock.</summary>
    public virtual IReadOnlyList<(long At, string Text)> Recent(Evaluator evaluator) => [];

    /// <summary>Takes up the saved position; called before <see cref="RunAsync"/>.</summary>
    public virtual void Restore(Session session)
    {
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        var pause = ShortestPause;
        while (!cancellation.IsCancellationRequested)
        {
            var began = services.Clock.Uptime;
            try
            {
                await ReadAsync(cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                if (failure is not (Core.ProblemException or IOException or UnauthorizedAccessException))
                {
                    WatchesLog.Fault(services.Log, name, failure);
                }

                await SayTroubleAsync(failure.Message);
            }

            pause = services.Clock.Uptime - began > LongestPause ? ShortestPause : TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
            await Task.Delay(pause, services.Clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>How long until something comes due by itself.</summary>
    public abstract TimeSpan NextIn();

    /// <param name="nowOf">The time on each watch's own axis.</param>
    protected TimeSpan Soonest(Func<Evaluator, long> nowOf)
    {
        var soonest = long.MaxValue / TimeSpan.TicksPerMicrosecond;
        lock (Gate)
        {
            foreach (var live in Watches)
            {
                soonest = live.Evaluator.NextWake == Conditions.KeyState.Never ? soonest : Math.Min(soonest, live.Evaluator.NextWake - nowOf(live.Evaluator));
            }
        }

        return TimeSpan.FromMicroseconds(Math.Max(0, soonest));
    }

    /// <summary>Lets time pass for the watches.</summary>
    public void Tick()
    {
        lock (Gate)
        {
            Advance();
        }

        HandOn();
    }

    /// <summary>
    /// Keeps what changed, and the position after it in the same transaction, once everything that the lines before it caused is recorded.
    /// </summary>
    public async Task CheckpointAsync()
    {
        Action<Transaction>? savePosition;
        List<KeptWatch> kept;
        Task[] recording;
        lock (Gate)
        {
            // What the lines up to the position said may not be on its way yet.
            HandOn();
            foreach (var live in watches)
            {
                Collect(live, StatePart.Main, live.Evaluator.Main);
                Collect(live, StatePart.Unknown, live.Evaluator.Unknown);
            }

            savePosition = Position();
            kept = [.. watches.Select(Keep).Where(one => _kept.GetValueOrDefault(one.Name) != one)];
            recording = [.. _recording];
        }

        try
        {
            await Task.WhenAll(recording).WaitAsync(TimeSpan.FromSeconds(5), services.Clock);
            var states = _unsaved.ToList();
            if (states.Count + kept.Count == 0 && savePosition is null)
            {
                return;
            }

            await services.Database.WriteAsync(
                transaction =>
                {
                    foreach (var ((watch, part, key), state) in states)
                    {
                        WatchStore.SaveState(transaction, services.Host.Id, watch, part, key, state);
                    }

                    kept.ForEach(one => WatchStore.SaveWatch(transaction, services.Host.Id, one));
                    savePosition?.Invoke(transaction);
                },
                Durability.Periodic);
            _unsaved.Clear();
            kept.ForEach(one => _kept[one.Name] = one);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            Unkeep();
            WatchesLog.NotKept(services.Log, failure.Message);
        }
    }

    /// <summary>The position was not kept after all: the next checkpoint tries again.</summary>
    protected virtual void Unkeep()
    {
    }

    /// <summary>Reads until cancelled; throws when the source cannot be read.</summary>
    protected abstract Task ReadAsync(CancellationToken cancellation);

    /// <summary>Lets time pass for the evaluators, under the lock.</summary>
    protected abstract void Advance();

    /// <summary>What saves the position reached; asked under the lock, called in a transaction; null: it is where it was.</summary>
    protected virtual Action<Transaction>? Position() => null;

    /// <summary>Hands on what the evaluators said. Never waits.</summary>
    protected void HandOn()
    {
        List<Trigger> triggers;
        lock (Gate)
        {
            if (_triggers.Count == 0)
            {
                return;
            }

            triggers = [.. _triggers];
            _triggers.Clear();
            _recording.RemoveAll(task => task.IsCompleted);
            foreach (var trigger in triggers)
            {
                _recording.Add(services.Queues.OfferAsync(trigger));
            }
        }
    }

    protected async Task SayTroubleAsync(string why)
    {
        Trouble = why;
        if (_saidTrouble)
        {
            return;
        }

        _saidTrouble = true;
        if (!IsAskedFor)
        {
            WatchesLog.NothingToWatch(services.Log, name, why);
            return;
        }

        WatchesLog.SourceTrouble(services.Log, name, why.TrimEnd('.') + ".");
        await AppendAsync(new EventDraft("watches.source-trouble", Severity.Warning, name, $"The source {name} cannot be read, and is tried again: {why.TrimEnd('.')}."));
    }

    protected async Task SayWellAsync()
    {
        Trouble = null;
        if (!_saidTrouble)
        {
            return;
        }

        _saidTrouble = false;
        if (IsAskedFor)
        {
            WatchesLog.SourceRecovered(services.Log, name);
            await AppendAsync(new EventDraft("watches.source-recovered", Severity.Info, name, $"The source {name} can be read again."));
        }
    }

    /// <summary>Only sources that a user asked for are told of: the safe defaults watch what may not be there.</summary>
    private bool IsAskedFor => watches.Any(live => !live.Watch.IsDefault);

    private async Task AppendAsync(EventDraft draft)
    {
        try
        {
            await services.Database.WriteAsync(transaction => { transaction.Append(draft); }, Durability.Periodic);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            WatchesLog.NotKept(services.Log, failure.Message);
        }
    }

    private void Collect(LiveWatch live, StatePart part, Conditions.Machine? machine)
    {
        foreach (var (key, state) in machine?.TakeChanges() ?? [])
        {
            _unsaved[(live.Watch.Name, part, key)] = state;
        }
    }

    private static KeptWatch Keep(LiveWatch live) => new(
        live.Watch.Name, live.Watch.Fingerprint, live.Matches, live.LastMatch, live.Evaluator.Axis.Last, live.Evaluator.Axis.Shift, live.SilencedUntil);
}
