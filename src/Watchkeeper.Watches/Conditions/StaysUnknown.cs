namespace Watchkeeper.Watches.Conditions;

/// <summary>The third state itself: the source could not say for T. Any value clears it.</summary>
internal sealed record StaysUnknown(TimeSpan For) : Condition
{
    private readonly long _for = Micro(For);

    public override KeyState NewState(long now) => new State();

    public override Edge Observe(KeyState state, in Observation observation)
    {
        var unknown = (State)state;
        if (observation.Reading.IsUnknown)
        {
            unknown.Why = observation.Reading.Text;
            if (unknown.Since == KeyState.Never)
            {
                (unknown.Since, unknown.Wake) = (observation.At, observation.At + _for);
            }

            return Edge.None;
        }

        var wasRaised = unknown.Raised;
        (unknown.Raised, unknown.Since, unknown.Wake) = (false, KeyState.Never, KeyState.Never);
        return wasRaised ? new Edge(EdgeKind.Clear, observation.At, "it is known again") : Edge.None;
    }

    public override Edge Elapse(KeyState state, long now)
    {
        var unknown = (State)state;
        var at = unknown.Wake;
        (unknown.Raised, unknown.Wake) = (true, KeyState.Never);
        return new Edge(EdgeKind.Raise, at, $"unknown for {Say(For)}: {unknown.Why}");
    }

    public override void Break(KeyState state)
    {
        var unknown = (State)state;
        if (!unknown.Raised)
        {
            (unknown.Since, unknown.Wake) = (KeyState.Never, KeyState.Never);
        }
    }

    public override string Describe() => $"unknown for {Say(For)}";

    private sealed class State : KeyState
    {
        public long Since = Never;
        public bool Raised;
        public string Why = "";

        public override bool IsEmpty => Since == Never;

        public override bool IsRaised => Raised;

        public override string Describe() => Since == Never ? "known" : $"unknown: {Why}";

        public override void Save(BinaryWriter writer)
        {
            writer.Write(Since);
            writer.Write(Raised);
            writer.Write(Why);
        }

        public override void Load(BinaryReader reader) => (Since, Raised, Why) = (reader.ReadInt64(), reader.ReadBoolean(), reader.ReadString());
    }
}
