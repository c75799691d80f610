namespace Watchkeeper.Core.Data;

/// <summary>How long the rows of a table are kept; older ones are deleted in the background, a few at a time.</summary>
/// <param name="Table">Its rows go one by one, with an index on <paramref name="Wall"/> where there are many.</param>
/// <param name="Wall">The column of the wall time, in microseconds, that a row's age is counted from.</param>
/// <param name="Keep">How long, asked before each sweep: from <see cref="Configuration.LiveOptions{T}"/>.</param>
/// <param name="Condition">Further restricts which rows go; plain SQL.</param>
public sealed record Retention(string Table, string Wall, Func<IServiceProvider, TimeSpan> Keep, string? Condition = null);
