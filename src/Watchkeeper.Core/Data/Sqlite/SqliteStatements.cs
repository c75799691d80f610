using Microsoft.Data.Sqlite;
using SQLitePCL;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Core.Data.Sqlite;

/// <summary>
/// Statements that write, prepared once and run by SQLite itself: ADO.NET looks up each parameter's name anew at each run and makes a reader of it, which
/// costs as much as the write.
/// </summary>
internal sealed class SqliteStatements(sqlite3 handle) : IDisposable
{
    private readonly Dictionary<string, Statement> _prepared = new(StringComparer.Ordinal);

    public int Execute(string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var statement = _prepared.TryGetValue(sql, out var known) ? known : Prepare(sql, parameters);
        for (var i = 0; i < parameters.Length; i++)
        {
            Check(Bind(statement.Handle, statement.Places[i], parameters[i].Value));
        }

        int code;
        do
        {
            code = raw.sqlite3_step(statement.Handle);
        }
        while (code == raw.SQLITE_ROW);

        var changed = raw.sqlite3_changes(handle);
        var problem = code == raw.SQLITE_DONE ? null : Problem(code);
        raw.sqlite3_reset(statement.Handle);
        return problem is null ? changed : throw problem;
    }

    public void Dispose()
    {
        foreach (var statement in _prepared.Values)
        {
            statement.Handle.Dispose();
        }

        _prepared.Clear();
    }

    private static int Bind(sqlite3_stmt statement, int place, object? value) => value switch
    {
        null => raw.sqlite3_bind_null(statement, place),
        long number => raw.sqlite3_bind_int64(statement, place, number),
        int number => raw.sqlite3_bind_int64(statement, place, number),
        bool flag => raw.sqlite3_bind_int64(statement, place, flag ? 1 : 0),
        Instant instant => raw.sqlite3_bind_int64(statement, place, instant.Microseconds),
        TimeSpan span => raw.sqlite3_bind_int64(statement, place, span.Ticks / TimeSpan.TicksPerMicrosecond),
        double number => raw.sqlite3_bind_double(statement, place, number),
        byte[] { Length: 0 } => raw.sqlite3_bind_zeroblob(statement, place, 0),
        byte[] bytes => raw.sqlite3_bind_blob(statement, place, bytes),
        _ => raw.sqlite3_bind_text(statement, place, (string)Session.Stored(value)),
    };

    private Statement Prepare(string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        if (_prepared.Count == Session.MostPrepared)
        {
            Dispose();
        }

        Check(raw.sqlite3_prepare_v2(handle, sql, out var statement));
        var places = new int[parameters.Length];
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = raw.sqlite3_bind_parameter_index(statement, "@" + parameters[i].Name);
        }

        var prepared = new Statement(statement, places);
        _prepared.Add(sql, prepared);
        return prepared;
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw Problem(code);
        }
    }

    private SqliteException Problem(int code) =>
        new(raw.sqlite3_errmsg(handle).utf8_to_string(), code & 0xFF, raw.sqlite3_extended_errcode(handle));

    private sealed record Statement(sqlite3_stmt Handle, int[] Places);
}
