using Watchkeeper.Core.Events;

namespace Watchkeeper.Core.CommandLine;

/// <summary>A table for people; <see cref="Invocation.PrintTable"/> fits it to the terminal.</summary>
public sealed record Table(IReadOnlyList<Column> Columns, IReadOnlyList<IReadOnlyList<Cell>> Rows);

public sealed record Column(string Name, bool RightAligned = false);

/// <summary>One cell: plain text, coloured by its severity on a terminal where it has one.</summary>
public readonly record struct Cell(string Text, Severity? Severity = null)
{
    public static implicit operator Cell(string text) => new(text);
}
