namespace Watchkeeper.Watches.Conditions;

/// <summary>The value changed N times within T; cleared when fewer than half of N changes lie within T.</summary>
internal sealed record Flaps(int Count, TimeSpan Within) : Condition
{
    private readonly long _within = Micro(Within);

    public override KeyState NewState(long now) => new State();

    public override Edge Observe(KeyState state, in Observation observation)
    {
        var flapping = (State)state;
        var value = observation.Reading.Text;
        if (observation.Reading.IsUnknown || value == flapping.Last)
        {
            return Edge.None;
        }

        var isFirst = flapping.Last is null;
        flapping.Last = value;
        if (isFirst)
        {
            return Edge.None;
        }

        flapping.Times.DropBefore(observation.At - _within);
        flapping.Times.Add(observation.At);
        if (flapping.Times.Count > Count)
        {
            flapping.Times.DropOldest();
        }

        var raises = !flapping.Raised && flapping.Times.Count >= Count;
        flapping.Raised |= raises;
        SetWake(flapping);
        return raises ? new Edge(EdgeKind.Raise, observation.At, $"{Count} changes within {Say(Within)}") : Edge.None;
    }

    public override Edge Elapse(KeyState state, long now)
    {
        var flapping = (State)state;
        var at = flapping.Wake;
        flapping.Times.DropBefore(at - _within);
        var clears = flapping.Raised && flapping.Times.Count * 2 < Count;
        flapping.Raised &= !clears;
        SetWake(flapping);
        return clears ? new Edge(EdgeKind.Clear, at, "it changes less often") : Edge.None;
    }

    public override string Describe() => $"{Count} changes of the value within {Say(Within)}";

    private void SetWake(State flapping) =>
        flapping.Wake = flapping.Times.Count == 0 ? KeyState.Never : flapping.Times.Oldest + _within + 1;

    private sealed class State : KeyState
    {
        public TimeRing Times;
        public string? Last;
        public bool Raised;

        public override bool IsEmpty => Last is null;

        public override bool IsRaised => Raised;

        public override string Describe() => $"{Times.Count} changes so far, the last value was {Last}";

        public override void Save(BinaryWriter writer)
        {
            Times.Save(writer);
            writer.Write(Last ?? "");
            writer.Write(Raised);
        }

        public override void Load(BinaryReader reader)
        {
            Times.Load(reader);
            (Last, Raised) = (reader.ReadString(), reader.ReadBoolean());
        }
    }
}
