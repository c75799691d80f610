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
/// severe, and what caused it; what of it came again, how often, and how many lines the kernel kept back. A section that is not named yields nothing, above all the
/// boot.
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

        var found = new LogScan(new Recognizer(), Severity.Notice).Run(marks).Select(told => (told.Repeat ? Again(told) : First(told, marks.Of(told))).ToJsonString()).ToList();

        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") is not null)
        {
            File.WriteAllLines(Path.Combine(Repository.Root, "tests", "Watchkeeper.Tests", "Logs", "Captures", expected), found);
        }

        Assert.Equal(File.ReadAllLines(Captures.Path(expected)), found);
    }

    private static JsonObject First(DiskEvent told, string section) => new()
    {
        ["section"] = section,
        ["type"] = told.Type["disks.".Length..],
        ["device"] = told.Device,
        ["severity"] = Severities.Name(told.Severity),
        ["root"] = $"{told.RootCause["disks.".Length..]} of {told.RootDevice}",
        ["kept_back"] = told.Suppressed,
    };

    private static JsonObject Again(DiskEvent told) => new()
    {
        ["again"] = told.Type["disks.".Length..],
        ["device"] = told.Device,
        ["count"] = told.Count,
        ["kept_back"] = told.Suppressed,
        ["also"] = new JsonArray([.. told.Also.Select(also => JsonValue.Create($"{also.Type["disks.".Length..]} of {also.Device}: {also.Count}, {also.Suppressed} kept back"))]),
        ["root"] = $"{told.RootCause["disks.".Length..]} of {told.RootDevice}",
    };

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

        // The buffer layer said that it had kept back 4 lines and then 1, ext4 that it had kept back 9: each stands with the row it belongs to.
        Assert.Equal(5, told.Sum(each => KeptBack(each, "disks.lost-write") + KeptBack(each, "disks.io-error")));
        Assert.Equal(9, told.Sum(each => KeptBack(each, "disks.filesystem-error")));
        Assert.Equal(14, told.Sum(each => each.Suppressed + each.Also.Sum(also => also.Suppressed)));
        Assert.All(told.Where(each => each.Repeat), each => Assert.True(each.Time is null || told.TakeWhile(before => before != each).All(before => before.Time is null || before.Time <= each.Time)));
    }

    private static long KeptBack(DiskEvent told, string type) =>
        (told.Type == type ? told.Suppressed : 0) + told.Also.Where(also => also.Type == type).Sum(also => also.Suppressed);

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
            if (started || recognizer.Recognize(record).All(finding => finding.Row.Role == Role.Routine))
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
