namespace Watchkeeper.Watches.Conditions;

/// <summary>Each match counts for itself.</summary>
internal sealed record EveryMatch : Condition
{
    public override bool Lasts => false;

    public override KeyState NewState(long now) => State.Only;

    public override Edge Observe(KeyState state, in Observation observation) =>
        observation.Reading.IsUnknown ? Edge.None : new Edge(EdgeKind.Fire, observation.At, "it matched");

    public override string Describe() => "each match";

    private sealed class State : KeyState
    {
        public static readonly State Only = new();

        public override bool IsEmpty => true;

        public override string Describe() => "nothing to remember";

        public override void Save(BinaryWriter writer)
        {
        }

        public override void Load(BinaryReader reader)
        {
        }
    }
}
