namespace Watchkeeper.Watches.Conditions;

/// <summary>Facts that are already apart.</summary>
internal sealed class Facts(IReadOnlyDictionary<string, string> values) : IFacts
{
    public static Facts None { get; } = new(new Dictionary<string, string>());

    public string? this[string name] => values.GetValueOrDefault(name);

    public IReadOnlyDictionary<string, string> Copy() => values;
}
