namespace Watchkeeper.Core.Data;

/// <summary>
/// One numbered step of a module's schema, forward only, run in one transaction. The statements are separated by semicolons at line ends and may use
/// the tokens <c>{id} {int} {double} {text} {bytes}</c>, which each engine's dialect spells.
/// </summary>
/// <param name="Number">1, 2, 3 … within the module.</param>
public sealed record Migration(int Number, string Sql);

/// <summary>
/// A table whose rows were stamped with a wall clock that may have been wrong. When the clock becomes trusted, the rows of this boot that
/// were written while it was not get <c>wall = trusted offset + boot time</c>. Times are microseconds, the flag 0 or 1.
/// </summary>
/// <param name="Condition">Further restricts the rows, for a row that holds several pairs of columns; plain SQL.</param>
public sealed record GroundedColumns(
    string Table, string Wall, string BootTime, string BootId = "boot_id", string Trusted = "clock_trusted", string? Condition = null);
