using Npgsql;

namespace Watchkeeper.Core.Data.Postgres;

/// <summary>
/// The writer's connection. Write transactions take one advisory lock, so that those of all daemons run one after the other, as on SQLite; and each
/// leaves its mark in the writer's own row, so that a commit whose answer was lost with the connection is looked up instead of being guessed. A
/// transaction id would not do: a server that crashed gives the id of a commit it has forgotten to another transaction.
/// </summary>
internal sealed class PostgresWriter : WriterConnection
{
    /// <summary>"watchkpr" in ASCII: the lock's number, the same in every daemon.</summary>
    private const long Lock = 0x7761_7463_686B_7072;

    private readonly Guid _id;
    private readonly NpgsqlCommand _open;
    private readonly NpgsqlParameter<string> _durable = new("durable", "on");
    private readonly NpgsqlParameter<Guid> _marked = new("mark", Guid.Empty);
    private NpgsqlTransaction? _transaction;

    /// <param name="id">Whose marks they are: the same whenever a daemon connects anew.</param>
    public PostgresWriter(NpgsqlConnection connection, Guid id)
        : base(connection)
    {
        _id = id;
        _open = new NpgsqlCommand(
            $"""
            SELECT set_config('synchronous_commit', @durable, true), pg_advisory_xact_lock({Lock});
            INSERT INTO writers (id, mark, seen) VALUES (@id, @mark, now()) ON CONFLICT (id) DO UPDATE SET mark = @mark, seen = now()
            """,
            connection);
        _open.Parameters.Add(_durable);
        _open.Parameters.Add(_marked);
        _open.Parameters.Add(new NpgsqlParameter<Guid>("id", id));

        // Who waits for the lock learns within a second that it is taken; who holds it and falls silent loses it.
        Execute("SET lock_timeout = '1s'; SET idle_in_transaction_session_timeout = '10s'; SET statement_timeout = '5s'; SET client_min_messages = warning");
        Execute(
            $"""
            BEGIN; SELECT pg_advisory_xact_lock({Lock});
            CREATE TABLE IF NOT EXISTS writers (id uuid PRIMARY KEY, mark uuid NOT NULL, seen timestamptz NOT NULL);
            DELETE FROM writers WHERE seen < now() - interval '30 days' AND id <> '{id}'; COMMIT
            """);
    }

    public override Guid? Mark => _marked.TypedValue;

    public override void Begin(bool durable)
    {
        _transaction = ((NpgsqlConnection)Connection).BeginTransaction();
        _durable.TypedValue = durable ? "on" : "off";
        _marked.TypedValue = Guid.NewGuid();
        _open.ExecuteNonQuery();
    }

    public override void Announce() => Execute("NOTIFY " + PostgresWatch.Channel);

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

    public override void Unhurried() => Execute("SET LOCAL statement_timeout = 0");

    /// <summary>Whoever holds the lock has outlived all transactions before its own: what the row says then is final.</summary>
    public override bool WasCommitted(Guid mark)
    {
        using var transaction = ((NpgsqlConnection)Connection).BeginTransaction();
        Execute($"SELECT pg_advisory_xact_lock({Lock})");
        using var command = new NpgsqlCommand("SELECT count(*) FROM writers WHERE id = @id AND mark = @mark", (NpgsqlConnection)Connection);
        command.Parameters.Add(new NpgsqlParameter<Guid>("id", _id));
        command.Parameters.Add(new NpgsqlParameter<Guid>("mark", mark));
        return command.ExecuteScalar() is 1L;
    }

    public override void Dispose()
    {
        End();
        _open.Dispose();
        base.Dispose();
    }

    private void Execute(string sql)
    {
        using var command = new NpgsqlCommand(sql, (NpgsqlConnection)Connection);
        command.ExecuteNonQuery();
    }

    private void End()
    {
        _transaction?.Dispose();
        _transaction = null;
    }
}
