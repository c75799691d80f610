using System.Data.Common;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Watchkeeper.Core.Data.Sqlite;

/// <summary>
/// Reading a daemon's file as somebody else, perhaps without permission to write and perhaps with no daemon running. A file with nothing beside it is
/// whole, and read as it is: opened otherwise, SQLite would leave its log's index beside it. (A daemon that starts meanwhile writes to its log first, so the
/// file stays whole for longer than a command reads.) With a log beside it, SQLite itself reads both where it may use or make the index; where it may
/// not, a private copy is read.
/// </summary>
internal static class SqliteBystander
{
    private const int CopyAttempts = 5;

    public static (DbConnection Connection, IDisposable? Leavings) Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new ProblemException(
                ProblemKind.NotFound, $"There is no database at {path}; start the daemon (watchkeeper run), or name the configuration it runs with by --config.");
        }

        try
        {
            using (File.Open(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
            {
            }

            var hasLog = new FileInfo(path + "-wal") is { Exists: true, Length: > 0 };
            return !hasLog && !File.Exists(path + "-shm") ? (OpenImmutable(path), null)
                : TryOpen(path) is { } direct ? (direct, null)
                : hasLog ? OpenCopy(path)
                : (OpenImmutable(path), null);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new ProblemException(ProblemKind.Forbidden, $"The user {Environment.UserName} may not read the database {path}; ask its daemon instead, or use sudo.", exception);
        }
        catch (SqliteException exception)
        {
            throw new ProblemException(ProblemKind.Failed, SqliteFaults.Judge(exception, path) is { Kind: not FaultKind.Own } fault
                ? fault.Sentence : $"The database {path} cannot be read: {exception.Message}.", exception);
        }
    }

    private static SqliteConnection? TryOpen(string path)
    {
        try
        {
            return Probed(SqliteEngine.Connect(path, SqliteOpenMode.ReadOnly));
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode is raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_IOERR)
        {
            return null;
        }
    }

    private static SqliteConnection OpenImmutable(string path) =>
        Probed(SqliteEngine.Connect($"file:{Uri.EscapeDataString(path)}?immutable=1", SqliteOpenMode.ReadOnly));

    private static (DbConnection, IDisposable) OpenCopy(string path)
    {
        var folder = new PrivateFolder();
        try
        {
            var copy = Path.Combine(folder.Path, "copy.db");
            for (var attempt = 1; ; attempt++)
            {
                var before = Stamp(path);
                File.Copy(path, copy, overwrite: true);
                File.Copy(path + "-wal", copy + "-wal", overwrite: true);
                if (before == Stamp(path) || attempt == CopyAttempts)
                {
                    return (Probed(SqliteEngine.Connect(copy, SqliteOpenMode.ReadWrite)), folder);
                }
            }
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Changes whenever somebody writes, so that a copy made across a checkpoint is noticed.</summary>
    private static (DateTime, long, DateTime, long) Stamp(string path)
    {
        var (main, log) = (new FileInfo(path), new FileInfo(path + "-wal"));
        return (main.LastWriteTimeUtc, main.Length, log.LastWriteTimeUtc, log.Exists ? log.Length : 0);
    }

    /// <summary>Opening alone reads nothing; the first page shows whether it can be read.</summary>
    private static SqliteConnection Probed(SqliteConnection connection)
    {
        try
        {
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT count(*) FROM sqlite_schema";
            command.ExecuteScalar();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A temporary folder of mode 0700.</summary>
    private sealed class PrivateFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("watchkeeper-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
