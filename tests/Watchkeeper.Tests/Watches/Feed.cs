using Watchkeeper.Watches.Conditions;

namespace Watchkeeper.Tests.Watches;

/// <summary>One step of a made-up history: so long after the step before, this key says this.</summary>
internal sealed record Step(int Delay, string Key, bool Second, string Value)
{
    public Reading Reading => Value == "?" ? Reading.Unknown("no answer") : Reading.Of(Value);
}

/// <summary>An edge, written for comparing: <c>12 a Fire</c>.</summary>
internal sealed class Feed
{
    private readonly Machine.Listener _listener;

    public Feed(Condition condition, int maxKeys = 100_000)
    {
        Machine = new Machine(condition, maxKeys);
        _listener = (string key, in Edge edge) => Edges.Add($"{edge.At} {key} {edge.Kind}");
        Machine.Begin(0);
    }

    public Machine Machine { get; private set; }

    public List<string> Edges { get; } = [];

    public static List<string> Run(Condition condition, IReadOnlyList<Step> steps, int end)
    {
        var feed = new Feed(condition);
        feed.Take(steps);
        feed.Advance(end);
        return feed.Edges;
    }

    public long Now { get; private set; }

    public void Take(IEnumerable<Step> steps)
    {
        foreach (var step in steps)
        {
            Now += step.Delay;
            Machine.Observe(step.Key, new Observation(Now, step.Second ? Part.Second : Part.Main, step.Reading, Facts.None), _listener);
        }
    }

    public void Advance(long time) => Machine.Advance(time, _listener);

    /// <summary>As a restart does: everything through its stored form into a new machine.</summary>
    public void Restart()
    {
        var fresh = new Machine(Machine.Condition);
        foreach (var (key, state) in Machine.TakeChanges())
        {
            Assert.True(state is null || fresh.Restore(key, state));
        }

        fresh.Begin(Now);
        Machine = fresh;
    }
}
