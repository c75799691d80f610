using Watchkeeper.Core.Time;

namespace Watchkeeper.Core.Data;

/// <summary>
/// The wall clock that all daemons on one database go by: the host's own where the database is a file, the server's on PostgreSQL, so that daemons whose
/// hosts' clocks differ agree about what is due. Boot time is the host's own in any case; the server's clock is reckoned from it between two looks.
/// </summary>
public sealed class SharedClock
{
    /// <summary>Less than this is drift, which moves no deadline; more, and the server's clock was set.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    private readonly HostClock _clock;
    private readonly Func<Instant?> _readServer;
    private readonly Lock _gate = new();

    /// <summary>What the server's clock says of the moment when this host started, in microseconds; 0 where the host's own clock holds.</summary>
    private long _start;

    /// <param name="clock">The host's.</param>
    /// <param name="database">Whose server is asked.</param>
    public SharedClock(HostClock clock, Database database)
        : this(clock, database.ReadServerClock)
    {
    }

    /// <param name="clock">The host's.</param>
    /// <param name="readServer">Asks the database's server for its wall clock; null where there is no server.</param>
    internal SharedClock(HostClock clock, Func<Instant?> readServer)
    {
        (_clock, _readServer) = (clock, readServer);
        clock.Stepped += OnHostStepped;
    }

    /// <summary>The clock that is gone by was set: the host's, or the server's as a look found out. Handlers hand over and return.</summary>
    public event Action<ClockStep>? Stepped;

    public Instant Now => Read().Wall;

    public Moment Read()
    {
        var now = _clock.Read();
        return Volatile.Read(ref _start) is not 0 and var start ? new Moment(new Instant(start) + now.SinceBoot, now.SinceBoot, Trusted: true) : now;
    }

    /// <summary>
    /// Compares with the server's clock. The server read it at some time between question and answer, so what was known is kept unless it cannot be true:
    /// a slow answer changes nothing.
    /// </summary>
    /// <exception cref="ProblemException">The database is away.</exception>
    public void Look()
    {
        var asked = _clock.Uptime;
        if (_readServer() is not { } server)
        {
            return;
        }

        var (least, most) = ((server - _clock.Uptime).Microseconds, (server - asked).Microseconds);
        TimeSpan moved;
        lock (_gate)
        {
            var start = _start == 0 ? least + ((most - least) / 2) : Math.Clamp(_start, least, most);
            moved = _start == 0 ? TimeSpan.Zero : new Instant(start) - new Instant(_start);
            Volatile.Write(ref _start, start);
        }

        if (moved.Duration() >= Step)
        {
            Stepped?.Invoke(new ClockStep(moved, Read()));
        }
    }

    private void OnHostStepped(ClockStep step)
    {
        if (Volatile.Read(ref _start) == 0)
        {
            Stepped?.Invoke(step);
        }
    }
}
