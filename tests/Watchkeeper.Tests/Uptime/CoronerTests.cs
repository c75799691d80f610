using System.Globalization;
using Watchkeeper.Uptime.Boots;
using Watchkeeper.Uptime.Endings;
using Watchkeeper.Uptime.Flights;

namespace Watchkeeper.Tests.Uptime;

/// <summary>
/// Twenty crashes with what really happened, most of them in the kernel's captured words (<c>Fixtures/Crashes</c>). Each says the truth, the cause that
/// the evidence allows to name, and when the host really died.
/// </summary>
public sealed class CoronerTests
{
    public static TheoryData<string> Crashes { get; } =
    [
        .. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Uptime/Fixtures/Crashes"), "*.txt")
            .Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal),
    ];

    [Fact]
    public void There_are_twenty_of_them() => Assert.Equal(20, Crashes.Count);

    [Theory, MemberData(nameof(Crashes))]
    public void No_wrong_cause_is_named(string name)
    {
        var crash = LabelledCrash.Read(name);

        var outcome = Coroner.Judge(crash.Evidence);

        Assert.Equal(BootEnd.Crash, outcome.End);
        Assert.Contains(Causes.Name(outcome.Cause), (string[])[crash.Truth, "unknown"]);
        Assert.Equal(crash.Named, Causes.Name(outcome.Cause));
        Assert.NotEmpty(outcome.Reason);
    }

    [Theory, MemberData(nameof(Crashes))]
    public void The_true_instant_lies_within_the_stated_uncertainty(string name)
    {
        var crash = LabelledCrash.Read(name);

        var outcome = Coroner.Judge(crash.Evidence);

        Assert.InRange(crash.Died, outcome.EndedAt, outcome.EndedAt + outcome.Uncertainty);
    }

    [Fact]
    public void A_shutdown_that_the_daemon_saw_is_clean()
    {
        var outcome = Coroner.Judge(Quiet with { Landing = Landing.Reboot });

        Assert.Equal((BootEnd.Reboot, Cause.Requested), (outcome.End, outcome.Cause));
    }

    [Fact]
    public void What_the_journal_knows_better_decides_between_shutdown_and_reboot()
    {
        var journal = new JournalTrace(At(1010), new ShutdownMark(Landing.PowerOff, At(1005), "the journal"), []);

        Assert.Equal(BootEnd.Shutdown, Coroner.Judge(Quiet with { Landing = Landing.Shutdown, Journal = journal }).End);
        Assert.Equal(BootEnd.Shutdown, Coroner.Judge(Quiet with { Journal = journal }).End);
        Assert.Equal(BootEnd.Reboot, Coroner.Judge(Quiet with { Wtmp = new ShutdownMark(Landing.Reboot, At(1004), "wtmp") }).End);
    }

    [Fact]
    public void Nothing_is_said_of_an_end_that_nobody_watched()
    {
        var outcome = Coroner.Judge(Quiet with { Landing = Landing.Stopped, NextStart = At(5000) });

        Assert.Equal((BootEnd.Unknown, At(1000), At(4000)), (outcome.End, outcome.EndedAt, outcome.Uncertainty));
    }

    [Fact]
    public void A_journal_that_goes_on_after_the_daemon_s_stop_and_breaks_off_tells_of_a_crash() =>
        Assert.Equal(BootEnd.Crash, Coroner.Judge(Quiet with { Landing = Landing.Stopped, Journal = new JournalTrace(At(3000), null, []), NextStart = At(3060) }).End);

    [Fact]
    public void A_panic_during_an_orderly_shutdown_is_a_crash()
    {
        var pstore = new[] { new KernelLine(At(1003), "Kernel panic - not syncing: Fatal exception", "pstore") };

        Assert.Equal(BootEnd.Crash, Coroner.Judge(Quiet with { Landing = Landing.Reboot, Pstore = pstore }).End);
    }

    [Fact]
    public void A_shutdown_for_heat_is_in_order_and_has_its_cause()
    {
        var hot = new JournalTrace(
            At(1010), new ShutdownMark(Landing.PowerOff, At(1005), "the journal"),
            [new KernelLine(At(1001), "thermal thermal_zone0: acpitz: critical temperature reached, shutting down", "journal")]);

        var outcome = Coroner.Judge(Quiet with { Landing = Landing.PowerOff, Journal = hot });

        Assert.Equal((BootEnd.Shutdown, Cause.Heat), (outcome.End, outcome.Cause));
    }

    [Fact]
    public void The_next_start_bounds_the_uncertainty() =>
        Assert.Equal(At(7), Coroner.Judge(Quiet with { NextStart = At(1007) }).Uncertainty);

    private static Evidence Quiet => new() { LastRecord = At(1000), Blind = At(50) };

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}

/// <summary>One crash of the set.</summary>
internal sealed record LabelledCrash(string Truth, string Named, TimeSpan Died, Evidence Evidence)
{
    public static LabelledCrash Read(string name)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Uptime/Fixtures/Crashes", name + ".txt"));
        var parts = text.Split("--- ");
        var head = parts[0].Split('\n').Where(line => line.Contains(": ", StringComparison.Ordinal) && line[0] != '#')
            .Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        var journal = Lines(parts, "journal").Select(line => line with { Source = "journal" }).ToArray();
        return new LabelledCrash(head["truth"], head["named"], Seconds(head["died"]), new Evidence
        {
            LastRecord = Seconds(head["record"]),
            Blind = Seconds(head["blind"]),
            Journal = head.TryGetValue("journal", out var last) ? new JournalTrace(Seconds(last), null, journal) : null,
            Pstore = [.. Lines(parts, "pstore")],
            WatchdogStatus = head.TryGetValue("watchdog", out var status) ? int.Parse(status, CultureInfo.InvariantCulture) : null,
        });
    }

    private static IEnumerable<KernelLine> Lines(string[] parts, string section) =>
        parts.Where(part => part.StartsWith(section + "\n", StringComparison.Ordinal)).SelectMany(part => Pstore.Parse(part, TimeSpan.Zero));

    private static TimeSpan Seconds(string text) => TimeSpan.FromSeconds(double.Parse(text, CultureInfo.InvariantCulture));
}
