namespace Watchkeeper.Watches.Conditions;

/// <summary>
/// A counter rose by at least N within T (the restarts of a unit). A counter that fell was reset, and counts on from where it is. Cleared when it has
/// not risen for T.
/// </summary>
internal sealed record Increases(double By, TimeSpan Within) : Condition
{
    private readonly long _within = Micro(Within);

    public override KeyState NewState(long now) => new State();

    public override Edge Observe(KeyState state, in Observation observation)
    {
        var counting = (State)state;
        if (observation.Reading.IsUnknown || !observation.Reading.TryNumber(out var number))
        {
            return Edge.None;
        }

        var risen = counting.Last is { } last ? number.Minus(last).ToDouble() : 0;
        counting.Last = number;
        counting.DropBefore(observation.At - _within);
        if (risen > 0)
        {
            counting.Rises.Enqueue((observation.At, risen));
            counting.Sum += risen;
        }

        var raises = !counting.Raised && counting.Sum >= By;
        counting.Raised |= raises;
        SetWake(counting);
        return raises ? new Edge(EdgeKind.Raise, observation.At, $"it rose by {counting.Sum:0.##} within {Say(Within)}") : Edge.None;
    }

    public override Edge Elapse(KeyState state, long now)
    {
        var counting = (State)state;
        var at = counting.Wake;
        counting.DropBefore(at - _within);
        var clears = counting.Raised && counting.Rises.Count == 0;
        counting.Raised &= !clears;
        SetWake(counting);
        return clears ? new Edge(EdgeKind.Clear, at, $"it has not risen for {Say(Within)}") : Edge.None;
    }

    public override string Describe() => $"a rise by {By:0.##} within {Say(Within)}";

    private void SetWake(State counting) =>
        counting.Wake = counting.Rises.TryPeek(out var oldest) ? oldest.At + _within + 1 : KeyState.Never;

    private sealed class State : KeyState
    {
        public readonly Queue<(long At, double By)> Rises = new(2);
        public Quantity? Last;
        public double Sum;
        public bool Raised;

        public override bool IsEmpty => Last is null;

        public override bool IsRaised => Raised;

        public override string Describe() => $"it rose by {Sum:0.##}, the last value was {Last}";

        public void DropBefore(long time)
        {
            while (Rises.TryPeek(out var oldest) && oldest.At < time)
            {
                Rises.Dequeue();
            }

            // Summed anew rather than subtracted, so that rounding does not build up.
            Sum = Rises.Sum(rise => rise.By);
        }

        public override void Save(BinaryWriter writer)
        {
            writer.Write(Last?.ToString() ?? "");
            writer.Write(Raised);
            writer.Write7BitEncodedInt(Rises.Count);
            foreach (var (at, by) in Rises)
            {
                writer.Write(at);
                writer.Write(by);
            }
        }

        public override void Load(BinaryReader reader)
        {
            Last = Quantity.TryParse(reader.ReadString(), out var last) ? last : null;
            Raised = reader.ReadBoolean();
            for (var count = reader.Read7BitEncodedInt(); count > 0; count--)
            {
                Rises.Enqueue((reader.ReadInt64(), reader.ReadDouble()));
            }

            Sum = Rises.Sum(rise => rise.By);
        }
    }
}
