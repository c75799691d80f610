namespace Watchkeeper.Watches.Conditions;

/// <summary>
/// N matches within T, in a window that slides with the matches: it fires at the match that is the Nth within the T before it (T itself included), and then
/// begins to count anew, so that each match takes part in one firing.
/// </summary>
internal sealed record CountWithin(int Count, TimeSpan Within) : Condition
{
    private readonly long _within = Micro(Within);

    public override bool Lasts => false;

    public override KeyState NewState(long now) => new State();

    public override Edge Observe(KeyState state, in Observation observation)
    {
        if (observation.Reading.IsUnknown)
        {
            return Edge.None;
        }

        var counting = (State)state;
        counting.Times.DropBefore(observation.At - _within);
        counting.Times.Add(observation.At);
        if (counting.Times.Count < Count)
        {
            counting.Wake = observation.At + _within + 1;
            return Edge.None;
        }

        counting.Times.Clear();
        counting.Wake = KeyState.Never;
        return new Edge(EdgeKind.Fire, observation.At, $"{Count} times within {Say(Within)}");
    }

    public override Edge Elapse(KeyState state, long now)
    {
        var counting = (State)state;
        counting.Times.DropBefore(now - _within);
        counting.Wake = counting.Times.Count == 0 ? KeyState.Never : counting.Times.Newest + _within + 1;
        return Edge.None;
    }

    public override string Describe() => $"{Count} matches within {Say(Within)}";

    private sealed class State : KeyState
    {
        public TimeRing Times;

        public override bool IsEmpty => Times.Count == 0;

        public override string Describe() => $"{Times.Count} so far";

        public override void Save(BinaryWriter writer) => Times.Save(writer);

        public override void Load(BinaryReader reader) => Times.Load(reader);
    }
}
