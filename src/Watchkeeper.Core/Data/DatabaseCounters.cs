using Watchkeeper.Core.Diagnostics;

namespace Watchkeeper.Core.Data;

/// <summary>What the writer counts about itself.</summary>
internal sealed class DatabaseCounters(Counters counters)
{
    private readonly Counter _writes = counters.Of("watchkeeper_database_writes_total", "Writes committed.");
    private readonly Counter _batches = counters.Of("watchkeeper_database_commits_total", "Transactions committed; each holds the writes that had gathered.");
    private readonly Counter _synced = counters.Of("watchkeeper_database_synced_commits_total", "Transactions whose commit was synced to the disk.");
    private readonly Counter _time = counters.Of("watchkeeper_database_commit_seconds_total", "Time spent in committed transactions, from begin to commit.");

    public Counter Failures { get; } = counters.Of("watchkeeper_database_failures_total", "Writes that failed by themselves, and attempts that the engine failed.");

    public Counter Refused { get; } = counters.Of("watchkeeper_database_refused_total", "Durable writes refused because the database was away.");

    public Counter Dropped { get; } = counters.Of("watchkeeper_database_dropped_total", "Periodic records dropped, oldest first, because the database was away for too long.");

    public void Committed(int writes, bool synced, TimeSpan took)
    {
        _writes.Add(writes);
        _batches.Add();
        _synced.Add(synced ? 1 : 0);
        _time.Add((long)took.TotalMicroseconds);
    }
}
