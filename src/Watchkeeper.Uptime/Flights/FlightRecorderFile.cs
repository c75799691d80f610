using System.Runtime.CompilerServices;
using SQLitePCL;
using Watchkeeper.Core;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Data.Sqlite;

namespace Watchkeeper.Uptime.Flights;

/// <summary>A flight-recorder's database: its one table, read and written so that its own scripts go on with it.</summary>
internal static class FlightRecorderFile
{
    private const string Schema =
        """
        CREATE TABLE flight (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        duration REAL NOT NULL CONSTRAINT positive_duration CHECK (duration >= 0),
        last_ts REAL NOT NULL)
        """;

    /// <summary>All flights in the order of their keys, also those that stand in the write-ahead log only.</summary>
    /// <exception cref="ProblemException">It is not there, cannot be read, or holds no flights.</exception>
    public static FlightTable Read(string path)
    {
        using var file = SqliteFile.OpenToRead(path);
        return HasTable(file.Session, "flight")
            ? Scan(file)
            : throw new ProblemException(ProblemKind.Failed, $"{path} is not a flight-recorder's database: it has no table \"flight\".");
    }

    public static bool HasTable(Session session, string name) =>
        session.First("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = @name", row => row.Bool(0), ("name", name));

    /// <summary>Writes a new database; under its name it appears whole or not at all.</summary>
    public static void Write(string path, IEnumerable<RecordedFlight> flights)
    {
        if (Path.Exists(path))
        {
            throw new ProblemException(ProblemKind.Conflict, $"{path} exists; name another file, or remove it first.");
        }

        if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))))
        {
            throw new ProblemException(ProblemKind.NotFound, $"{path} cannot be made: its folder does not exist.");
        }

        var unfinished = $"{path}.{Environment.ProcessId}.unfinished";
        try
        {
            using (var file = SqliteFile.Create(unfinished))
            {
                Fill(file.Session, flights);
            }

            File.Move(unfinished, path, overwrite: false);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or Microsoft.Data.Sqlite.SqliteException)
        {
            throw new ProblemException(ProblemKind.Failed, $"{path} cannot be written: {failure.Message}", failure);
        }
        finally
        {
            foreach (var left in (ReadOnlySpan<string>)[unfinished, unfinished + "-wal", unfinished + "-shm"])
            {
                File.Delete(left);
            }
        }
    }

    private static void Fill(Session session, IEnumerable<RecordedFlight> flights)
    {
        session.First("PRAGMA journal_mode = WAL", row => row.Text(0));
        session.Execute("BEGIN");
        session.Execute(Schema);
        foreach (var flight in flights)
        {
            session.Execute(
                "INSERT INTO flight (id, duration, last_ts) VALUES (@id, @duration, @last_ts)",
                ("id", flight.Id), ("duration", flight.Duration), ("last_ts", flight.LastTs));
        }

        session.Execute("CREATE INDEX idx_flight_last_ts ON flight (last_ts)");
        session.Execute("CREATE INDEX idx_flight_begin ON flight (last_ts - duration)");
        session.Execute("COMMIT");
    }

    /// <summary>Straight through SQLite's own calls: a report reads half a million rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static FlightTable Scan(SqliteFile file)
    {
        var table = new FlightTable();
        var code = raw.sqlite3_prepare_v2(file.Handle, "SELECT id, duration, last_ts FROM flight ORDER BY id", out var statement);
        if (code == raw.SQLITE_OK)
        {
            while ((code = raw.sqlite3_step(statement)) == raw.SQLITE_ROW)
            {
                table.Add(raw.sqlite3_column_int64(statement, 0), raw.sqlite3_column_double(statement, 1), raw.sqlite3_column_double(statement, 2));
            }
        }

        var problem = code == raw.SQLITE_DONE ? null : raw.sqlite3_errmsg(file.Handle).utf8_to_string();
        statement?.Dispose();
        return problem is null ? table : throw new ProblemException(ProblemKind.Failed, $"The flights cannot be read: {problem}.");
    }
}
