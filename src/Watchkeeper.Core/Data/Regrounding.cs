using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Core.Data;

/// <summary>
/// When the wall clock becomes trusted, what this boot recorded before gets the wall time that it should have had: now's wall clock, less the boot time
/// passed since. Rows written while the clock was trusted never move.
/// </summary>
internal sealed class Regrounding(IReadOnlyList<Module> modules)
{
    /// <summary>Columns that share a flag are moved by one statement: after it the flag no longer tells what is left to do.</summary>
    private readonly string[] _statements =
    [
        .. modules.SelectMany(module => module.Grounded)
            .GroupBy(columns => (columns.Table, columns.BootId, columns.Trusted, columns.Condition))
            .Select(group => Statement(group.Key.Table, group.Key.BootId, group.Key.Trusted, group.Key.Condition, group)),
    ];

    /// <summary>Moves all rows of the boot in the present transaction; how many there were.</summary>
    /// <param name="trusted">One reading of the clocks since the wall clock is trusted.</param>
    public int Apply(Transaction transaction, Guid boot, Moment trusted)
    {
        var start = trusted.Wall - trusted.SinceBoot;
        var moved = EventStore.Reground(transaction, boot, start);
        foreach (var statement in _statements)
        {
            moved += transaction.Execute(statement, ("start", start), ("boot", boot));
        }

        return moved;
    }

    private static string Statement(string table, string boot, string flag, string? condition, IEnumerable<GroundedColumns> columns) =>
        $"UPDATE {table} SET {string.Join(", ", columns.Select(pair => $"{pair.Wall} = @start + {pair.BootTime}"))}, {flag} = 1 "
        + $"WHERE {boot} = @boot AND {flag} = 0" + (condition is null ? "" : $" AND ({condition})");
}
