using System.Text.Json.Nodes;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Text;
using Watchkeeper.Disks;
using Watchkeeper.Disks.Recognition;
using Watchkeeper.Disks.Table;
using Watchkeeper.Logs;
using Watchkeeper.Logs.Records;
using Watchkeeper.Tests.Logs;

namespace Watchkeeper.Tests.Disks;

/// <summary>
/// Replays the captured faults. What is expected stands beside the captures, written from an understanding of each fault: which event on which device, how
/// severe, and what caused it. Repeats (the count of a minute) are left out; a section that is not named yields nothing, above all the boot.
/// </summary>
public sealed class ReplayTests
{
    [Theory]
    [InlineData("kmsg-faults-1.txt", "kmsg-faults-1.expected.jsonl")]
    [InlineData("kmsg-faults-2.txt", "kmsg-faults-2.expected.jsonl")]
    [InlineData("journal-faults-1.export.gz", "journal-faults-1.expected.jsonl")]
    public void Each_fault_yields_its_events_and_the_boot_none(string capture, string expected)
    {
        var marks = new Marks(Read(capture));

        var found = new LogScan(new Recognizer(), Severity.Notice).Run(marks).Where(told => !told.Repeat).Select(told => new JsonObject
        {
            ["section"] = marks.Of(told),
            ["type"] = told.Type["disks.".Length..],
            ["device"] = told.Device,
            ["severity"] = Severities.Name(told.Severity),
            ["root"] = $"{told.RootCause["disks.".Length..]} of {told.RootDevice}",
        }.ToJsonString());

        Assert.Equal(File.ReadAllLines(Captures.Path(expected)), found);
    }

    [Fact]
    public void What_happens_again_is_counted_once_a_minute()
    {
        var told = new LogScan(new Recognizer(), Severity.Notice).Run(LogFile.Read(Captures.Path("kmsg-faults-1.txt"))).ToList();

        var medium = told.Where(each => each.Device == "sdc" && each.Type == "disks.medium-error").ToList();
        Assert.Equal([(false, 1), (true, 2)], medium.Select(each => (each.Repeat, each.Count)));
        Assert.Equal(medium[0].Incident, medium[1].Incident);
        Assert.Equal("Unrecovered read error", medium[0].Facts["asc"]);
        Assert.Equal("4096", medium[0].Facts["sector"]);
        Assert.Equal(5, medium[0].Lines.Count);

        // ext4 and the buffer layer said that they kept back 4 and 9 lines.
        Assert.Equal(13, told.Where(each => each.Type == "disks.filesystem-read-only" && each.Repeat).Sum(each => each.Suppressed));
    }

    [Fact]
    public void The_sections_lines_are_of_one_incident()
    {
        var told = new LogScan(new Recognizer(), Severity.Notice).Run(Read("kmsg-faults-2.txt")).ToList();

        var ata = told.Where(each => each.Device == "sdb").ToList();
        Assert.Single(ata.Select(each => each.Incident).Distinct());
        Assert.Contains(ata[0].Lines, line => line == "ata3.00: failed command: READ DMA");
        Assert.Contains(ata, each => each.Repeat && each.Count > 5);
    }

    /// <summary>
    /// The disks of the second run were bad from the moment of power-on, so its boot is full of true faults, which would make those of the first sections repeats:
    /// what fails before the first mark is left out there.
    /// </summary>
    private static IEnumerable<LogRecord> Read(string capture)
    {
        var recognizer = new Recognizer();
        var started = capture != "kmsg-faults-2.txt";
        foreach (var record in LogFile.Read(Captures.Path(capture)))
        {
            started |= record.Text == "TESTMARK start";
            if (started || recognizer.Recognize(record, out _).All(finding => finding.Row.Role == Role.Routine))
            {
                yield return record;
            }
        }
    }

    /// <summary>Passes records on, and remembers which lines came after which mark.</summary>
    private sealed class Marks(IEnumerable<LogRecord> records) : IEnumerable<LogRecord>
    {
        private readonly Dictionary<(string Line, TimeSpan? Time), string> _sections = [];

        public string Of(DiskEvent told) => _sections.Where(pair => told.Lines.Contains(pair.Key.Line)).Select(pair => pair.Value).LastOrDefault() ?? "?";

        public IEnumerator<LogRecord> GetEnumerator()
        {
            var section = "boot";
            foreach (var record in records)
            {
                section = record.Text.StartsWith("TESTMARK ", StringComparison.Ordinal) ? record.Text["TESTMARK ".Length..] : section;
                foreach (var line in record.Text.Split('\n'))
                {
                    _sections[(line, record.KernelTime ?? TimeSpan.FromTicks(_sections.Count))] = section;
                }

                yield return record;
            }
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
