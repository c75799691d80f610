using System.Collections.Immutable;
using Watchkeeper.Core.Text;

namespace Watchkeeper.Watches.Active;

/// <summary>
/// The conditions that hold, and which of them explain which. Immutable: raising and clearing give a new set and say what is to be announced. A
/// condition that an active one inhibits is held quietly, and announced if it is still there when its cause is gone.
/// </summary>
internal sealed class ConditionSet
{
    private readonly ImmutableDictionary<(string Name, string Key), ActiveCondition> _active;
    private readonly ImmutableDictionary<string, ConditionDefinition> _definitions;

    /// <summary>Those whose beginning was told to the world.</summary>
    private readonly ImmutableHashSet<(string Name, string Key)> _announced;

    /// <summary>Names of conditions whose watches are silenced.</summary>
    private readonly ImmutableHashSet<string> _silenced;

    public ConditionSet(IEnumerable<ConditionDefinition> definitions)
        : this(
            ImmutableDictionary<(string, string), ActiveCondition>.Empty,
            definitions.ToImmutableDictionary(definition => definition.Name, StringComparer.Ordinal),
            [],
            [])
    {
    }

    private ConditionSet(
        ImmutableDictionary<(string Name, string Key), ActiveCondition> active,
        ImmutableDictionary<string, ConditionDefinition> definitions,
        ImmutableHashSet<(string Name, string Key)> announced,
        ImmutableHashSet<string> silenced) =>
        (_active, _definitions, _announced, _silenced) = (active, definitions, announced, silenced);

    /// <summary>The highest priority first, then the oldest.</summary>
    public IReadOnlyList<ActiveCondition> All =>
        [.. _active.Values.OrderByDescending(one => one.Priority).ThenBy(one => one.Since.Wall).ThenBy(one => one.Name, StringComparer.Ordinal)
            .ThenBy(one => one.Key, StringComparer.Ordinal)];

    /// <summary>The one that counts: of those that nothing inhibits, the first.</summary>
    public ActiveCondition? Top => All.FirstOrDefault(one => InhibitedBy(one.Name) is null);

    public int Count => _active.Count;

    public ActiveCondition? Find(string name, string key) => _active.GetValueOrDefault((name, key));

    public bool IsActive(string name) => _active.Values.Any(one => one.Name == name);

    public bool IsAnnounced(ActiveCondition condition) => _announced.Contains(condition.Identity);

    /// <summary>The active condition that explains this one, or null. Two that inhibit each other both stand.</summary>
    public string? InhibitedBy(string name) => _silenced.Contains(name) ? "silence" : InhibitedBy(name, []);

    /// <summary>Raises a condition, or changes its severity and message. What is to be announced: itself, unless it is inhibited or nothing changed.</summary>
    public (ConditionSet Set, Change Change) Raise(ActiveCondition condition)
    {
        var before = Find(condition.Name, condition.Key);
        if (before is not null && before.Severity == condition.Severity && before.Priority == condition.Priority)
        {
            return (this, Change.None);
        }

        var raised = before is null ? condition : condition with { Since = before.Since, BootId = before.BootId };
        var set = new ConditionSet(_active.SetItem(raised.Identity, raised), _definitions, _announced.Remove(raised.Identity), _silenced);
        return set.Settle([]);
    }

    /// <summary>Clears a condition. What is to be announced: its end, and what it had kept quiet.</summary>
    public (ConditionSet Set, Change Change) Clear(string name, string key)
    {
        if (Find(name, key) is not { } condition)
        {
            return (this, Change.None);
        }

        var set = new ConditionSet(_active.Remove(condition.Identity), _definitions, _announced.Remove(condition.Identity), _silenced);
        return set.Settle(IsAnnounced(condition) ? [condition] : []);
    }

    /// <summary>Other conditions are silenced than before: what is still there when its silence ends is announced then.</summary>
    public (ConditionSet Set, Change Change) Silence(IEnumerable<string> names) =>
        new ConditionSet(_active, _definitions, _announced, names.ToImmutableHashSet(StringComparer.Ordinal)).Settle([]);

    /// <summary>The active conditions under other definitions (a reload), or taken up after a restart: nothing is announced twice.</summary>
    public static ConditionSet Restored(IEnumerable<ConditionDefinition> definitions, IReadOnlyList<(ActiveCondition Condition, bool Announced)> active) => new(
        active.ToImmutableDictionary(one => one.Condition.Identity, one => one.Condition),
        definitions.ToImmutableDictionary(definition => definition.Name, StringComparer.Ordinal),
        [.. active.Where(one => one.Announced).Select(one => one.Condition.Identity)],
        []);

    private (ConditionSet Set, Change Change) Settle(IReadOnlyList<ActiveCondition> ended)
    {
        var begun = All.Where(one => !_announced.Contains(one.Identity) && InhibitedBy(one.Name) is null).ToList();
        return (new ConditionSet(_active, _definitions, _announced.Union(begun.Select(one => one.Identity)), _silenced), new Change(begun, ended, Changed: true));
    }

    private string? InhibitedBy(string name, ImmutableHashSet<string> asking)
    {
        foreach (var cause in _active.Keys.Select(one => one.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            if (cause != name && !asking.Contains(cause)
                && _definitions.GetValueOrDefault(cause) is { Inhibits.Count: > 0 } definition && Glob.IsMatchAny(definition.Inhibits, name)
                && !Inhibits(name, cause) && InhibitedBy(cause, asking.Add(name)) is null)
            {
                return cause;
            }
        }

        return null;
    }

    private bool Inhibits(string cause, string name) =>
        _definitions.GetValueOrDefault(cause) is { } definition && Glob.IsMatchAny(definition.Inhibits, name);
}

/// <summary>What a change of the set means for the world: announcements, each told once.</summary>
/// <param name="Changed">Whether the set is another than before, announced or not.</param>
internal sealed record Change(IReadOnlyList<ActiveCondition> Begun, IReadOnlyList<ActiveCondition> Ended, bool Changed)
{
    public static Change None { get; } = new([], [], Changed: false);
}
