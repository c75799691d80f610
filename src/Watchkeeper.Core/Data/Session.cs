using System.Data.Common;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Core.Data;

/// <summary>
/// A connection in use: SQL with <c>@name</c> parameters, each statement prepared once and kept. SQL is the portable subset (<c>ON CONFLICT</c>,
/// <c>RETURNING</c>; no LIKE or GLOB). Values may be null, <see cref="bool"/>, <see cref="int"/>, <see cref="long"/>, <see cref="double"/>,
/// <see cref="string"/>, <c>byte[]</c>, <see cref="Guid"/> (stored as text), <see cref="Instant"/> and <see cref="TimeSpan"/> (stored as microseconds).
/// One statement at a time: no statement inside another's mapping. Not thread-safe: it belongs to the closure it is handed to.
/// </summary>
public class Session : IDisposable
{
    /// <summary>More different statements than the rooms have together; what is composed for one question only must not pile up.</summary>
    internal const int MostPrepared = 256;

    private readonly Dictionary<string, DbCommand> _prepared = new(StringComparer.Ordinal);

    internal Session(DbConnection connection) => Connection = connection;

    internal DbConnection Connection { get; }

    /// <summary>Runs a statement and returns how many rows it changed.</summary>
    public virtual int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) => Bind(sql, parameters).ExecuteNonQuery();

    /// <summary>All rows, mapped.</summary>
    public List<T> Query<T>(string sql, Func<Row, T> map, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var rows = new List<T>();
        using var reader = Bind(sql, parameters).ExecuteReader();
        while (reader.Read())
        {
            rows.Add(map(new Row(reader)));
        }

        return rows;
    }

    /// <summary>The first row, mapped, or the default when there is none.</summary>
    public T? First<T>(string sql, Func<Row, T> map, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var reader = Bind(sql, parameters).ExecuteReader();
        return reader.Read() ? map(new Row(reader)) : default;
    }

    /// <summary>Hands over one row after the other without keeping them; stops when <paramref name="next"/> returns false.</summary>
    public void Scan(string sql, Func<Row, bool> next, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var reader = Bind(sql, parameters).ExecuteReader();
        while (reader.Read() && next(new Row(reader)))
        {
        }
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => ForgetPrepared();

    private DbCommand Bind(string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        if (!_prepared.TryGetValue(sql, out var command))
        {
            if (_prepared.Count == MostPrepared)
            {
                ForgetPrepared();
            }

            command = Connection.CreateCommand();
            command.CommandText = sql;
            foreach (var (name, value) in parameters)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = "@" + name;
                parameter.Value = Stored(value);
                command.Parameters.Add(parameter);
            }

            command.Prepare();
            _prepared.Add(sql, command);
            return command;
        }

        for (var i = 0; i < parameters.Length; i++)
        {
            command.Parameters[i].Value = Stored(parameters[i].Value);
        }

        return command;
    }

    private void ForgetPrepared()
    {
        foreach (var command in _prepared.Values)
        {
            command.Dispose();
        }

        _prepared.Clear();
    }

    internal static object Stored(object? value) => value switch
    {
        null => DBNull.Value,
        Instant instant => instant.Microseconds,
        TimeSpan span => span.Ticks / TimeSpan.TicksPerMicrosecond,
        Guid id => id.ToString(),
        bool flag => flag ? 1L : 0L,
        int number => (long)number,

        // PostgreSQL takes every character but this one; what others send must not fail on one engine only.
        string text when text.Contains('\0') => text.Replace('\0', '\uFFFD'),
        _ => value,
    };
}

/// <summary>The row that a query stands on; valid only inside the mapping function.</summary>
public readonly struct Row(DbDataReader reader)
{
    public bool IsNull(int column) => reader.IsDBNull(column);

    public long Int64(int column) => reader.GetInt64(column);

    public int Int32(int column) => checked((int)reader.GetInt64(column));

    public double Double(int column) => reader.GetDouble(column);

    public bool Bool(int column) => reader.GetInt64(column) != 0;

    public string Text(int column) => reader.GetString(column);

    public string? TextOrNull(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public byte[] Bytes(int column) => reader.GetFieldValue<byte[]>(column);

    public Guid Guid(int column) => System.Guid.Parse(reader.GetString(column));

    public Instant Instant(int column) => new(reader.GetInt64(column));

    public TimeSpan TimeSpan(int column) => System.TimeSpan.FromTicks(reader.GetInt64(column) * System.TimeSpan.TicksPerMicrosecond);
}
