using Watchkeeper.Core.Events;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Matching;

namespace Watchkeeper.Watches;

/// <summary>Where in its source an observation came from: the how-manieth matching line, and the how-manieth match in it.</summary>
internal readonly record struct LineOrigin(long Line, int Match)
{
    public override string ToString() => $"{Line}.{Match}";
}

/// <summary>One observation that a watch saw, and what came of it: what <c>watches explain</c> shows.</summary>
internal readonly record struct Seen(long At, string Text, string Outcome);

/// <summary>
/// A watch at work, without clock and I/O: it takes what its source says, at the times it is told, and gives triggers. The same in the daemon, in
/// <c>watches test</c> and in the configuration's own tests. One owner at a time.
/// </summary>
internal sealed class Evaluator
{
    private readonly Action<Trigger> _sink;
    private readonly Machine.Listener _onObserved;
    private readonly Machine.Listener _onElapsed;
    private readonly Machine.Listener _onUnknown;
    private readonly Seen[] _seen = new Seen[20];
    private Observation _present;
    private LineOrigin _presentOrigin;
    private TimeSpan _presentAge;
    private string? _outcome;

    /// <param name="sink">Gets each trigger, on the caller's thread.</param>
    public Evaluator(Watch watch, Action<Trigger> sink)
    {
        (Watch, _sink) = (watch, sink);
        Main = new Machine(watch.Condition, watch.MaxKeys);
        Unknown = watch.Unknown is { } unknown ? new Machine(unknown, watch.MaxKeys) : null;
        _onObserved = OnObserved;
        _onElapsed = (string key, in Edge edge) => Tell(key, edge, isUnknown: false);
        _onUnknown = (string key, in Edge edge) => Tell(key, edge, isUnknown: true);
    }

    public Watch Watch { get; }

    public Machine Main { get; }

    public Machine? Unknown { get; }

    public EventAxis Axis { get; } = new();

    /// <summary>The latest observation.</summary>
    public Observation Present => _present;

    /// <summary>Observations since it was made.</summary>
    public long Observations { get; private set; }

    /// <summary>When something will happen by itself.</summary>
    public long NextWake => Math.Min(Main.NextWake, Unknown?.NextWake ?? KeyState.Never);

    public void Begin(long now)
    {
        Main.Begin(now);
        Unknown?.Begin(now);
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
        (_present, _presentOrigin, _presentAge, _outcome) = (observation, origin, age, null);
        Main.Observe(key, observation, _onObserved);
        Unknown?.Observe(key, observation, _onUnknown);
        _seen[Observations++ % _seen.Length] = new Seen(
            observation.At, observation.Reading.ToString(), _outcome ?? (observation.Part == Part.Second ? "the second half of the pair" : "it counts, and nothing came of it yet"));
    }

    /// <summary>The last observations, oldest first.</summary>
    public IReadOnlyList<Seen> LastSeen()
    {
        var count = (int)Math.Min(Observations, _seen.Length);
        return [.. Enumerable.Range(0, count).Select(i => _seen[(Observations - count + i) % _seen.Length])];
    }

    /// <summary>The key of one thing: the values of the key's captures, with a comma between.</summary>
    public string KeyOf(IFacts facts) => Watch.Key.Count switch
    {
        0 => "",
        1 => facts[Watch.Key[0]] ?? "",
        _ => string.Join(", ", Watch.Key.Select(name => facts[name] ?? "")),
    };

    /// <summary>The value that the condition looks at.</summary>
    public Reading ReadingOf(IFacts facts, string whole) => Watch.Value is not { } name ? Reading.Of(whole)
        : facts[name] is { } value ? Reading.Of(value)
        : Reading.Unknown($"there is no {name}");

    private void OnObserved(string key, in Edge edge)
    {
        _outcome = edge.Kind switch
        {
            EdgeKind.Fire => $"it fired: {edge.Why}",
            EdgeKind.Raise => $"raised: {edge.Why}",
            _ => $"cleared: {edge.Why}",
        };
        _sink(Make(key, edge, isUnknown: false) with
        {
            Origin = _presentOrigin.ToString(),
            Age = _presentAge,
            Text = _present.Reading.Text,
            Captures = Merged(edge.Facts, _present.Facts),
        });
    }

    private void Tell(string key, in Edge edge, bool isUnknown) => _sink(Make(key, edge, isUnknown));

    private Trigger Make(string key, in Edge edge, bool isUnknown) => new(Watch, key, edge.Kind, edge.At, $"at {edge.At}")
    {
        IsUnknown = isUnknown,
        Why = edge.Why,
        Severity = edge.Kind == EdgeKind.Clear ? Severity.Info : isUnknown ? Watch.UnknownCondition.Severity : edge.Severity ?? Watch.Severity,
        Captures = edge.Facts?.Copy() ?? KeyAsFacts(key),
        Text = edge.Text ?? "",
    };

    /// <summary>A deadline has no line; what the key was made of is known all the same, where it is one capture.</summary>
    private IReadOnlyDictionary<string, string> KeyAsFacts(string key) => Watch.Key.Count == 1
        ? new Dictionary<string, string> { [Watch.Key[0]] = key }
        : Facts.None.Copy();

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
