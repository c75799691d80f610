using Microsoft.Data.Sqlite;

namespace Watchkeeper.Core.Data.Sqlite;

/// <summary>SQLite tells nobody; but its data version, read from shared memory, changes with each commit by another connection.</summary>
internal sealed class SqliteWatch(SqliteConnection connection) : ChangeWatch
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Session _session = new(connection);
    private long? _last;

    /// <summary>The first call always reports a change: what was committed before the version was first read shows in no difference.</summary>
    public override bool Wait(WaitHandle stop)
    {
        if (_last is null)
        {
            _last = Version();
            return true;
        }

        stop.WaitOne(Interval);
        var before = _last;
        _last = Version();
        return _last != before;
    }

    public override void Dispose()
    {
        _session.Dispose();
        connection.Dispose();
    }

    private long Version() => _session.First("PRAGMA data_version", row => row.Int64(0));
}
