using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Disks;
using Watchkeeper.Disks.Peripety;
using Watchkeeper.Disks.Recognition;
using Watchkeeper.Disks.Table;
using Watchkeeper.Logs;
using Watchkeeper.Tests.Configuration;

namespace Watchkeeper.Tests.Disks;

public sealed class PeripetyConverterTests
{
    private static readonly string File = System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Disks", "Fixtures", "peripetyd.conf"));

    [Fact]
    public void Its_file_becomes_the_section_disks()
    {
        Assert.True(PeripetyConverter.Converter.Recognises(File));

        Assert.Equal(
            """
            # Converted from peripetyd.conf.
            disks:
              journal: always
              # dump_blk_info_at_start: use 'watchkeeper disks list'.
              patterns:
                - type: fs-mounted-again
                  starts_with: "EXT4-fs "
                  pattern: ^EXT4-fs\ \((?P<kdev>[^\s\)]+)\):\ mounted\ filesystem
                  subsystem: ext4
                  meaning: the line of FS_MOUNTED_AGAIN was seen
                  peripety_type: FS_MOUNTED_AGAIN
                - type: my-raid
                  pattern: "^my-raid (?P<kdev>\\w+): it's \"bad\""
                  subsystem: thin
                  meaning: the line of MY_RAID was seen
                  peripety_type: MY_RAID
                # change this, then take away the '#': The expression “^(?=ahead)x” needs lookaround, a back-reference or an atomic group, which expressions here cannot have: write it without.
                # - type: looks-ahead
                #   pattern: ^(?=ahead)x
                #   subsystem: scsi
                #   meaning: the line of LOOKS_AHEAD was seen
                #   peripety_type: LOOKS_AHEAD

            """.ReplaceLineEndings("\n"),
            PeripetyConverter.Converter.Convert(File));
    }

    [Fact]
    public void What_it_makes_is_read_by_the_real_reader()
    {
        var yaml = PeripetyConverter.Converter.Convert(File);
        var file = Path.GetTempFileName();
        System.IO.File.WriteAllText(file, yaml);

        var paths = HostPaths.For(isRoot: true, new Dictionary<string, string>());
        var configuration = WatchkeeperConfiguration.Load(new ConfigurationSource(file, new Dictionary<string, string>(), paths), Rooms.All);

        Assert.Empty(configuration.Warnings);
        System.IO.File.Delete(file);
    }

    [Theory]
    [InlineData("FOO: ", @"failed on (?P<kdev>\w+)", "FOO: 3 failed on sda", "BAR FOO: 3 failed on sda")]
    [InlineData("FOO ", @"FOO (?P<kdev>\w+) failed", "FOO sda failed", "BAR FOO sda failed")]
    [InlineData("", @"failed on (?P<kdev>\w+)", "BAR 3 failed on sda", "failed")]
    [InlineData("Buffer I/O error", @"Buffer I/O error on dev (?P<kdev>\w+)|lost sector of (?P<kdev>\w+)", "Buffer I/O error, lost sector of sda", "nothing to see, lost sector of sda")]
    [InlineData("Buffer I/O error", @"error on dev (?P<kdev>\w+)", "Buffer I/O error on dev sda", "An error on dev sda")]
    [InlineData("sd", @"(?P<kdev>\w+) failed", "sda failed", "then sda failed")]
    [InlineData("", @"^FOO (?P<kdev>[[:alpha:]]+[[:digit:]]*) died", "FOO sda died", "FOO 1] died")]
    [InlineData("", @"^FOO (?P<kdev>[[:lower:]_]+)[^[:space:]] [[:punct:]]", "FOO sda1 [", "FOO sda1 a")]
    [InlineData("", @"(?ix)^ foo \ (?P<kdev> [a-z \#] + )[]x]", "FOO sda]", "FOO # ]")]
    public void What_it_makes_finds_what_peripety_found(string start, string regex, string line, string otherLine)
    {
        var rows = RowsOf($"[[collector.regexs]]\nstarts_with = \"{start}\"\nregex = '{regex}'\nsub_system = \"weird\"\nevent_type = \"FOO\"\n");
        var recognizer = new Recognizer(rows);

        var finding = Assert.Single(recognizer.Recognize(new LogRecord(line) { Program = "kernel" }), found => rows.Contains(found.Row));
        Assert.StartsWith("sda", finding.Device, StringComparison.Ordinal);
        Assert.DoesNotContain(recognizer.Recognize(new LogRecord(otherLine) { Program = "kernel" }), found => rows.Contains(found.Row));
    }

    [Theory]
    [InlineData("[a-z&&[^x]]", "&& within a set is an operator")]
    [InlineData("[a-z--x]", "-- within a set is an operator")]
    [InlineData("[a-z~~x]", "~~ within a set is an operator")]
    [InlineData("[a[b]]", "a set within a set")]
    [InlineData("[[:^alpha:]]", "a set within a set")]
    [InlineData("[abc", "has no end")]
    [InlineData(@"\<foo", @"\< means something else here")]
    [InlineData(@"\b{start}foo", @"\b{ means something else here")]
    [InlineData("a(?x) b", "switches (?x) on")]
    [InlineData("a\nb", "several lines without (?x)")]
    public void An_expression_that_means_something_else_here_is_a_comment_with_the_reason(string regex, string reason)
    {
        var text = $"[[collector.regexs]]\nregex = '''\n{regex}\n'''\nsub_system = 'scsi'\nevent_type = 'FOO'\n";

        Assert.Contains(reason, PeripetyConverter.Converter.Run(text), StringComparison.Ordinal);
        Assert.Empty(RowsOf(text));
    }

    [Theory]
    [InlineData(@"xfs\nlisten: 0.0.0.0:9999")]
    [InlineData(@"xfs\rlisten: 0.0.0.0:9999")]
    [InlineData(@"xfs\u0085listen: 1")]
    [InlineData(@"xfs\u2028listen: 1")]
    [InlineData(@"a\n\tb # c: 'd' \""e\"" \\ {f} [g] \u0000 \u001b \uFEFF")]
    [InlineData(@"- a: b")]
    [InlineData(@" &a *b !c |d >e %f @g `h ")]
    public void A_value_stays_a_value_whatever_it_holds(string value)
    {
        foreach (var regex in new[] { "'foo'", $"\"{value.Replace(@"\n", "", StringComparison.Ordinal)}\"", "'[a'" })
        {
            var text = $"[[collector.regexs]]\nstarts_with = \"{value}\"\nregex = {regex}\nsub_system = \"{value}\"\nevent_type = \"{value}\"\n";
            var expected = Assert.Single(new PeripetyFile(text).Patterns);

            Assert.All(RowsOf(text), row => Assert.Equal((expected.StartsWith, "other", expected.EventType), (row.StartsWith, row.Subsystem, row.PeripetyType)));
        }

        Assert.Single(RowsOf($"[[collector.regexs]]\nregex = 'foo'\nsub_system = \"{value}\"\nevent_type = \"{value}\"\n"));
    }

    [Theory]
    [InlineData("[main]\nsave_to_journald = 'no'", "main.save_to_journald is not true or false")]
    [InlineData("[main]\nsave_to_journal = false", "main.save_to_journal is no key of peripety's")]
    [InlineData("[[collector.regex]]\nregex = 'a'", "collector.regex is no key of peripety's")]
    [InlineData("collector = 5", "collector is not a table")]
    [InlineData("[collector]\nregexs = [5, { regex = 'a' }]", "collector.regexs holds something other than tables")]
    [InlineData("[[collector.regexs]]\nregex = ['A']", "collector.regexs[1].regex is not a string")]
    [InlineData("[[collector.regexs]]\nregex = 'a'\nevent_type = 7", "collector.regexs[1].event_type is not a string")]
    [InlineData("\"a\\nlisten: 1\" = 5", @"""a\nlisten: 1"" is no key of peripety's")]
    public void What_cannot_be_used_is_named(string text, string sentence) =>
        Assert.Contains($"# left out: {sentence}.\n", PeripetyConverter.Converter.Run(text), StringComparison.Ordinal);

    [Fact]
    public void A_file_that_would_set_more_than_its_section_is_refused()
    {
        var careless = new Converter("other", _ => true, text => text) { Sections = ["disks"] };

        Assert.Equal("disks: {}\n", careless.Run("disks: {}\n"));
        Assert.Throws<ProblemException>(() => careless.Run("disks: {}\nlisten: 0.0.0.0:9999\n"));
        Assert.Throws<ProblemException>(() => careless.Run("disks:\n\t- a"));
    }

    /// <summary>The patterns of a converted file, as the daemon reads them.</summary>
    private static IReadOnlyList<StorageEvent> RowsOf(string text)
    {
        var file = Path.GetTempFileName();
        try
        {
            System.IO.File.WriteAllText(file, PeripetyConverter.Converter.Run(text));
            var source = new ConfigurationSource(file, new Dictionary<string, string>(), HostPaths.For(isRoot: true, new Dictionary<string, string>()));
            var configuration = WatchkeeperConfiguration.Load(source, Rooms.All);
            Assert.Empty(configuration.Warnings);
            return ((DisksOptions)configuration.Sections["disks"]).Patterns;
        }
        finally
        {
            System.IO.File.Delete(file);
        }
    }

    [Theory]
    [InlineData("[collector]\nregexs = [ # ours\n  { starts_with = \"\", regex = '^foo (?P<kdev>\\w+)', sub_system = \"scsi\", event_type = \"FOO\" }, # the last\n]\n")]
    [InlineData("[[collector.regexs]]\nregex = '''\n^foo (?P<kdev>\\w+)'''\n\"event_type\" = \"FOO\"\nsub_system = 'scsi'\n")]
    public void However_TOML_lets_it_be_written_it_is_converted(string text)
    {
        Assert.True(PeripetyConverter.Converter.Recognises(text));
        var yaml = PeripetyConverter.Converter.Convert(text);

        Assert.Contains("- type: foo\n      pattern: ^foo (?P<kdev>\\w+)\n      subsystem: scsi\n", yaml, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_TOML_is_said_with_its_line_and_column() => Assert.StartsWith(
        "Line 2, column 20 is no TOML: ", Assert.Throws<ProblemException>(() => PeripetyConverter.Converter.Convert("[main]\nsave_to_journald = 'no end")).Message, StringComparison.Ordinal);
}
