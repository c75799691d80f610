using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Core.Data;

/// <summary>
/// The one place where Watchkeeper keeps things: <c>sqlite:PATH</c> or <c>postgres://…</c>. All writers hand closures to one writer loop, which runs
/// what has gathered in one transaction and completes each caller after the commit (group commit). Readers never block the writer. Write transactions
/// of all daemons on one database run one after the other, on both engines, so a closure may read, decide and write without a race.
/// </summary>
public abstract class Database : IAsyncDisposable
{
    /// <summary>Completes when the database is opened and migrated; faults with a sentence for the user when it never will be.</summary>
    public abstract Task Ready { get; }

    /// <summary>
    /// Completes when the first attempt to open it has ended: it is open, or it is away and tried again, or it never will be open (then this faults as
    /// <see cref="Ready"/> does).
    /// </summary>
    public virtual Task FirstAttempt => Ready;

    /// <summary>
    /// What a room's loop begins with: waits until the database is open; false when it never will be, of which the program tells, or when the daemon stops.
    /// </summary>
    public async Task<bool> WaitUntilOpenAsync(CancellationToken stopping)
    {
        try
        {
            await Ready.WaitAsync(stopping);
            return true;
        }
        catch (Exception reason) when (reason is ProblemException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Why it cannot be used now, as a sentence; null while nothing is known to be wrong.</summary>
    public virtual string? WhyAway => null;

    /// <summary>The events in it.</summary>
    public abstract EventJournal Journal { get; }

    /// <summary>Opens a daemon's database, in the background; wait for <see cref="Ready"/>.</summary>
    /// <exception cref="ProblemException">The URL is not understood.</exception>
    public static Database Open(DatabaseOptions options) => new LiveDatabase(Engine.Of(options.Url), options);

    /// <summary>Looks whether a URL is understood; opens nothing.</summary>
    /// <exception cref="ProblemException">It is not; the sentence says how to write it.</exception>
    public static void Check(string url) => Engine.Of(url).Dispose();

    /// <summary>
    /// Opens a database to read it without a daemon and without permission to write: the file is not changed, and nothing is left beside it.
    /// </summary>
    /// <param name="modules">Whose schema versions are checked.</param>
    /// <exception cref="ProblemException">It is not there, cannot be read, or is from a version that this program does not know.</exception>
    public static Database OpenReadOnly(string url, IReadOnlyList<Module> modules) => new ReadOnlyDatabase(Engine.Of(url), modules);

    /// <summary>
    /// Runs <paramref name="work"/> in the writer's transaction and completes after the commit with the promised durability. A closure that throws is
    /// rolled back alone, and its exception is the caller's. While the engine is away a durable write fails after 5 s with
    /// <see cref="ProblemKind.Unavailable"/>; a periodic one waits in bounded memory, the oldest dropped first and counted, so a loop that records
    /// periodically goes on to its next record without awaiting the last one.
    /// </summary>
    public abstract Task<T> WriteAsync<T>(Func<Transaction, T> work, Durability durability, CancellationToken cancellation = default);

    public Task WriteAsync(Action<Transaction> work, Durability durability, CancellationToken cancellation = default) =>
        WriteAsync(WithoutResult(work), durability, cancellation);

    /// <summary>
    /// As a <see cref="Durability.Periodic"/> write, for a record that may wait for company: it is committed together with the next write of anybody, or
    /// after <paramref name="atMost"/> by itself, so that what the rooms record in one tick costs one commit. Completes after the commit. A daemon that is
    /// stopped commits what waits; one that is killed loses it.
    /// </summary>
    public abstract Task WriteAlongAsync(Action<Transaction> work, TimeSpan atMost, CancellationToken cancellation = default);

    /// <summary>
    /// Runs a query on a reader's connection, on the calling thread, on one snapshot of all that was committed before it began. One statement at a
    /// time: no query inside another's mapping.
    /// </summary>
    /// <exception cref="ProblemException">The database is away.</exception>
    public abstract T Read<T>(Func<Session, T> query);

    /// <summary>What the database's server has for a wall clock, which all daemons on it share; null where the database is a file of this host.</summary>
    /// <exception cref="ProblemException">The database is away.</exception>
    public Instant? ReadServerClock() => NowStatement is { } sql ? Read(session => session.First(sql, row => (Instant?)row.Instant(0))) : null;

    public abstract ValueTask DisposeAsync();

    /// <summary>What a row is addressed by physically, for deleting in small batches.</summary>
    internal abstract string RowKey { get; }

    /// <summary>See <see cref="Engine.NowStatement"/>.</summary>
    internal virtual string? NowStatement => null;

    /// <summary>See <see cref="Engine.GiveBack"/>.</summary>
    internal abstract bool GiveBack(Session session);

    private protected static Func<Transaction, bool> WithoutResult(Action<Transaction> work) => transaction =>
    {
        work(transaction);
        return true;
    };
}
