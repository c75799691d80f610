using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Watchkeeper.Core.Data.Sqlite;

/// <summary>
/// The writer's connection. What brackets every transaction goes to SQLite directly, as statements prepared once: through ADO.NET it would cost as much
/// as the writes between them, and would wait for a lock in steps of its own.
/// </summary>
internal sealed class SqliteWriter : WriterConnection
{
    /// <summary>
    /// A checkpoint takes some ten milliseconds whatever the size of the log, and who writes meanwhile waits: under the heaviest load of pings the half of 32 MB
    /// would have every hundredth wait for one.
    /// </summary>
    private const long LogBetweenCheckpoints = 32 * 1024 * 1024;

    private readonly sqlite3 _handle;
    private readonly sqlite3_stmt _begin;
    private readonly sqlite3_stmt _commit;
    private readonly sqlite3_stmt _savepoint;
    private readonly sqlite3_stmt _release;
    private readonly sqlite3_stmt _undo;
    private readonly SqliteStatements _statements;
    private bool? _full;

    public SqliteWriter(SqliteConnection connection)
        : base(connection)
    {
        _handle = connection.Handle!;
        raw.sqlite3_busy_timeout(_handle, 1_000);

        // These can be chosen only while the file is empty, and in this order: the journal mode writes the first page. A commit writes whole pages, and
        // most commits here change a few short rows: small pages are what spares a small board's flash.
        Run("PRAGMA page_size = 1024");
        Run("PRAGMA auto_vacuum = INCREMENTAL");
        Run("PRAGMA journal_mode = WAL");
        Run($"PRAGMA journal_size_limit = {LogBetweenCheckpoints}");

        // A page that changes often goes from the log into the file once in so many bytes, whatever size an older file's pages are; and the rows that change
        // over and over (10,000 canaries) are read from the file once.
        Run($"PRAGMA wal_autocheckpoint = {LogBetweenCheckpoints / First("PRAGMA page_size")}");
        Run("PRAGMA cache_size = -8000");
        _statements = new SqliteStatements(_handle);
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _savepoint = Prepare("SAVEPOINT closure");
        _release = Prepare("RELEASE closure");
        _undo = Prepare("ROLLBACK TO closure");
    }

    /// <summary>In WAL mode FULL syncs the log at each commit, NORMAL only before a checkpoint; it can be set only between transactions.</summary>
    public override void Begin(bool durable)
    {
        if (_full != durable)
        {
            Run(durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
            _full = durable;
        }

        Step(_begin);
    }

    public override void Commit() => Step(_commit);

    /// <summary>Some errors (a full disk) have rolled back already; then there is nothing left to do.</summary>
    public override void Rollback()
    {
        if (raw.sqlite3_get_autocommit(_handle) == 0)
        {
            raw.sqlite3_exec(_handle, "ROLLBACK");
        }
    }

    public override void Savepoint() => Step(_savepoint);

    public override void Release() => Step(_release);

    public override void RollbackToSavepoint()
    {
        Step(_undo);
        Step(_release);
    }

    public override int? Execute(string sql, ReadOnlySpan<(string Name, object? Value)> parameters) => _statements.Execute(sql, parameters);

    public override void Dispose()
    {
        _statements.Dispose();
        foreach (var statement in (ReadOnlySpan<sqlite3_stmt>)[_begin, _commit, _savepoint, _release, _undo])
        {
            statement.Dispose();
        }

        base.Dispose();
    }

    private void Run(string sql)
    {
        using var statement = Prepare(sql);
        Step(statement);
    }

    private long First(string sql)
    {
        using var statement = Prepare(sql);
        var code = raw.sqlite3_step(statement);
        Check(code == raw.SQLITE_ROW ? raw.SQLITE_OK : code);
        return raw.sqlite3_column_int64(statement, 0);
    }

    private sqlite3_stmt Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_handle, sql, out var statement));
        return statement;
    }

    private void Step(sqlite3_stmt statement)
    {
        int code;
        do
        {
            code = raw.sqlite3_step(statement);
        }
        while (code == raw.SQLITE_ROW);

        raw.sqlite3_reset(statement);
        Check(code == raw.SQLITE_DONE ? raw.SQLITE_OK : code);
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw new SqliteException(raw.sqlite3_errmsg(_handle).utf8_to_string(), code & 0xFF, raw.sqlite3_extended_errcode(_handle));
        }
    }
}
