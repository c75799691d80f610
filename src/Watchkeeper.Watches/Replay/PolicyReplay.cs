using Watchkeeper.Watches.Policy;

namespace Watchkeeper.Watches.Replay;

/// <summary>
/// What a watch's policy makes of replayed triggers, on the replay's clock: its cooldowns, its limit, its repetitions. Each run is done at once, and succeeds.
/// </summary>
internal sealed class PolicyReplay(Watch watch)
{
    private readonly Dictionary<string, PolicyState> _states = new(StringComparer.Ordinal);

    /// <summary>What lasts, and waits for its key's cooldown to end.</summary>
    private readonly Dictionary<string, Trigger> _waiting = new(StringComparer.Ordinal);

    public long Suppressed { get; private set; }

    /// <summary>What comes of new triggers; before them of what waited for a cooldown that has ended meanwhile, and after them of what still holds.</summary>
    /// <param name="standing">What holds now; looked through only where it is acted upon again.</param>
    /// <param name="now">The replay's clock, in microseconds.</param>
    /// <returns>Each with whether its steps run; what is kept from happening is left out.</returns>
    public List<(Trigger Trigger, bool Acts)> Take(IReadOnlyList<Trigger> triggers, IEnumerable<Trigger> standing, long now)
    {
        var due = new List<(Trigger, bool)>();
        foreach (var ripe in _waiting.Values.Where(trigger => watch.Policy.NextPossible(_states[trigger.Key]) <= now).ToList())
        {
            _waiting.Remove(ripe.Key);
            due.AddRange(Decide(ripe with { At = now }, _states[ripe.Key]));
        }

        foreach (var trigger in triggers)
        {
            if (trigger.IsUnknown || !Meet(trigger))
            {
                // It is raised or cleared all the same.
                trigger.Fate = watch.Policy.Explain(Decision.NotDue);
                due.Add((trigger, false));
                continue;
            }

            due.AddRange(Decide(trigger, _states[trigger.Key]));
        }

        foreach (var still in watch.Policy.Repeat > TimeSpan.Zero ? standing.Where(trigger => IsRepeated(trigger.Key, now)).ToList() : [])
        {
            due.AddRange(Decide(still with { At = now }, _states[still.Key]));
        }

        return due;
    }

    /// <summary>When something is done by itself though nothing new is said: a cooldown ends that something waits for, or a repetition is due.</summary>
    public long NextDue(IEnumerable<Trigger> standing)
    {
        var waits = _waiting.Keys.Select(key => watch.Policy.NextPossible(_states[key]));
        var repeats = watch.Policy.Repeat == TimeSpan.Zero ? [] :
            from trigger in standing
            where !_waiting.ContainsKey(trigger.Key)
            let state = _states.GetValueOrDefault(trigger.Key)
            where state is { Standing: not Standing.Even }
            select watch.Policy.NextRepeat(state);
        return waits.Concat(repeats).DefaultIfEmpty(long.MaxValue).Min();
    }

    private bool Meet(Trigger trigger)
    {
        _waiting.Remove(trigger.Key);
        (_states[trigger.Key], var isDue) = ActionPolicy.Meet(
            _states.GetValueOrDefault(trigger.Key, PolicyState.Fresh), trigger.Kind, watch.Then.Count > 0, watch.After.Count > 0);
        return isDue;
    }

    private bool IsRepeated(string key, long now) =>
        !_waiting.ContainsKey(key)
        && _states.GetValueOrDefault(key) is { Standing: not Standing.Even } state && watch.Policy.NextRepeat(state) <= now;

    private IEnumerable<(Trigger Trigger, bool Acts)> Decide(Trigger trigger, PolicyState state)
    {
        var (after, decision) = watch.Policy.Decide(state, trigger.Kind, TimeSpan.Zero, trigger.At);
        _states[trigger.Key] = decision == Decision.Run ? ActionPolicy.AfterSuccess(after) : after;
        trigger.Fate = watch.Policy.Explain(decision);
        if (decision == Decision.Waits)
        {
            _waiting[trigger.Key] = trigger;
            return [];
        }

        Suppressed += decision == Decision.Run ? 0 : 1;
        return decision == Decision.Run ? [(trigger, true)] : [];
    }
}
