using Watchkeeper.CommandLine;
using Watchkeeper.Core.CommandLine;

namespace Watchkeeper.Tests.Host;

public sealed class TableWriterTests
{
    private static readonly Table Disks = new(
        [new("DISK"), new("USED", RightAligned: true), new("WHERE")],
        [["sda", "9.5 %", "a long text that says where"], ["nvme0n1", "100 %", "short"]]);

    [Fact]
    public void Columns_are_aligned_and_nothing_trails()
    {
        var lines = Write(Disks, int.MaxValue);

        Assert.Equal(
            [
                "DISK      USED  WHERE",
                "sda      9.5 %  a long text that says where",
                "nvme0n1  100 %  short",
            ],
            lines);
    }

    [Fact]
    public void A_narrow_terminal_shortens_the_widest_column()
    {
        var lines = Write(Disks, 30);

        Assert.Equal("sda      9.5 %  a long text t…", lines[1]);
        Assert.All(lines, line => Assert.InRange(Screen.WidthOf(line), 1, 30));
    }

    [Fact]
    public void One_cell_as_long_as_a_book_makes_no_line_unreadable()
    {
        var lines = Write(new Table([new("NAME"), new("STATE")], [[new string('x', 30_000), "ok"], ["short", "late"]]), int.MaxValue);

        Assert.Equal(new string('x', 299) + "…  ok", lines[1]);
        Assert.Equal("short" + new string(' ', 297) + "late", lines[2]);
    }

    [Fact]
    public void Without_rows_the_names_are_shown() => Assert.Equal(["NAME  ROLE"], Write(new Table([new("NAME"), new("ROLE")], []), 80));

    private static string[] Write(Table table, int width)
    {
        var output = new StringWriter();
        TableWriter.Write(table, output, new Screen(IsTerminal: true, HasColour: false, width));
        return output.ToString().TrimEnd('\n').Split('\n');
    }
}
