using Watchkeeper.Core.CommandLine;

namespace Watchkeeper.CommandLine;

/// <summary>
/// Writes a table as aligned text, two spaces between the columns. On a terminal that is too narrow the widest left-aligned columns give way; into a pipe
/// only what no person would read to its end is cut (<c>--json</c> has all of it). (Spectre.Console does more, and takes a third of the time that a whole verb may take to start.)
/// </summary>
internal static class TableWriter
{
    private const int Gap = 2;
    private const int Narrowest = 8;

    /// <summary>A name may be as long as a book; the column would be padded to its width in each row.</summary>
    private const int Widest = 300;

    public static void Write(Table table, TextWriter output, Screen screen)
    {
        var rows = table.Rows.Select(row => row.Select(cell => Screen.Cut(Screen.Clean(cell.Text), Widest)).ToArray()).ToArray();
        var widths = new int[table.Columns.Count];
        for (var column = 0; column < widths.Length; column++)
        {
            widths[column] = Screen.WidthOf(table.Columns[column].Name);
            foreach (var row in rows)
            {
                widths[column] = Math.Max(widths[column], Screen.WidthOf(row[column]));
            }
        }

        Fit(table.Columns, widths, screen.Width);
        WriteLine(table.Columns, widths, output, column => (table.Columns[column].Name, text => screen.Bold(text)));
        for (var i = 0; i < rows.Length; i++)
        {
            var cells = table.Rows[i];
            WriteLine(table.Columns, widths, output, column => (rows[i][column], text => screen.Paint(text, cells[column].Severity)));
        }
    }

    private static void WriteLine(IReadOnlyList<Column> columns, int[] widths, TextWriter output, Func<int, (string Text, Func<string, string> Paint)> cell)
    {
        for (var column = 0; column < widths.Length; column++)
        {
            var (whole, paint) = cell(column);
            var text = Screen.Cut(whole, widths[column]);
            var padding = new string(' ', widths[column] - Screen.WidthOf(text));
            var isLast = column == widths.Length - 1;
            output.Write(columns[column].RightAligned ? padding + paint(text) : isLast ? paint(text) : paint(text) + padding);
            output.Write(isLast ? "" : new string(' ', Gap));
        }

        output.Write('\n');
    }

    private static void Fit(IReadOnlyList<Column> columns, int[] widths, int available)
    {
        var excess = widths.Sum() + (Gap * (widths.Length - 1)) - (long)available;
        while (excess > 0)
        {
            var widest = -1;
            for (var column = 0; column < widths.Length; column++)
            {
                if (!columns[column].RightAligned && widths[column] > Narrowest && (widest < 0 || widths[column] > widths[widest]))
                {
                    widest = column;
                }
            }

            if (widest < 0)
            {
                return;
            }

            widths[widest]--;
            excess--;
        }
    }
}
