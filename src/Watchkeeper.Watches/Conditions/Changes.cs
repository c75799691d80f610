namespace Watchkeeper.Watches.Conditions;

/// <summary>The value is another than the last known one, which is remembered as long as the watch; unknown readings are passed over.</summary>
internal sealed record Changes : Condition
{
    /// <summary>Only changes to one of these; empty: to anything.</summary>
    public IReadOnlyList<string> To { get; init; } = [];

    /// <summary>Whether the first value ever counts as a change.</summary>
    public bool SaysFirst { get; init; }

    public override bool Lasts => false;

    public override KeyState NewState(long now) => new State();

    public override Edge Observe(KeyState state, in Observation observation)
    {
        var remembered = (State)state;
        var value = observation.Reading.Text;
        if (observation.Reading.IsUnknown || value == remembered.Last)
        {
            return Edge.None;
        }

        var before = remembered.Last;
        remembered.Last = value;
        return (before is null && !SaysFirst) || (To.Count > 0 && !To.Contains(value, StringComparer.Ordinal))
            ? Edge.None
            : new Edge(EdgeKind.Fire, observation.At, before is null ? $"the first value is {value}" : $"it changed from {before} to {value}");
    }

    public override string Describe() => To.Count == 0 ? "a change of the value" : $"a change to {string.Join(" or ", To)}";

    public override string Identity => $"{base.Identity} {SaysFirst}";

    private sealed class State : KeyState
    {
        public string? Last;

        public override bool IsEmpty => Last is null;

        public override string Describe() => Last is null ? "no value yet" : $"the last value was {Last}";

        public override void Save(BinaryWriter writer) => writer.Write(Last ?? "");

        public override void Load(BinaryReader reader) => Last = reader.ReadString();
    }
}
