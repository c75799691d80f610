using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Events;
using Watchkeeper.Disks.Table;
using Watchkeeper.Logs.Matching;

namespace Watchkeeper.Disks;

/// <summary>Whether events go to the systemd journal too.</summary>
internal enum JournalOutput
{
    /// <summary>When the daemon is a systemd service.</summary>
    Auto,
    Always,
    Never,
}

/// <summary>The section <c>disks:</c>.</summary>
internal sealed record DisksOptions(
    IReadOnlyList<string> Sources,
    Severity Severity,
    JournalOutput Journal,
    bool AcceptProgramLines,
    TimeSpan Counters,
    IReadOnlyList<string> Poll,
    TimeSpan PollInterval,
    TimeSpan KeepNames,
    string Varlink,
    IReadOnlyList<StorageEvent> Patterns)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static DisksOptions Read(Section section) => new(
        ReadSources(section),
        section.Choice("severity", Severity.Notice, "The least severe events that are recorded; info adds mounts, attached disks and the like."),
        section.Choice("journal", JournalOutput.Auto, "Whether events go to the systemd journal too, with the fields of peripety: auto means when run by systemd."),
        section.Flag("accept_program_lines", false, "Takes lines that programs write to /dev/kmsg, or to the journal in the kernel's name, for the kernel's. For trying things out and for tests: anybody may write such lines."),
        section.Duration("counters", TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1), Hour, "How often the error counters in /sys are compared with what the log told."),
        ReadPoll(section),
        section.Duration("poll_interval", TimeSpan.FromMinutes(30), TimeSpan.FromSeconds(10), Day * 31, "How often the disks are asked, where poll names something."),
        section.Duration("keep_names", Day * 730, Day, Day * 36500, "How long a device that is not seen any more is remembered with its names and its place."),
        section.Text("varlink", "auto", "The unix socket of the Varlink service io.watchkeeper.disks: a path, auto (in the runtime folder), or none."),
        section.List("patterns", ReadPattern, "Further lines to recognise, after the built-in ones."));

    private static IReadOnlyList<string> ReadSources(Section section)
    {
        var sources = section.Texts("sources", ["kmsg", "journal"], "Where lines are read: kmsg (the kernel's ring), journal (multipathd, iscsid, smartd, mdadm, zed, dmeventd; the kernel too where kmsg is not among the sources), and files by their absolute path.");
        foreach (var source in sources)
        {
            if (source is not ("kmsg" or "journal") && !source.StartsWith('/'))
            {
                section.Error("sources", $"'{source}' is no source: write kmsg, journal or the absolute path of a file");
            }
        }

        return sources;
    }

    private static IReadOnlyList<string> ReadPoll(Section section)
    {
        var poll = section.Texts("poll", [], "What the disks themselves are asked for: smart (their health, through smartctl -n standby, which leaves a sleeping disk asleep), nvme (the same of NVMe controllers, through nvme smart-log). By default nothing is asked of a device.");
        foreach (var what in poll.Where(what => what is not ("smart" or "nvme")))
        {
            section.Error("poll", $"'{what}' cannot be asked for: write smart or nvme");
        }

        return poll;
    }

    private static StorageEvent ReadPattern(Section section)
    {
        var type = section.Text("type", "custom", "The event's type after disks., in lower case with hyphens.");
        var expression = section.Text("pattern", "", "A regular expression (linear-time: no lookaround) for one line without time and program. The group dev names the device; other groups become facts.");
        var start = section.Text("starts_with", "", "What the line must begin with too, letter by letter.");
        var program = section.Text("program", "kernel", "Whose lines: kernel, or a program that writes to the journal.");
        var subsystem = section.Text("subsystem", "other", "What speaks: scsi, multipath, ext4 …");
        var severity = section.Choice("severity", Severity.Error, "How bad it is.");
        var meaning = section.Text("meaning", "a line of the configuration was seen", "What it means, to be read after 'sda: '.");
        var advice = section.Text("advice", "", "What to do.");
        var peripety = section.OptionalText("peripety_type", "Peripety's name for it, for the journal's field EVENT_TYPE.", "MY_EVENT");
        var pattern = PatternSet.Compile("$^");
        if (expression.Length == 0)
        {
            section.Error("pattern", "is missing: write the regular expression of a line");
        }
        else
        {
            try
            {
                pattern = PatternSet.Compile(expression);
            }
            catch (ProblemException problem)
            {
                section.Error("pattern", problem.Message);
            }
        }

        if (type.Length == 0 || type.Any(letter => !char.IsAsciiLetterLower(letter) && !char.IsAsciiDigit(letter) && letter != '-'))
        {
            section.Error("type", $"'{type}' is no type: use lower-case letters, digits and hyphens");
        }

        return new StorageEvent(pattern, type, severity, Role.Fault, meaning, advice) { StartsWith = start, Program = program, Subsystem = subsystem, PeripetyType = peripety };
    }
}
