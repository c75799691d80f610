using Npgsql;

namespace Watchkeeper.Core.Data.Postgres;

/// <summary>Listens for the notice that every commit with events sends.</summary>
internal sealed class PostgresWatch : ChangeWatch
{
    public const string Channel = "watchkeeper_events";

    private const int IntervalMilliseconds = 1_000;

    private readonly NpgsqlConnection _connection;
    private bool _first = true;

    public PostgresWatch(NpgsqlConnection connection)
    {
        _connection = connection;
        using var listen = new NpgsqlCommand("LISTEN " + Channel, connection);
        listen.ExecuteNonQuery();
    }

    /// <summary>The first call always reports a change: what was committed before it listened has told nobody.</summary>
    public override bool Wait(WaitHandle stop)
    {
        if (_first)
        {
            _first = false;
            return true;
        }

        return _connection.Wait(IntervalMilliseconds);
    }

    public override void Dispose() => _connection.Dispose();
}
