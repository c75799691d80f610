using Watchkeeper.Watches.Conditions;

namespace Watchkeeper.Watches;

/// <summary>The captures of a trigger, and what is known of every trigger besides: what templates and environments are filled from.</summary>
internal sealed class TriggerFacts(Trigger trigger) : IFacts
{
    /// <summary>The names that are always there; a capture of the same name comes first.</summary>
    public static IReadOnlyList<string> Names { get; } = ["watch", "key", "line", "value", "why", "severity"];

    public string? this[string name] => trigger.Captures.GetValueOrDefault(name) ?? name switch
    {
        "watch" => trigger.Watch.Name,
        "key" => trigger.Key,
        "line" or "value" => trigger.Text,
        "why" => trigger.Why,
        "severity" => trigger.Severity.ToString().ToLowerInvariant(),
        _ => null,
    };

    public IReadOnlyDictionary<string, string> Copy() => trigger.Captures;
}
