using Microsoft.Extensions.Hosting;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Core.Data;

/// <summary>
/// Sweeps out what is older than it is to be kept, each hour, in small transactions that are not synced, and gives the space back. It rests while the
/// wall clock is not trusted: a clock that is years ahead must not empty the tables.
/// </summary>
/// <param name="keepEvents">How long events are kept, asked before each sweep.</param>
public sealed class DatabaseUpkeep(
    Database database, IReadOnlyList<Module> modules, IServiceProvider services, HostClock clock, Func<TimeSpan> keepEvents) : BackgroundService
{
    private const int RowsAtOnce = 200;
    private static readonly TimeSpan FirstSweep = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>One sweep over all tables; returns how many rows went.</summary>
    public async Task<long> SweepAsync(CancellationToken cancellation)
    {
        if (!clock.IsTrusted)
        {
            return 0;
        }

        var gone = await RepeatAsync(Before(keepEvents()), EventStore.DeleteBefore, cancellation);
        foreach (var retention in modules.SelectMany(module => module.Retention))
        {
            gone += await RepeatAsync(Before(retention.Keep(services)), Deletion(retention), cancellation);
        }

        while (await database.WriteAsync(database.GiveBack, Durability.Periodic, cancellation))
        {
        }

        return gone;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var pause = FirstSweep; ; pause = Interval)
        {
            await Task.Delay(pause, clock, stoppingToken);
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (ProblemException)
            {
                // The database is away, and has said so itself; the next sweep finds the same rows.
            }
        }
    }

    private Instant Before(TimeSpan keep) => clock.Now.Microseconds > keep.TotalMicroseconds ? clock.Now - keep : Instant.Epoch;

    private Func<Transaction, Instant, int, int> Deletion(Retention retention)
    {
        var condition = retention.Condition is null ? "" : $" AND ({retention.Condition})";
        var sql =
            $"DELETE FROM {retention.Table} WHERE {database.RowKey} IN "
            + $"(SELECT {database.RowKey} FROM {retention.Table} WHERE {retention.Wall} < @before{condition} LIMIT @limit)";
        return (transaction, before, limit) => transaction.Execute(sql, ("before", before), ("limit", limit));
    }

    private async Task<long> RepeatAsync(Instant before, Func<Transaction, Instant, int, int> delete, CancellationToken cancellation)
    {
        for (long gone = 0; ;)
        {
            var deleted = await database.WriteAsync(transaction => delete(transaction, before, RowsAtOnce), Durability.Periodic, cancellation);
            gone += deleted;
            if (deleted < RowsAtOnce)
            {
                return gone;
            }
        }
    }
}
