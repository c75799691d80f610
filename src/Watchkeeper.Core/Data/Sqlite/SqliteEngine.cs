using System.Data.Common;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Watchkeeper.Core.Data.Sqlite;

/// <summary>SQLite's dialect: one file in WAL mode, which several daemons may share.</summary>
internal sealed class SqliteEngine : Engine
{
    private const long GivenBackAtOnce = 1024 * 1024;

    public SqliteEngine(string path) => Path = System.IO.Path.GetFullPath(path);

    public string Path { get; }

    public override string Place => Path;

    public override string RowKey => "rowid";

    public override string Ddl(string statement)
    {
        var spelled = statement
            .Replace("{id}", "INTEGER PRIMARY KEY", StringComparison.Ordinal)
            .Replace("{int}", "INTEGER", StringComparison.Ordinal)
            .Replace("{double}", "REAL", StringComparison.Ordinal)
            .Replace("{text}", "TEXT", StringComparison.Ordinal)
            .Replace("{bytes}", "BLOB", StringComparison.Ordinal);
        return spelled.StartsWith("CREATE TABLE", StringComparison.Ordinal) ? spelled + " STRICT" : spelled;
    }

    public override WriterConnection OpenWriter()
    {
        SqliteLibrary.Require();
        CheckFolder();
        MakeFile();
        var connection = Connect(Path, SqliteOpenMode.ReadWriteCreate);
        try
        {
            return new SqliteWriter(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public override DbConnection OpenReader() => Connect(Path, SqliteOpenMode.ReadOnly);

    public override (DbConnection Connection, IDisposable? Leavings) OpenBystander()
    {
        SqliteLibrary.Require();
        return SqliteBystander.Open(Path);
    }

    public override bool HasTable(Session session, string name) =>
        session.First("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = @name", row => row.Bool(0), ("name", name));

    public override void BeginRead(DbConnection reader) => raw.sqlite3_exec(((SqliteConnection)reader).Handle, "BEGIN");

    public override void EndRead(DbConnection reader) => raw.sqlite3_exec(((SqliteConnection)reader).Handle, "ROLLBACK");

    public override ChangeWatch Watch() => new SqliteWatch((SqliteConnection)OpenReader());

    /// <summary>Only a file that is by more than an eighth (and 1 MB) empty: what is left is soon used again, and moving pages wears flash.</summary>
    public override bool GiveBack(Session session)
    {
        var page = session.First("PRAGMA page_size", row => row.Int64(0));
        var free = session.First("PRAGMA freelist_count", row => row.Int64(0));
        if (free * page < GivenBackAtOnce || free < session.First("PRAGMA page_count", row => row.Int64(0)) / 8)
        {
            return false;
        }

        // Each step returns one page, so all rows must be asked for.
        session.Scan($"PRAGMA incremental_vacuum({GivenBackAtOnce / page})", _ => true);
        return true;
    }

    public override Fault Judge(Exception exception) => SqliteFaults.Judge(exception, Path);

    public override void Dispose()
    {
    }

    /// <summary>Opens without a pool of its own: <see cref="ReaderPool"/> is the pool.</summary>
    internal static SqliteConnection Connect(string source, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = source,
            Mode = mode,
            Pooling = false,
            ForeignKeys = true,
            DefaultTimeout = 5,
        }.ConnectionString);
        try
        {
            connection.Open();
            raw.sqlite3_busy_timeout(connection.Handle, 5_000);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>
    /// A new file is its owner's and group's alone: it holds the hashes of tokens and what the host's log said. SQLite gives the files beside it the same
    /// mode. A file that is there keeps the mode that somebody gave it.
    /// </summary>
    private void MakeFile()
    {
        if (File.Exists(Path) || OperatingSystem.IsWindows())
        {
            return;
        }

        try
        {
            new FileStream(Path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead,
            }).Dispose();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Another daemon was faster, or it cannot be made, which SQLite is about to say in its own words.
        }
    }

    private void CheckFolder()
    {
        var folder = System.IO.Path.GetDirectoryName(Path)!;
        if (Directory.Exists(Path))
        {
            throw new EngineException(FaultKind.Refused, $"The database {Path} is a folder; set the key database: to a file in it.");
        }

        if (!Directory.Exists(folder))
        {
            throw new EngineException(
                FaultKind.Refused, $"The folder {folder} of the database does not exist; create it, or set the key database: to another path.");
        }
    }
}
