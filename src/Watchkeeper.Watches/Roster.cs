using System.Collections.Immutable;
using Watchkeeper.Core.Time;
using Watchkeeper.Watches.Active;
using Watchkeeper.Watches.Lanes;
using Watchkeeper.Watches.Sources;

namespace Watchkeeper.Watches;

/// <summary>A watch in force: its definition, its evaluator, the lane that feeds it, and what is told of it.</summary>
internal sealed class LiveWatch(Watch watch, Evaluator evaluator)
{
    private long _suppressed;
    private long _silencedUntil;
    private long _noted;

    public Watch Watch => watch;

    public Evaluator Evaluator => evaluator;

    /// <summary>Reads its source; null while it is turned off.</summary>
    public Lane? Lane { get; set; }

    /// <summary>Matches in earlier lives.</summary>
    public long MatchesBefore { get; private set; }

    /// <summary>What the condition said so far.</summary>
    public long Triggers { get; set; }

    /// <summary>Lines that matched; where there are no lines, how often the condition said something.</summary>
    public long Matches => MatchesBefore + (watch.Source is FollowedSource ? evaluator.Observations : Triggers);

    public Moment? LastMatch { get; private set; }

    /// <summary>Notes when a line matched, or where there are no lines, when the condition said something.</summary>
    public void Note(Moment now)
    {
        if (Matches != _noted)
        {
            (_noted, LastMatch) = (Matches, now);
        }
    }

    /// <summary>What was kept of an earlier life.</summary>
    public void Restore(long matches, Moment? lastMatch, long silencedUntil) =>
        (MatchesBefore, LastMatch, SilencedUntil, _noted) = (matches, lastMatch, silencedUntil, matches);

    /// <summary>On the boot axis; 0: not silenced.</summary>
    public long SilencedUntil
    {
        get => Interlocked.Read(ref _silencedUntil);
        set => Interlocked.Exchange(ref _silencedUntil, value);
    }

    /// <summary>Suppressed triggers of keys that are forgotten.</summary>
    public long Suppressed => Interlocked.Read(ref _suppressed);

    public void AddSuppressed(long count) => Interlocked.Add(ref _suppressed, count);
}

/// <summary>All watches in force, replaced whole by a reload.</summary>
internal sealed class Roster
{
    private volatile ImmutableDictionary<string, LiveWatch> _watches = ImmutableDictionary<string, LiveWatch>.Empty;

    public IEnumerable<LiveWatch> All => _watches.Values.OrderBy(live => live.Watch.Name, StringComparer.Ordinal);

    public LiveWatch? Find(string name) => _watches.GetValueOrDefault(name);

    public void Replace(IEnumerable<LiveWatch> watches) => _watches = watches.ToImmutableDictionary(live => live.Watch.Name, StringComparer.Ordinal);

    /// <summary>Whether a watch does nothing now: it is silenced, something explains it, or what it depends on is bad or unknown.</summary>
    public bool IsHeld(Watch watch, ConditionSet conditions, long now) => HeldBy(watch, conditions, now) is not null;

    /// <summary>Why it does nothing now, for people; null: it does.</summary>
    public string? HeldBy(Watch watch, ConditionSet conditions, long now)
    {
        if (Find(watch.Name) is { } live && live.SilencedUntil > now)
        {
            return "silenced";
        }

        if (watch.Raises is { } raises && conditions.InhibitedBy(raises.Name) is { } cause)
        {
            return $"{cause} explains it";
        }

        return watch.DependsOn.Select(Find).OfType<LiveWatch>()
            .Where(other => (other.Watch.Raises is { } condition && conditions.IsActive(condition.Name)) || conditions.IsActive(other.Watch.UnknownCondition.Name))
            .Select(other => $"{other.Watch.Name}, on which it depends, is not well").FirstOrDefault();
    }
}
