using Watchkeeper.Core;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;
using Watchkeeper.Watches.Active;
using Watchkeeper.Watches.Running;

namespace Watchkeeper.Watches;

/// <summary>What the watches say of themselves, for the interface, the command line and the status.</summary>
internal sealed class WatchesReader(Roster roster, QueueBook book, ConditionBoard board, Database database, HostIdentity host, HostClock clock, BootAxis axis)
{
    public WatchList List() => new([.. roster.All.Select(View)]);

    public WatchExplanation Explain(string name)
    {
        var live = Find(name);
        var watch = live.Watch;
        var gave = book.Of(name).ToDictionary(queue => queue.Key, queue => queue.Policy, StringComparer.Ordinal);
        lock (live.Lane?.Gate ?? new Lock())
        {
            return new WatchExplanation(
                View(live),
                [.. live.Evaluator.Main.Keys.Select(one => (one.Key, one.State.IsRaised, Says: one.State.Describe()))
                    .Concat(gave.Keys.Where(key => live.Evaluator.Main.Keys.All(one => one.Key != key)).Select(key => (Key: key, IsRaised: false, Says: "nothing to remember")))
                    .OrderByDescending(one => one.IsRaised).ThenBy(one => one.Key, StringComparer.Ordinal).Take(100)
                    .Select(one => new KeyView(one.Key, one.IsRaised, one.Says, gave.GetValueOrDefault(one.Key)?.GaveUp ?? false, gave.GetValueOrDefault(one.Key)?.Suppressed ?? 0))],
                Explanation.Of(live, watch.Time == TimeBase.Arrival ? Wall : at => new Instant(at - live.Evaluator.Axis.Shift), Wall),
                [.. watch.Then.Select(step => step.Describe())],
                [.. watch.After.Select(step => step.Describe())]);
        }
    }

    public ConditionList Conditions()
    {
        var set = board.Current;
        return new ConditionList(set.Top is { } top ? View(set, top) : null, [.. set.All.Select(one => View(set, one))]);
    }

    public LiveWatch Find(string name) => roster.Find(name) ?? throw new ProblemException(ProblemKind.NotFound, Unknown(name, roster.All.Select(live => live.Watch.Name)));

    /// <summary>The sentence for a name that no watch has.</summary>
    public static string Unknown(string name, IEnumerable<string> names) =>
        $"There is no watch “{name}”. The watches are: {string.Join(", ", names.Order(StringComparer.Ordinal))}.";

    public static RunView View(Run run) => new(
        run.Id, run.Watch, run.Key, run.Kind.ToString().ToLowerInvariant(), run.Severity, run.Message, run.Why, run.Text, run.Captures, run.Triggered.Wall,
        run.Status.ToString().ToLowerInvariant(), run.Triggered.Wall + run.Started, run.Duration, run.Attempts, run.Triggered.Wall + run.NextTry, run.Exit, run.Output, run.Error);

    private static ConditionView View(ConditionSet set, ActiveCondition one) => new(
        one.Name, one.Key, one.Priority, one.Severity, one.Message, one.Since.Wall, one.Watch, set.InhibitedBy(one.Name));

    private WatchView View(LiveWatch live)
    {
        var watch = live.Watch;
        var last = database.Read(session => WatchStore.ReadLastRun(session, host.Id, watch.Name)) is { } run ? View(run) : null;
        var mine = book.Of(watch.Name).Select(queue => queue.Policy).ToList();
        var next = mine.Select(watch.Policy.NextStart).DefaultIfEmpty(long.MinValue).Max();
        var keys = 0;
        lock (live.Lane?.Gate ?? new Lock())
        {
            keys = live.Evaluator.Main.KeyCount;
        }

        return new WatchView(
            watch.Name, State(live, mine), watch.Source.Identity, watch.Condition.Describe(), watch.Why, watch.Severity, watch.IsDefault, keys,
            live.Matches, live.LastMatch?.Wall, last?.Started ?? last?.Time, last?.Status, live.Suppressed + mine.Sum(policy => policy.Suppressed),
            next > axis.Now ? Wall(next) : null, live.SilencedUntil > axis.Now ? Wall(live.SilencedUntil) : null, live.Lane?.Trouble,
            roster.HeldBy(watch, board.Current, axis.Now) ?? book.Unheard(watch.Name), last?.Attempts ?? 0, last?.Error is { Length: > 0 } error ? error : null, last?.NextTry);
    }

    private string State(LiveWatch live, IReadOnlyList<Policy.PolicyState> policies)
    {
        var conditions = board.Current;
        return !live.Watch.Enabled ? "off"
            : live.SilencedUntil > axis.Now ? "silenced"
            : live.Lane?.Trouble is not null ? "trouble"
            : policies.Any(policy => policy.GaveUp) ? "given-up"
            : live.Watch.Raises is { } raises && conditions.IsActive(raises.Name) ? "raised"
            : conditions.IsActive(live.Watch.UnknownCondition.Name) ? "unknown"
            : roster.IsHeld(live.Watch, conditions, axis.Now) ? "held"
            : "watching";
    }

    private Instant Wall(long onAxis) => new(clock.Now.Microseconds + (onAxis - axis.Now));
}
