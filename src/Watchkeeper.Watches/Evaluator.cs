using Watchkeeper.Core.Events;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Matching;

namespace Watchkeeper.Watches;

/// <summary>Where in its source an observation came from: the how-manieth matching line, and the how-manieth match in it.</summary>
internal readonly record struct LineOrigin(long Line, int Match)
{
    public override string ToString() => $"{Line}.{Match}";
}

/// <summary>One observation that a watch saw, or a deadline that came, and what came of it: what <c>watches explain</c> shows.</summary>
/// <param name="Origin">Line 0: there was none, time passed.</param>
/// <param name="Text">The line, or the value.</param>
/// <param name="Said">What the condition said to it.</param>
/// <param name="Trigger">What it led to; null: nothing.</param>
internal readonly record struct Seen(long At, LineOrigin Origin, string Text, IFacts Facts, string Said, Trigger? Trigger)
{
    public string Outcome => Trigger is { Fate.Length: > 0 } trigger ? $"{Said}; {trigger.Fate}" : Said;
}

/// <summary>
/// A watch at work, without clock and I/O: it takes what its source says, at the times it is told, and gives triggers. The same in the daemon, in
/// <c>watches test</c> and in the configuration's own tests. One owner at a time.
/// </summary>
internal sealed class Evaluator
{
    /// <summary>So long after a start there was time to read what was written meanwhile, and to ask once: 10 s.</summary>
    private const long CatchUp = 10_000_000;

    private readonly Action<Trigger> _sink;
    private readonly Machine.Listener _onObserved;
    private readonly Machine.Listener _onElapsed;
    private readonly Machine.Listener _onUnknown;
    private readonly Seen[] _seen = new Seen[20];
    private Observation _present;
    private LineOrigin _presentOrigin;
    private TimeSpan _presentAge;
    private long _remembered;
    private (string Said, Trigger Trigger)? _edge;

    /// <param name="sink">Gets each trigger, on the caller's thread.</param>
    public Evaluator(Watch watch, Action<Trigger> sink)
    {
        (Watch, _sink) = (watch, sink);
        Main = new Machine(watch.Condition, watch.MaxKeys);
        Unknown = watch.Unknown is { } unknown ? new Machine(unknown, watch.MaxKeys) : null;
        _onObserved = OnObserved;
        _onElapsed = OnElapsed;
        _onUnknown = (string key, in Edge edge) => _sink(Make(key, edge, isUnknown: true));
    }

    public Watch Watch { get; }

    public Machine Main { get; }

    public Machine? Unknown { get; }

    public EventAxis Axis { get; } = new();

    /// <summary>Gets everything that it sees, where the last few are not enough.</summary>
    public Action<Seen>? Witness { get; set; }

    /// <summary>Observations since it was made.</summary>
    public long Observations { get; private set; }

    /// <summary>When something will happen by itself.</summary>
    public long NextWake => Math.Min(Main.NextWake, Unknown?.NextWake ?? KeyState.Never);

    public void Begin(long now)
    {
        Main.Begin(now, Watch.Key.Count > 0);
        Unknown?.Begin(now, Watch.Key.Count > 0);
    }

    /// <summary>The daemon was away until now.</summary>
    /// <param name="now">On the axis of arrival; a watch on the time of its lines has lost none.</param>
    public void Interrupt(long now)
    {
        var (caughtUp, isAsked) = (now + CatchUp, Watch.Source is Sources.PolledSource);
        if (Watch.Time == TimeBase.Arrival)
        {
            Main.Interrupt(caughtUp, isAsked);
            Unknown?.Interrupt(caughtUp, isAsked);
        }
    }

    /// <summary>Lets time pass.</summary>
    public void Advance(long now)
    {
        Main.Advance(now, _onElapsed);
        Unknown?.Advance(now, _onUnknown);
    }

    /// <summary>Takes one observation.</summary>
    /// <param name="origin">Where it came from; see <see cref="Trigger.Origin"/>.</param>
    /// <param name="age">How long ago it was written.</param>
    public void Observe(ReadOnlySpan<char> key, in Observation observation, LineOrigin origin, TimeSpan age)
    {
        Advance(observation.At);
        (_present, _presentOrigin, _presentAge, _edge) = (observation, origin, age, null);
        var evicted = Main.Evicted;
        var state = Main.Observe(key, observation, _onObserved);
        Unknown?.Observe(key, observation, _onUnknown);
        Observations++;
        var said = _edge?.Said
            ?? (observation.Reading.IsUnknown ? "unknown neither raises nor clears" : state?.Describe() ?? "all keys are in use, and this would be one more");
        said += Main.Evicted > evicted ? $"; {Watch.MaxKeys} keys were in use, and one was forgotten for it" : "";
        Remember(new Seen(observation.At, origin, observation.Reading.ToString(), observation.Facts, said, _edge?.Trigger));
    }

    /// <summary>What still holds now, each as a trigger that says so.</summary>
    public IEnumerable<Trigger> Standing(long now) => !Watch.SeesLevel ? [] :
        from one in Main.Keys
        let edge = one.State.IsRaised ? Watch.Condition.Stand(one.State, Main.Now) : Edge.None
        where edge.Kind == EdgeKind.Raise
        select Make(one.Key, edge, isUnknown: false) with { Origin = $"still {now}", Noticed = now };

    /// <summary>Whether a key's condition holds, by a look that was sure of it; null: it is raised, and by the last look about to be over.</summary>
    public bool? IsSeenToHold(string key) => Main.Keys.Where(one => one.Key == key && one.State.IsRaised).Select(one => one.State).FirstOrDefault() is not { } raised ? false
        : Watch.Condition is not Holds || Watch.Condition.Stand(raised, Main.Now).Kind == EdgeKind.Raise ? true
        : null;

    /// <summary>The last observations, oldest first.</summary>
    public IReadOnlyList<Seen> LastSeen()
    {
        var count = (int)Math.Min(_remembered, _seen.Length);
        return [.. Enumerable.Range(0, count).Select(i => _seen[(_remembered - count + i) % _seen.Length])];
    }

    /// <summary>The key of one thing, of the values of the key's captures.</summary>
    public string KeyOf(IFacts facts) => WatchKey.Of(Watch.Key, facts);

    public string KeyOf(in Seen seen) => seen.Trigger?.Key ?? KeyOf(seen.Facts);

    /// <summary>The value that the condition looks at.</summary>
    public Reading ReadingOf(IFacts facts, string whole) => Watch.Value is not { } name ? Reading.Of(whole)
        : facts[name] is { } value ? Reading.Of(value)
        : Reading.Unknown($"there is no {name}");

    private void OnObserved(string key, in Edge edge)
    {
        var trigger = Make(key, edge, isUnknown: false) with
        {
            Origin = _presentOrigin.ToString(),
            Age = _presentAge,
            Text = _present.Reading.Text,
            Captures = Merged(edge.Facts, _present.Facts),
        };
        _edge = (Say(edge), trigger);
        _sink(trigger);
    }

    private void OnElapsed(string key, in Edge edge)
    {
        var trigger = Make(key, edge, isUnknown: false);
        Remember(new Seen(edge.At, default, edge.Text ?? "", edge.Facts ?? Facts.None, Say(edge), trigger));
        _sink(trigger);
    }

    private void Remember(in Seen seen)
    {
        _seen[_remembered++ % _seen.Length] = seen;
        Witness?.Invoke(seen);
    }

    private static string Say(in Edge edge) => edge.Kind switch
    {
        EdgeKind.Fire => $"it fired: {edge.Why}",
        EdgeKind.Raise => $"raised: {edge.Why}",
        _ => $"cleared: {edge.Why}",
    };

    private Trigger Make(string key, in Edge edge, bool isUnknown) => new(Watch, key, edge.Kind, edge.At, $"at {edge.At}")
    {
        IsUnknown = isUnknown,
        Why = edge.Why,
        Severity = edge.Kind == EdgeKind.Clear ? Severity.Info : isUnknown ? Watch.UnknownCondition.Severity : edge.Severity ?? Watch.Severity,
        Captures = edge.Facts?.Copy() ?? KeyAsFacts(key),
        Text = edge.Text ?? "",
    };

    /// <summary>A deadline has no line; what the key was made of is known all the same.</summary>
    private Dictionary<string, string> KeyAsFacts(string key) =>
        Watch.Key.Zip(WatchKey.Parts(key, Watch.Key.Count)).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);

    private static IReadOnlyDictionary<string, string> Merged(IFacts? first, IFacts second)
    {
        if (first is null)
        {
            return second.Copy();
        }

        var merged = new Dictionary<string, string>(first.Copy(), StringComparer.Ordinal);
        foreach (var (name, value) in second.Copy())
        {
            merged[name] = value;
        }

        return merged;
    }
}
