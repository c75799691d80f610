namespace Watchkeeper.Watches.Conditions;

/// <summary>A, and then B within T (T itself included). The latest A counts; a B uses it up.</summary>
internal sealed record FollowedBy(TimeSpan Within) : Condition
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

        if (observation.Part == Part.Main)
        {
            // One microsecond more than the window: what comes at its very end still counts.
            pair.Begin(observation, _within + 1);
            return Edge.None;
        }

        // The wake may come late (a daemon that was away); the window is as long as it is.
        var isInTime = pair.IsWaiting && observation.At <= pair.Since + _within;
        var captures = pair.Captures;
        pair.End();
        return !isInTime ? Edge.None : new Edge(EdgeKind.Fire, observation.At, $"the second followed the first within {Say(Within)}", Facts: captures);
    }

    public override Edge Elapse(KeyState state, long now)
    {
        ((PairState)state).End();
        return Edge.None;
    }

    public override string Describe() => $"one, and then the other within {Say(Within)}";
}
