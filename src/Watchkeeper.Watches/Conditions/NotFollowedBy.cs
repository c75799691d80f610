namespace Watchkeeper.Watches.Conditions;

/// <summary>A, and no B within T: it fires T after the first A, unless a B came before. Further As while it waits change nothing.</summary>
internal sealed record NotFollowedBy(TimeSpan Within) : Condition
{
    private readonly long _within = Micro(Within);

    public override bool Lasts => false;

    public override KeyState NewState(long now) => new PairState();

    public override Edge Observe(KeyState state, in Observation observation)
    {
        var pair = (PairState)state;
        if (observation.Reading.IsUnknown)
        {
            return Edge.None;
        }

        if (observation.Part == Part.Second)
        {
            pair.End();
        }
        else if (!pair.IsWaiting)
        {
            pair.Begin(observation, _within);
        }

        return Edge.None;
    }

    public override Edge Elapse(KeyState state, long now)
    {
        var pair = (PairState)state;
        var edge = new Edge(EdgeKind.Fire, pair.Wake, $"nothing followed within {Say(Within)}", Facts: pair.Captures);
        pair.End();
        return edge;
    }

    public override string Describe() => $"one, and then not the other within {Say(Within)}";
}
