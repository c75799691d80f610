namespace Watchkeeper.Watches.Conditions;

/// <summary>Nothing for T: a heartbeat that stopped. The next match clears it.</summary>
internal sealed record Silence(TimeSpan Span) : Condition
{
    private readonly long _span = Micro(Span);

    public override bool BeginsAtOnce => true;

    public override KeyState NewState(long now) => new State { Last = now, Wake = now + _span };

    public override Edge Observe(KeyState state, in Observation observation)
    {
        var silence = (State)state;
        if (observation.Reading.IsUnknown)
        {
            return Edge.None;
        }

        silence.Last = observation.At;
        silence.Wake = observation.At + _span;
        if (!silence.Raised)
        {
            return Edge.None;
        }

        silence.Raised = false;
        return new Edge(EdgeKind.Clear, observation.At, "it is heard again");
    }

    public override Edge Elapse(KeyState state, long now)
    {
        var silence = (State)state;
        var at = silence.Wake;
        (silence.Raised, silence.Wake) = (true, KeyState.Never);
        return new Edge(EdgeKind.Raise, at, $"nothing for {Say(Span)}");
    }

    public override Edge Stand(KeyState state, long now) => state.IsRaised ? new Edge(EdgeKind.Raise, now, $"still {Describe()}") : Edge.None;

    public override string Describe() => $"nothing for {Say(Span)}";

    private sealed class State : KeyState
    {
        public long Last;
        public bool Raised;

        public override bool IsEmpty => false;

        public override bool IsRaised => Raised;

        public override string Describe() => Raised ? "silent" : "heard";

        public override void Save(BinaryWriter writer)
        {
            writer.Write(Last);
            writer.Write(Raised);
        }

        public override void Load(BinaryReader reader)
        {
            Last = reader.ReadInt64();
            Raised = reader.ReadBoolean();
        }
    }
}
