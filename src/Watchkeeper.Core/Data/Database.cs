namespace Watchkeeper.Core.Data;

/// <summary>
/// The one place where Watchkeeper keeps things: <c>sqlite:PATH</c> or <c>postgres://…</c>. All writers hand closures to one writer loop, which runs
/// what has gathered in one transaction and completes each caller after the commit (group commit). Readers never block the writer.
/// </summary>
public abstract class Database : IAsyncDisposable
{
    /// <summary>
    /// Runs <paramref name="work"/> in the writer's transaction and completes after the commit with the promised durability. A closure that throws is
    /// rolled back alone, and its exception is the caller's. While the engine is away a durable write fails after 5 s with
    /// <see cref="ProblemKind.Unavailable"/>; a periodic one waits in bounded memory, the oldest dropped first and counted.
    /// </summary>
    public abstract Task<T> WriteAsync<T>(Func<Transaction, T> work, Durability durability, CancellationToken cancellation = default);

    public Task WriteAsync(Action<Transaction> work, Durability durability, CancellationToken cancellation = default) =>
        WriteAsync(
            transaction =>
            {
                work(transaction);
                return true;
            },
            durability,
            cancellation);

    /// <summary>Runs a query on a reader's connection, on the calling thread; sees what was committed before it began.</summary>
    public abstract T Read<T>(Func<Session, T> query);

    /// <summary>Completes when the database is opened and migrated; faults with a sentence for the user when it never will be.</summary>
    public abstract Task Ready { get; }

    public abstract ValueTask DisposeAsync();
}
