using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Watchkeeper.Core.Text;
using Watchkeeper.Disks.Recognition;
using Watchkeeper.Disks.Table;
using Watchkeeper.Logs;

namespace Watchkeeper.Tests.Disks;

/// <summary>The table: each line shape of the kernels 4.x, 5.x and 6.x and of the daemons is the row that it should be.</summary>
public sealed class StorageEventsTests
{
    private static readonly Recognizer Recognizer = new();

    public static TheoryData<string, string, string, string> Lines { get; } = ReadLines();

    [Theory]
    [MemberData(nameof(Lines))]
    public void Each_line_is_its_row(string program, string type, string device, string line)
    {
        var finding = Assert.Single(Recognizer.Recognize(new LogRecord(line) { Program = program }));

        Assert.Equal((type, device), (finding.Row.Type, finding.Device ?? "-"));
    }

    [Fact]
    public void Every_row_has_a_line_that_shows_it()
    {
        var shown = Lines.Select(row => Recognizer.Recognize(new LogRecord(row.Data.Item4) { Program = row.Data.Item1 })[0].Row).ToHashSet();

        Assert.Empty(StorageEvents.All.Where(row => !shown.Contains(row)).Select(row => $"{row.Type}: {row.Pattern}"));
    }

    [Fact]
    public void Every_row_can_be_found_without_trying_its_pattern_on_every_line()
    {
        var slow = StorageEvents.All.Where(row => Watchkeeper.Logs.Matching.RequiredLiterals.Of(row.Pattern.ToString()).Count == 0);

        Assert.Empty(slow.Select(row => row.Pattern.ToString()));
    }

    [Fact]
    public void No_line_however_mangled_throws_or_takes_long()
    {
        var pieces = Lines.SelectMany(row => row.Data.Item4.Split(' ')).Distinct().ToArray();
        Prop.ForAll(Gen.Elements(pieces).ListOf(30).ToArbitrary(), some =>
        {
            var line = string.Join(' ', some);
            Recognizer.Recognize(new LogRecord(line) { Program = "kernel" });
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void Time_grows_no_faster_than_the_line()
    {
        // Each line with a part of it said again and again: a pattern that tries every way to match takes the square of its length or worse.
        foreach (var row in Lines)
        {
            var (program, line) = (row.Data.Item1, row.Data.Item4);
            foreach (var (start, length) in Parts(line))
            {
                var part = line.Substring(start, length);
                TimeSpan Of(int letters) => Work.Of(
                    new LogRecord(line[..start] + string.Concat(Enumerable.Repeat(part, letters / part.Length)) + line[start..] + "\u0001") { Program = program },
                    record => Recognizer.Recognize(record));

                // What takes no time at the great length is not measured at the small one.
                Assert.True(
                    Of(64_000) is var great && (great < TimeSpan.FromMilliseconds(10) || great < 8 * Of(16_000)),
                    $"“{line}” with “{part}” again and again takes {great.TotalMilliseconds} ms");
            }
        }
    }

    /// <summary>One to three words of a line, with the blank behind them, and some single letters.</summary>
    private static IEnumerable<(int Start, int Length)> Parts(string line)
    {
        int[] starts = [0, .. Enumerable.Range(1, line.Length - 1).Where(at => line[at - 1] == ' '), line.Length];
        for (var from = 0; from < starts.Length - 1; from++)
        {
            for (var to = from + 1; to < Math.Min(starts.Length, from + 4); to++)
            {
                yield return (starts[from], starts[to] - starts[from]);
            }

            yield return (starts[from], 1);
        }
    }

    [Fact]
    public void The_page_of_storage_events_is_what_the_table_says()
    {
        GoldenText.Check("docs/storage-events.md", Page());
    }

    private static string Page()
    {
        var page = new StringBuilder();
        page.Append("""
            # Storage events

            What `watchkeeper disks` recognises in the kernel's log and in the journal. This page is made from the table in `src/Watchkeeper.Disks/Table` by a test; change it there.

            The severity says how bad the event is for the host, whatever priority the kernel gave the line. Events of severity *info* are part of normal life and are recorded only with `disks: {severity: info}`. An event's type begins with `disks.`.

            *Ends* is how much of the device's work it ends, or of its data it loses: nothing where the column is empty, 1 some of its data or of its ways, 2 the device or filesystem cannot be used or written any more, 3 nothing of it is left to use. Of one device, what ends more is told at once, even within a minute of something as severe; what ends no more, and is no more severe, is counted with the fault that it belongs to.


            """.ReplaceLineEndings("\n"));
        foreach (var group in StorageEvents.All.GroupBy(row => row.Subsystem))
        {
            page.Append($"## {group.Key}\n\n| event | severity | ends | meaning | what to do | peripety | as in |\n|---|---|---|---|---|---|---|\n");
            foreach (var row in group.Where(row => row.Role != Role.Detail))
            {
                var line = Lines.First(each => Recognizer.Recognize(new LogRecord(each.Data.Item4) { Program = each.Data.Item1 })[0].Row == row).Data;
                var shown = (line.Item1 == "kernel" ? "" : line.Item1 + ": ") + line.Item4.Replace("|", "\\|", StringComparison.Ordinal);
                page.Append($"| `{row.Type}` | {Severities.Name(row.Severity)} | {(row.Finality == 0 ? "" : row.Finality)} | {row.Meaning} | {row.Advice} | {(row.PeripetyType is { } name ? $"`{name}`" : "")} | `{shown}` |\n");
            }

            page.Append('\n');
        }

        return page.ToString().TrimEnd('\n') + "\n";
    }

    private static TheoryData<string, string, string, string> ReadLines()
    {
        var data = new TheoryData<string, string, string, string>();
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Disks", "Fixtures", "lines.txt")))
        {
            if (line.Length > 0 && line[0] != '#')
            {
                var parts = line.Split('|', 4);
                data.Add(parts[0], parts[1], parts[2], parts[3]);
            }
        }

        return data;
    }
}
