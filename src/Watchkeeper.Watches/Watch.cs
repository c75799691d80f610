using System.Security.Cryptography;
using System.Text;
using Watchkeeper.Core.Events;
using Watchkeeper.Watches.Actions;
using Watchkeeper.Watches.Active;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Matching;
using Watchkeeper.Watches.Policy;
using Watchkeeper.Watches.Sources;

namespace Watchkeeper.Watches;

/// <summary>Which time a watch's condition lives in.</summary>
internal enum TimeBase
{
    /// <summary>When a line or value arrived here, on boot time: no clock set by anyone matters.</summary>
    Arrival,

    /// <summary>When it was written, by its own stamp: what was late, or was read after a stall, counts when it happened.</summary>
    Event,
}

/// <summary>One watch as the configuration says it: this, when that, then do so, because.</summary>
internal sealed record Watch(string Name)
{
    public string Why { get; init; } = "";

    public bool Enabled { get; init; } = true;

    /// <summary>Whether it is one of the safe defaults rather than the user's.</summary>
    public bool IsDefault { get; init; }

    public required Source Source { get; init; }

    /// <summary>What is sought in the lines of a source of lines; null where the source gives values.</summary>
    public LineMatch? Match { get; init; }

    /// <summary>Names of captures, labels or fields whose values tell one thing from another.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>The capture, label or field whose value is looked at; null: the line itself, or the sample's value.</summary>
    public string? Value { get; init; }

    public required Condition Condition { get; init; }

    public StaysUnknown? Unknown { get; init; }

    public TimeBase Time { get; init; }

    public Severity Severity { get; init; } = Severity.Warning;

    /// <summary>One sentence with <c>{captures}</c>.</summary>
    public Template Message { get; init; } = Template.Empty;

    /// <summary>The condition that it raises and clears; null where it only happens.</summary>
    public ConditionDefinition? Raises { get; init; }

    /// <summary>The condition that its source cannot say; raised where <see cref="Unknown"/> asks for it.</summary>
    public ConditionDefinition UnknownCondition => new($"{Name}.unknown", ConditionDefinition.DefaultPriority(Severity.Warning), Severity.Warning, $"{Name} does not know.", []);

    /// <summary>The conditions that its steps may raise by name.</summary>
    public IReadOnlyList<ConditionDefinition> Declared { get; init; } = [];

    /// <summary>Names of watches: while one of them holds or does not know, this one does nothing.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    public IReadOnlyList<ActionStep> Then { get; init; } = [];

    /// <summary>When it no longer holds.</summary>
    public IReadOnlyList<ActionStep> After { get; init; } = [];

    public ActionPolicy Policy { get; init; } = new();

    public int MaxKeys { get; init; } = 100_000;

    /// <summary>Whether what it raised is known to hold until it says otherwise, because it is asked again and again, or nothing came. A line only says what was.</summary>
    public bool SeesLevel => Condition is Silence || (Source is PolledSource && Condition.Lasts && Condition is not Lingers);

    /// <summary>Changes when what is remembered would no longer fit: the source, the match, the key or the condition became another.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(
        '\n', [Source.Identity, Match?.ToString() ?? "", string.Join(',', Key), Value ?? "", Condition.Identity, Time.ToString()]))))[..16];
}
