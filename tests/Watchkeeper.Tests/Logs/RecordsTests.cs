using System.Formats.Tar;
using System.IO.Compression;
using Watchkeeper.Core;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Logs;
using Watchkeeper.Logs.Journals;
using Watchkeeper.Logs.Matching;
using Watchkeeper.Logs.Records;

namespace Watchkeeper.Tests.Logs;

public sealed class RecordsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("[   12.345678] sd 0:0:0:0: [sda] x", "kernel", "sd 0:0:0:0: [sda] x")]
    [InlineData("<3>[   12.345678] sd 0:0:0:0: [sda] x", "kernel", "sd 0:0:0:0: [sda] x")]
    [InlineData("kern  :err   : [   12.345678] sd 0:0:0:0: [sda] x", "kernel", "sd 0:0:0:0: [sda] x")]
    [InlineData("[   12.345678][  T123] sd 0:0:0:0: [sda] x", "kernel", "sd 0:0:0:0: [sda] x")]
    [InlineData("[   12.345678] db1 kernel: sd 0:0:0:0: [sda] x", "kernel", "sd 0:0:0:0: [sda] x")]
    [InlineData("Nov 20 06:00:00 db1 kernel: [   12.345678] sd 0:0:0:0: [sda] x", "kernel", "sd 0:0:0:0: [sda] x")]
    public void Kernel_lines_of_every_form_have_the_kernels_time(string line, string program, string text)
    {
        var record = LineRecords.Parse(line, 2026);

        Assert.Equal((program, text), (record.Program, record.Text));
        Assert.Equal(TimeSpan.FromMicroseconds(12345678), record.KernelTime);
    }

    [Theory]
    [InlineData("[Fri Nov 20 08:06:38 2026] sd 0:0:0:0: [sda] x", "kernel", "sd 0:0:0:0: [sda] x")]
    [InlineData("2026-11-20T08:06:38,000000+00:00 sd 0:0:0:0: [sda] x", "kernel", "sd 0:0:0:0: [sda] x")]
    [InlineData("Nov 20 08:06:38 db1 multipathd[812]: mpatha: remaining active paths: 0", "multipathd", "mpatha: remaining active paths: 0")]
    [InlineData("2026-11-20T08:06:38.000000+00:00 db1 smartd[7]: Device: /dev/sda", "smartd", "Device: /dev/sda")]
    [InlineData("2026-11-20T08:06:38+0000 db1 kernel: x", "kernel", "x")]
    public void Lines_with_a_date_have_that_time(string line, string program, string text)
    {
        var record = LineRecords.Parse(line, 2026);

        Assert.Equal((program, text), (record.Program, record.Text));
        var utc = TimeZoneInfo.Local.BaseUtcOffset == TimeSpan.Zero || line.Contains("+00", StringComparison.Ordinal);
        Assert.Equal(utc ? Instant.From(new DateTimeOffset(2026, 11, 20, 8, 6, 38, TimeSpan.Zero)) : record.Time, record.Time);
    }

    [Theory]
    [InlineData("kernel", "0", "kernel")]
    [InlineData("kernel", null, "kernel")]
    [InlineData(null, null, "kernel")]
    [InlineData("kernel", "1", "")]
    [InlineData("syslog", "1", "")]
    [InlineData("journal", null, "")]
    [InlineData("stdout", null, "")]
    public void Only_the_kernel_is_taken_for_the_kernel(string? transport, string? facility, string program)
    {
        var fields = new Dictionary<string, string?> { ["MESSAGE"] = "x", ["SYSLOG_IDENTIFIER"] = "kernel", ["_TRANSPORT"] = transport, ["SYSLOG_FACILITY"] = facility };

        Assert.Equal(program, ExportRecords.OfFields(fields.GetValueOrDefault).Program);
        Assert.Equal("kernel", ExportRecords.OfFields(fields.GetValueOrDefault, acceptPrograms: true).Program);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[")]
    [InlineData("no form at all")]
    [InlineData("[99999999999999999999.0] too far")]
    public void A_line_of_no_form_is_its_own_text(string line) => Assert.Equal(line, LineRecords.Parse(line).Text);

    [Fact]
    public void A_priority_is_kept()
    {
        Assert.Equal(Severity.Error, LineRecords.Parse("kern  :err   : [   12.345678] x").Priority);
        Assert.Equal(Severity.Error, LineRecords.Parse("<3>[   12.345678] x").Priority);
        Assert.Equal("", LineRecords.Parse("daemon:info  : [   12.345678] systemd[1]: x").Program);
    }

    [Fact]
    [Trait("Needs", "systemd-journal-remote")]
    public void Every_form_of_one_log_gives_the_same_kernel_records()
    {
        var export = _folder.File("export");
        File.WriteAllBytes(export, Captures.JournalExport());
        var journal = _folder.File("journal.journal");
        Captures.MakeJournal(Captures.JournalExport(), journal);
        var packed = Captures.Path("journal-faults-1.export.gz");

        var texts = Kernel(LogFile.Read(export));

        Assert.Equal(763, texts.Count);
        Assert.Equal(texts, Kernel(LogFile.Read(journal)));
        Assert.Equal(texts, Kernel(LogFile.Read(packed)));

        // The ring has some that journald started too late for, or none; what both have is the same.
        var ring = Kernel(LogFile.Read(Captures.KmsgFiles[0])).ToHashSet();
        Assert.All(texts.Where(text => text.Contains("[sdc]", StringComparison.Ordinal)), text => Assert.Contains(text, ring));
    }

    [Fact]
    public void A_report_is_read_from_its_folder_or_its_archive()
    {
        var dmesg = Path.Combine(_folder.Path, "sosreport", "sos_commands", "kernel", "dmesg");
        Directory.CreateDirectory(Path.GetDirectoryName(dmesg)!);
        File.WriteAllText(dmesg, "[    1.000000] one\n[    2.000000] two\r\n[    3.000000] three");
        using (var archive = new GZipStream(File.Create(_folder.File("report.tar.gz")), CompressionLevel.Fastest))
        {
            TarFile.CreateFromDirectory(_folder.File("sosreport"), archive, includeBaseDirectory: true);
        }

        Assert.Equal(["one", "two", "three"], LogFile.Read(_folder.File("sosreport")).Select(record => record.Text));
        Assert.Equal(["one", "two", "three"], LogFile.Read(_folder.File("report.tar.gz")).Select(record => record.Text));
    }

    [Fact]
    public void A_sieve_keeps_the_lines_that_can_match()
    {
        var file = _folder.File("syslog");
        File.WriteAllLines(file, Enumerable.Range(0, 100_000).Select(i => $"Nov 20 06:00:00 db1 kernel: [{i}.000000] " + (i % 1000 == 7 ? "I/O error, dev sda, sector 1" : "something else")));

        var records = LogFile.Read(file, new PatternSet([PatternSet.Compile("I/O error, dev (\\w+)")])).ToList();

        Assert.Equal(100, records.Count);
        Assert.All(records, record => Assert.Equal("I/O error, dev sda, sector 1", record.Text));
    }

    [Theory]
    [InlineData("hello\nworld\n", false)]
    [InlineData("name: sda\nsize: 12\n2026 was a year\n", false)]
    [InlineData("preamble\n\n[   12.345678] sd 0:0:0:0: something\n", true)]
    [InlineData("Nov 20 06:00:00 db1 sshd[12]: something\n", true)]
    [InlineData("2026-11-20T08:06:38,123456+00:00 something\n", true)]
    [InlineData("6,1107,81300664,-;something\n", true)]
    public void Whether_a_file_is_a_log_is_known_when_it_was_read(string text, bool isLog)
    {
        File.WriteAllText(_folder.File("file"), text);
        File.WriteAllBytes(_folder.File("file.gz"), Packed(text));

        foreach (var file in (string[])["file", "file.gz"])
        {
            var reading = new LogReading();
            _ = LogFile.Read(_folder.File(file), new PatternSet([PatternSet.Compile("I/O error, dev (\\w+)")]), reading).Count();

            Assert.Equal(isLog, reading.IsLog);
            Assert.Equal(new FileInfo(_folder.File(file)).Length, reading.Length);
            Assert.Equal(reading.Length, reading.Bytes);
        }
    }

    [Fact]
    public void How_far_reading_has_come_is_told_while_it_goes_on()
    {
        File.WriteAllLines(_folder.File("long"), Enumerable.Range(0, 100_000).Select(i => $"[{i}.000000] something"));
        var shares = new List<double>();

        _ = LogFile.Read(_folder.File("long"), null, new LogReading(reading => shares.Add((double)reading.Bytes / reading.Length!.Value))).Count();

        Assert.Equal(shares.Order(), shares);
        Assert.True(shares.Count(share => share is > 0 and < 1) >= 3, $"{shares.Count} times");
        Assert.Equal(1, shares[^1]);
    }

    [Fact]
    public void A_byte_order_mark_takes_no_line_away()
    {
        foreach (var line in (string[])["Nov 20 17:41:01 h kernel: EXT4-fs (sda1): Remounting filesystem read-only", "6,1107,81300664,-;EXT4-fs (sda1): Remounting filesystem read-only"])
        {
            File.WriteAllText(_folder.File("marked"), line + "\n", new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
            File.WriteAllBytes(_folder.File("marked.gz"), Packed("\uFEFF" + line + "\n"));

            Assert.All((string[])["marked", "marked.gz"], file => Assert.Equal("EXT4-fs (sda1): Remounting filesystem read-only", Assert.Single(LogFile.Read(_folder.File(file))).Text));
        }
    }

    [Fact]
    public void A_packed_file_that_is_damaged_from_its_beginning_is_said_in_a_sentence()
    {
        byte[] notReallyXz = [0xFD, .. "7zXZ"u8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
        File.WriteAllBytes(_folder.File("cut.xz"), notReallyXz);
        using (var archive = new GZipStream(File.Create(_folder.File("twice.gz")), CompressionLevel.Fastest))
        {
            archive.Write(notReallyXz);
        }

        Assert.All((string[])["cut.xz", "twice.gz"], file => Assert.Contains(_folder.File(file), Assert.Throws<ProblemException>(() => LogFile.Read(_folder.File(file)).ToList()).Message, StringComparison.Ordinal));
    }

    private static byte[] Packed(string text)
    {
        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Fastest))
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_said_in_a_sentence()
    {
        Assert.Contains("/nonexistent", Assert.Throws<ProblemException>(() => LogFile.Read("/nonexistent").ToList()).Message, StringComparison.Ordinal);
        Assert.Contains("sosreport", Assert.Throws<ProblemException>(() => LogFile.Read(_folder.Path).ToList()).Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Needs", "systemd-journal-remote")]
    public async Task A_journal_source_gives_the_entries_of_its_programs_and_resumes()
    {
        var file = _folder.File("faults.journal");
        Captures.MakeJournal(Captures.JournalExport(), file);
        var source = new JournalSource(["multipathd"], JournalLocation.OfFiles(file), fromStart: true);

        await using var all = new SourceReader(source);
        var records = await all.TakeAsync(69);

        Assert.Equal(69, records.Count);
        Assert.All(records, record => Assert.Equal("multipathd", record.Program));
        Assert.All(records, record => Assert.NotNull(record.Time));
    }

    public void Dispose() => _folder.Dispose();

    private static List<string> Kernel(IEnumerable<LogRecord> records) => [.. records.Where(record => record.IsKernel).Select(record => record.Text)];
}
