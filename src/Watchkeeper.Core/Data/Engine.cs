using System.Data.Common;
using System.Runtime.CompilerServices;
using Watchkeeper.Core.Data.Postgres;
using Watchkeeper.Core.Data.Sqlite;

namespace Watchkeeper.Core.Data;

/// <summary>What differs between SQLite and PostgreSQL; everything else is written once. One dialect file per engine derives from it.</summary>
internal abstract class Engine : IDisposable
{
    /// <summary>Chooses by the URL's scheme.</summary>
    public static Engine Of(string url)
    {
        if (url.StartsWith("sqlite:", StringComparison.Ordinal) && url.Length > "sqlite:".Length)
        {
            return new SqliteEngine(url["sqlite:".Length..]);
        }

        if (url.StartsWith("postgres://", StringComparison.Ordinal) || url.StartsWith("postgresql://", StringComparison.Ordinal))
        {
            return Postgres(url);
        }

        throw new ProblemException(
            ProblemKind.BadRequest, "The database is written as sqlite:PATH or postgres://user@host/name; correct the key database: of the configuration.");
    }

    /// <summary>Apart, so that Npgsql is loaded only by those who use it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static PostgresEngine Postgres(string url) => new(PostgresUrl.Parse(url));

    /// <summary>Where the data is, for people; without a password.</summary>
    public abstract string Place { get; }

    /// <summary>The physical identity of a row, for deleting in small batches.</summary>
    public abstract string RowKey { get; }

    /// <summary>Asks the server for its wall clock, in microseconds; null where there is no server.</summary>
    public virtual string? NowStatement => null;

    /// <summary>One statement of a migration in the engine's own spelling.</summary>
    public abstract string Ddl(string statement);

    /// <summary>A connection that writes, opened and set up; creates the database file where there is none.</summary>
    public abstract WriterConnection OpenWriter();

    /// <summary>A connection that reads a database which a daemon of this process has open.</summary>
    public abstract DbConnection OpenReader();

    /// <summary>A connection that reads a database which perhaps no daemon has open, and what to clean up after it.</summary>
    public abstract (DbConnection Connection, IDisposable? Leavings) OpenBystander();

    /// <summary>Whether the database has a table of this name.</summary>
    public abstract bool HasTable(Session session, string name);

    /// <summary>Begins to read one snapshot.</summary>
    public abstract void BeginRead(DbConnection reader);

    public abstract void EndRead(DbConnection reader);

    /// <summary>What notices commits, those of other daemons too.</summary>
    public abstract ChangeWatch Watch();

    /// <summary>Gives a little of the space that deletions freed back to the file system; whether there is more to give.</summary>
    public abstract bool GiveBack(Session session);

    public abstract Fault Judge(Exception exception);

    public abstract void Dispose();
}

/// <summary>The writer's connection and its transaction.</summary>
internal abstract class WriterConnection(DbConnection connection) : IDisposable
{
    public DbConnection Connection { get; } = connection;

    /// <summary>Names the transaction begun last, where a commit's outcome can be asked for later; null where it is always known.</summary>
    public virtual Guid? Mark => null;

    /// <summary>Begins a write transaction, alone among all daemons.</summary>
    /// <param name="durable">Whether its commit must be on the disk when it returns.</param>
    public abstract void Begin(bool durable);

    /// <summary>Tells other daemons, once the present transaction is committed, that events were appended.</summary>
    public virtual void Announce()
    {
    }

    public abstract void Commit();

    /// <summary>Never throws: a connection that cannot even roll back is closed next.</summary>
    public abstract void Rollback();

    public abstract void Savepoint();

    /// <summary>Keeps what was done since the savepoint.</summary>
    public abstract void Release();

    /// <summary>Undoes what was done since the savepoint, and forgets it.</summary>
    public abstract void RollbackToSavepoint();

    /// <summary>Lets the statements of the present transaction take as long as they need (a migration).</summary>
    public virtual void Unhurried()
    {
    }

    /// <summary>Runs a statement in the engine's own way, where that is faster than ADO.NET's, and returns how many rows it changed; null where it is not.</summary>
    public virtual int? Execute(string sql, ReadOnlySpan<(string Name, object? Value)> parameters) => null;

    /// <summary>Whether the transaction of this <see cref="Mark"/> was committed, asked on a later connection.</summary>
    public virtual bool WasCommitted(Guid mark) => false;

    public virtual void Dispose() => Connection.Dispose();
}

/// <summary>Notices that somebody committed.</summary>
internal abstract class ChangeWatch : IDisposable
{
    /// <summary>Blocks for about a second, or less when something changed; returns whether something did.</summary>
    public abstract bool Wait(WaitHandle stop);

    public abstract void Dispose();
}
