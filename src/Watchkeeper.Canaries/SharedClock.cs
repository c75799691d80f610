using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Canaries;

/// <summary>
/// The wall clock that all daemons on one database go by: the host's own where the database is a file, the server's on PostgreSQL, so that daemons whose
/// hosts' clocks differ agree about when a canary is due. Boot time is the host's own in any case; the server's clock is reckoned from it between two looks.
/// </summary>
/// <param name="clock">The host's.</param>
/// <param name="readServer">Asks the database's server for its wall clock; null where there is no server.</param>
internal sealed class SharedClock(HostClock clock, Func<Instant?> readServer)
{
    /// <summary>Less than this is drift, which moves no deadline; more, and the server's clock was set.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    /// <summary>What the server's clock says of the moment when this host started, in microseconds; 0 where the host's own clock holds.</summary>
    private long _start;

    public SharedClock(HostClock clock, Database database)
        : this(clock, database.ReadServerClock)
    {
    }

    /// <summary>Whether steps of the host's wall clock mean something to the canaries.</summary>
    public bool IsTheHosts => Volatile.Read(ref _start) == 0;

    public Moment Read()
    {
        var now = clock.Read();
        return Volatile.Read(ref _start) is not 0 and var start ? new Moment(new Instant(start) + now.SinceBoot, now.SinceBoot, Trusted: true) : now;
    }

    /// <summary>
    /// Compares with the server's clock. The server read it at some time between question and answer, so what was known is kept unless it cannot be true:
    /// a slow answer changes nothing.
    /// </summary>
    /// <returns>A step, where the server's clock turns out to have been set.</returns>
    /// <exception cref="Core.ProblemException">The database is away.</exception>
    public ClockStep? Look()
    {
        var asked = clock.Uptime;
        if (readServer() is not { } server)
        {
            return null;
        }

        var (least, most) = ((server - clock.Uptime).Microseconds, (server - asked).Microseconds);
        if (_start == 0)
        {
            Volatile.Write(ref _start, least + ((most - least) / 2));
            return null;
        }

        var start = Math.Clamp(_start, least, most);
        var moved = new Instant(start) - new Instant(_start);
        Volatile.Write(ref _start, start);
        return moved.Duration() >= Step ? new ClockStep(moved, Read()) : null;
    }
}
