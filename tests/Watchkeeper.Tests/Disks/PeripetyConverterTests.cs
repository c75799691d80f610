using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Disks.Peripety;
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
                  pattern: '(?x)^EXT4-fs\ \((?P<kdev>[^\s\)]+)\):\ mounted\ filesystem'
                  subsystem: ext4
                  meaning: 'the line of FS_MOUNTED_AGAIN was seen'
                  peripety_type: 'FS_MOUNTED_AGAIN'
                - type: my-raid
                  pattern: '^my-raid (?P<kdev>\w+): it''s "bad"'
                  subsystem: thin
                  meaning: 'the line of MY_RAID was seen'
                  peripety_type: 'MY_RAID'
                # change this, then take away the '#': The expression “^(?=ahead)x” needs lookaround, a back-reference or an atomic group, which expressions here cannot have: write it without.
                # - type: looks-ahead
                #   pattern: '^(?=ahead)x'
                #   subsystem: scsi
                #   meaning: 'the line of LOOKS_AHEAD was seen'
                #   peripety_type: 'LOOKS_AHEAD'

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
    [InlineData("FOO ", @"failed on (?P<kdev>\w+)", @"^FOO\ .*?(?:failed on (?P<kdev>\w+))", "FOO: 3 failed on sda", "FOO 3 failed on sda")]
    [InlineData("FOO ", @"FOO (?P<kdev>\w+) failed", @"^FOO (?P<kdev>\w+) failed", "BAR FOO sda failed", "FOO sda failed")]
    [InlineData("", @"failed on (?P<kdev>\w+)", @"failed on (?P<kdev>\w+)", "failed", "BAR 3 failed on sda")]
    public void What_a_line_had_to_start_with_goes_into_the_pattern(string start, string regex, string pattern, string otherLine, string line)
    {
        var yaml = PeripetyConverter.Converter.Convert($"[[collector.regexs]]\nstarts_with = \"{start}\"\nregex = '{regex}'\nsub_system = \"weird\"\nevent_type = \"FOO\"\n");

        Assert.Contains($"pattern: '{pattern}'\n", yaml, StringComparison.Ordinal);
        Assert.Contains("subsystem: other # it was weird, which peripety does not know", yaml, StringComparison.Ordinal);
        var compiled = Watchkeeper.Logs.Matching.PatternSet.Compile(pattern);
        Assert.Matches(compiled, line);
        Assert.DoesNotMatch(compiled, otherLine);
    }

    [Theory]
    [InlineData("[collector]\nregexs = [ # ours\n  { starts_with = \"\", regex = '^foo (?P<kdev>\\w+)', sub_system = \"scsi\", event_type = \"FOO\" }, # the last\n]\n")]
    [InlineData("[[collector.regexs]]\nregex = '''\n^foo (?P<kdev>\\w+)'''\n\"event_type\" = \"FOO\"\nsub_system = 'scsi'\n")]
    public void However_TOML_lets_it_be_written_it_is_converted(string text)
    {
        Assert.True(PeripetyConverter.Converter.Recognises(text));
        var yaml = PeripetyConverter.Converter.Convert(text);

        Assert.Contains("- type: foo\n      pattern: '^foo (?P<kdev>\\w+)'\n      subsystem: scsi\n", yaml, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_TOML_is_said_with_its_line_and_column() => Assert.StartsWith(
        "Line 2, column 20 is no TOML: ", Assert.Throws<ProblemException>(() => PeripetyConverter.Converter.Convert("[main]\nsave_to_journald = 'no end")).Message, StringComparison.Ordinal);
}
