using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Watchkeeper.Core.Data.Sqlite;

/// <summary>An SQLite file that another program made, or is to read: opened without a schema of ours, a daemon or a writer loop.</summary>
public sealed class SqliteFile : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly IDisposable? _leavings;

    private SqliteFile(SqliteConnection connection, IDisposable? leavings = null)
    {
        (_connection, _leavings) = (connection, leavings);
        Session = new Session(connection);
    }

    public Session Session { get; }

    /// <summary>SQLite's own handle, for scans of which each call counts.</summary>
    public sqlite3 Handle => _connection.Handle!;

    /// <summary>Opens a file to read it, also while its program writes to it, without permission to write and without leaving anything beside it.</summary>
    /// <exception cref="ProblemException">It is not there, cannot be read, or is no SQLite file.</exception>
    public static SqliteFile OpenToRead(string path)
    {
        SqliteLibrary.Require();
        if (Directory.Exists(path))
        {
            throw new ProblemException(ProblemKind.NotFound, $"{path} is a folder; name a file in it.");
        }

        if (!File.Exists(path))
        {
            throw new ProblemException(ProblemKind.NotFound, $"There is no file {path}.");
        }

        var (connection, leavings) = SqliteBystander.Open(Path.GetFullPath(path));
        return new SqliteFile((SqliteConnection)connection, leavings);
    }

    /// <summary>Makes a file.</summary>
    /// <exception cref="ProblemException">It exists, or cannot be made.</exception>
    public static SqliteFile Create(string path)
    {
        SqliteLibrary.Require();
        if (Path.Exists(path))
        {
            throw new ProblemException(ProblemKind.Conflict, $"{path} exists; name another file, or remove it first.");
        }

        try
        {
            return new SqliteFile(SqliteEngine.Connect(Path.GetFullPath(path), SqliteOpenMode.ReadWriteCreate));
        }
        catch (SqliteException exception)
        {
            throw new ProblemException(ProblemKind.Failed, $"{path} cannot be made: {exception.Message}.", exception);
        }
    }

    public void Dispose()
    {
        Session.Dispose();
        _connection.Dispose();
        _leavings?.Dispose();
    }
}
