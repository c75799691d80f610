using Watchkeeper.Core.Time;

namespace Watchkeeper.Core.Diagnostics;

/// <summary>
/// Shows whether a loop turns. Before it waits it says how long that may last; when it has not come by again an allowance later, something holds it: a write,
/// a lock or a file that never answers. This runs on awake time, so that a host that was suspended accuses nobody.
/// </summary>
/// <param name="name">Whose loop it is, for people: <c>canaries</c>.</param>
/// <param name="clock">The host's clocks.</param>
/// <param name="allowance">How long a turn may take; 30 s where nobody knows better.</param>
public sealed class Pulse(string name, HostClock clock, TimeSpan? allowance = null)
{
    private static readonly TimeSpan Standard = TimeSpan.FromSeconds(30);

    /// <summary>So far ahead that it is never reached, and that adding to it overflows nothing.</summary>
    private static readonly TimeSpan Forever = TimeSpan.FromDays(100_000);

    private long _expected = (clock.AwakeTime + (allowance ?? Standard)).Ticks;

    public string Name => name;

    /// <summary>For how long it should have come by already; null while it turns.</summary>
    public TimeSpan? Overdue => clock.AwakeTime - new TimeSpan(Volatile.Read(ref _expected)) is var late && late > TimeSpan.Zero ? late : null;

    /// <summary>It comes by here, and works on.</summary>
    public void Beat() => Rest(TimeSpan.Zero);

    /// <summary>It waits now, for at most this long.</summary>
    public void Rest(TimeSpan atMost)
    {
        var rest = atMost <= TimeSpan.Zero ? TimeSpan.Zero : atMost < Forever ? atMost : Forever;
        Volatile.Write(ref _expected, (clock.AwakeTime + rest + (allowance ?? Standard)).Ticks);
    }
}
