using Watchkeeper.Core.Data;
using Watchkeeper.Watches.Matching;

namespace Watchkeeper.Watches.Lanes;

/// <summary>A lane whose source is lines or messages, read from a saved place.</summary>
internal abstract class LineLane : Lane
{
    private LineEngine? _engine;
    private string? _position;
    private (string?, long) _kept;
    private TimeSpan _lastTaken;

    protected LineLane(LaneServices services, string name, IReadOnlyList<LiveWatch> watches)
        : base(services, name, watches)
    {
        // Numbers that no earlier beginning of the same source has given out.
        Matched = new MatchCount { Value = services.Axis.Now };
        _lastTaken = services.Clock.Uptime;
    }

    /// <summary>Where to go on: the last saved position; null at the very first time.</summary>
    protected string? Saved { get; private set; }

    protected MatchCount Matched { get; }

    /// <summary>Every engine of the lane, asked under the lock: one for all watches, where all get the same lines.</summary>
    protected virtual IEnumerable<LineEngine> Engines => [Engine];

    protected LineEngine Engine => _engine ??= new LineEngine([.. Watches.Select(live => live.Evaluator)], TimeZoneInfo.Local, Matched);

    public override IReadOnlyList<(long At, string Text)> Recent(Evaluator evaluator) => Engines.FirstOrDefault(engine => engine.Evaluators.Contains(evaluator))?.Recent.All ?? [];

    public override void Restore(Session session)
    {
        if (WatchStore.ReadPosition(session, Services.Host.Id, Name) is var (position, matched))
        {
            (Saved, _position, Matched.Value) = (position, position, matched);
        }
    }

    /// <summary>The first place ever, before anything is read: kept at once, so that what comes while the daemon is away is read after it.</summary>
    protected void Begin(string position)
    {
        if (Saved is null)
        {
            Take(position, static () => { });
        }
    }

    /// <summary>Evaluates what was read, under the lock, and remembers how far that is.</summary>
    protected void Take(string position, Action evaluate) => Take(() =>
    {
        evaluate();
        return position;
    });

    /// <param name="evaluate">Gives how far that is.</param>
    protected void Take(Func<string> evaluate)
    {
        lock (Gate)
        {
            var position = evaluate();
            IsUrgent |= _position is null;
            _position = position;
            _lastTaken = Services.Clock.Uptime;
            Saved = _position;
            var now = Services.Clock.Read();
            foreach (var live in Watches)
            {
                live.Note(now);
            }
        }

        HandOn();
        Services.Alarm.RingBefore(IsUrgent ? TimeSpan.Zero : NextIn() is var next && next < Checkpoint.Period ? next : Checkpoint.Period);
    }

    protected override void Advance()
    {
        var (arrival, since) = (Services.Axis.Now, BootAxis.Micro(Services.Clock.Uptime - _lastTaken));
        foreach (var engine in Engines)
        {
            engine.Advance(arrival, since);
        }
    }

    public override TimeSpan NextIn()
    {
        var (arrival, since) = (Services.Axis.Now, BootAxis.Micro(Services.Clock.Uptime - _lastTaken));
        return Soonest(evaluator => evaluator.Watch.Time == TimeBase.Arrival ? arrival : evaluator.Axis.After(since));
    }

    protected override void Unkeep() => _kept = default;

    protected override Action<Transaction>? Position()
    {
        var (position, matched) = (_position, Matched.Value);
        IsUrgent = false;
        if (position is null || (position, matched) == _kept)
        {
            return null;
        }

        _kept = (position, matched);
        return transaction => WatchStore.SavePosition(transaction, Services.Host.Id, Name, position, matched);
    }
}
