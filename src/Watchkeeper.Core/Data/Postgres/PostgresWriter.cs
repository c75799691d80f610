using Npgsql;

namespace Watchkeeper.Core.Data.Postgres;

/// <summary>
/// The writer's connection. Write transactions take one advisory lock, so that those of all daemons run one after the other, as on SQLite; and they
/// note their transaction id, so that a commit whose answer was lost with the connection can be looked up instead of being guessed.
/// </summary>
internal sealed class PostgresWriter : WriterConnection
{
    /// <summary>"watchkpr" in ASCII: the lock's number, the same in every daemon.</summary>
    private const long Lock = 0x7761_7463_686B_7072;

    private readonly NpgsqlCommand _open;
    private readonly NpgsqlCommand _status;
    private readonly NpgsqlParameter<string> _durable = new("durable", "on");
    private readonly NpgsqlParameter<long> _asked = new("id", 0L);
    private NpgsqlTransaction? _transaction;
    private string? _mark;

    public PostgresWriter(NpgsqlConnection connection)
        : base(connection)
    {
        _open = new NpgsqlCommand($"SELECT set_config('synchronous_commit', @durable, true), pg_advisory_xact_lock({Lock}), txid_current()", connection);
        _open.Parameters.Add(_durable);
        _status = new NpgsqlCommand("SELECT txid_status(@id)", connection);
        _status.Parameters.Add(_asked);

        // Who waits for the lock learns within a second that it is taken; who holds it and falls silent loses it.
        using var setup = new NpgsqlCommand(
            "SET lock_timeout = '1s'; SET idle_in_transaction_session_timeout = '10s'; SET statement_timeout = '5s'; SET client_min_messages = warning", connection);
        setup.ExecuteNonQuery();
    }

    public override string? Mark => _mark;

    public override void Begin(bool durable)
    {
        _mark = null;
        _transaction = ((NpgsqlConnection)Connection).BeginTransaction();
        _durable.TypedValue = durable ? "on" : "off";
        using var reader = _open.ExecuteReader();
        reader.Read();
        _mark = reader.GetInt64(2).ToString();
    }

    public override void Announce()
    {
        using var command = new NpgsqlCommand("NOTIFY " + PostgresWatch.Channel, (NpgsqlConnection)Connection);
        command.ExecuteNonQuery();
    }

    public override void Commit()
    {
        _transaction!.Commit();
        End();
    }

    public override void Rollback()
    {
        try
        {
            _transaction?.Rollback();
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException or IOException)
        {
            // The connection is gone, and the transaction with it.
        }

        End();
    }

    public override void Savepoint() => _transaction!.Save("closure");

    public override void Release() => _transaction!.Release("closure");

    public override void RollbackToSavepoint()
    {
        _transaction!.Rollback("closure");
        _transaction.Release("closure");
    }

    public override void Unhurried()
    {
        using var command = new NpgsqlCommand("SET LOCAL statement_timeout = 0", (NpgsqlConnection)Connection);
        command.ExecuteNonQuery();
    }

    /// <summary>
    /// Null, for a transaction too old to be known, counts as not committed: events carry ids that make writing them again harmless.
    /// "In progress" means that the server has not noticed the lost connection yet.
    /// </summary>
    public override bool WasCommitted(string mark)
    {
        _asked.TypedValue = long.Parse(mark);
        var status = _status.ExecuteScalar() as string;
        return status == "in progress"
            ? throw new EngineException(FaultKind.Away, "PostgreSQL has not yet noticed that the connection was lost, so the outcome of the last commit is not known yet.")
            : status == "committed";
    }

    public override void Dispose()
    {
        End();
        _open.Dispose();
        _status.Dispose();
        base.Dispose();
    }

    private void End()
    {
        _transaction?.Dispose();
        _transaction = null;
    }
}
