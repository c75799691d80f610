namespace Watchkeeper.Watches.Conditions;

/// <summary>Makes what only happens last: raised when the inner condition fires, cleared when it has not fired again for T.</summary>
internal sealed record Lingers(Condition Inner, TimeSpan Span) : Condition
{
    private readonly long _span = Micro(Span);

    public override KeyState NewState(long now) => new State(Inner.NewState(now));

    public override bool BeginsAtOnce => Inner.BeginsAtOnce;

    public override Edge Observe(KeyState state, in Observation observation)
    {
        var lingering = (State)state;
        return Turn(lingering, Inner.Observe(lingering.Inner, observation));
    }

    public override Edge Elapse(KeyState state, long now)
    {
        var lingering = (State)state;
        if (lingering.Inner.Wake <= Math.Min(now, lingering.Until))
        {
            return Turn(lingering, Inner.Elapse(lingering.Inner, now));
        }

        var at = lingering.Until;
        lingering.Until = KeyState.Never;
        lingering.Wake = lingering.Inner.Wake;
        return new Edge(EdgeKind.Clear, at, $"it did not happen again for {Say(Span)}");
    }

    public override string Describe() => $"{Inner.Describe()}; over when it did not happen again for {Say(Span)}";

    public override string Identity => $"{base.Identity} {Inner.Identity}";

    private Edge Turn(State lingering, in Edge edge)
    {
        var turned = edge;
        if (edge.Kind == EdgeKind.Fire)
        {
            turned = lingering.IsRaised ? Edge.None : edge with { Kind = EdgeKind.Raise };
            lingering.Until = edge.At + _span;
        }

        lingering.Wake = Math.Min(lingering.Inner.Wake, lingering.Until);
        return turned;
    }

    private sealed class State(KeyState inner) : KeyState
    {
        public long Until = Never;

        public KeyState Inner => inner;

        public override bool IsEmpty => Until == Never && inner.IsEmpty;

        public override bool IsRaised => Until != Never;

        public override string Describe() => Until == Never ? inner.Describe() : "it happened lately";

        public override void Save(BinaryWriter writer)
        {
            writer.Write(Until);
            writer.Write(inner.Wake);
            inner.Save(writer);
        }

        public override void Load(BinaryReader reader)
        {
            Until = reader.ReadInt64();
            inner.Wake = reader.ReadInt64();
            inner.Load(reader);
        }
    }
}
