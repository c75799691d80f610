using Microsoft.Extensions.Logging.Abstractions;
using Watchkeeper.Core.Contracts;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Tests.Core.Data;
using Watchkeeper.Tests.Core.Time;
using Watchkeeper.Uptime;
using Watchkeeper.Uptime.Boots;
using Watchkeeper.Uptime.Crashes;

namespace Watchkeeper.Tests.Uptime;

public sealed class CrashReportTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_crash_gets_one_report_with_all_that_is_known(TestEngine engine)
    {
        await using var host = await CrashedAsync(engine: engine);
        var service = await host.FlyAsync();
        await ReportAsync(host, service);
        await ReportAsync(host, service);

        var report = Assert.Single(Crashes(host));
        Assert.Equal(1, report.Id);
        Assert.Equal(Cause.Panic, report.Cause);
        Assert.Equal(FakeHostClock.Parse("2026-03-01T10:00:33.5Z"), report.WentDown);
        Assert.Equal(TimeSpan.FromSeconds(1), report.Uncertainty);
        Assert.Equal(TimeSpan.FromSeconds(596.5), report.Down);
        Assert.Equal("Kernel panic - not syncing: sysrq triggered crash", report.LastWords[^1].Text);
        Assert.Equal(report.WentDown, report.LastWords[^1].At);
        Assert.Equal(["disk-full", "restart-app"], report.Watches);
        Assert.Contains(report.Events, item => item.Type == "watches.condition-raised");
        Assert.Equal(("Load, 1 min", 1d, 1d, 12d, 12d), report.Metrics.Select(m => (m.Name, m.First, m.Least, m.Most, m.Last)).First());

        var told = Assert.Single(host.Events, item => item.Type == "uptime.crash-report");
        Assert.Equal(Severity.Error, told.Severity);
        Assert.StartsWith("The host crashed at 2026-03-01 10:00:33Z and was down for 9m 5", told.Message, StringComparison.Ordinal);
        Assert.Contains("sysrq triggered crash", (string)told.Fields!["text"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_nobody_cleared_explains_one_crash_only()
    {
        await using var host = await CrashedAsync(now: Instant.Epoch, trusted: false);
        await host.FlyAsync();
        await host.PassAsync(TimeSpan.FromSeconds(7230));
        await host.PowerCycleAsync(TimeSpan.FromMinutes(1), now: Instant.Epoch, trusted: false);
        await host.FlyAsync();

        Assert.Equal([Cause.Panic, Cause.Unknown], host.History().Where(boot => boot.End == BootEnd.Crash).Select(boot => boot.Cause));
    }

    [Fact]
    public async Task It_reads_as_a_page()
    {
        await using var host = await CrashedAsync();
        await ReportAsync(host, await host.FlyAsync());

        Assert.Equal(
            """
            Crash:           1 (panic)
            Went down:       2026-03-01 10:00:33Z, or up to 1s later
            Back:            2026-03-01 10:10:30Z
            Down for:        9m 56s
            Had been up:     2h 0m 34s, with kernel KERNEL
            Likely cause:    The kernel stopped itself: "Kernel panic - not syncing: sysrq triggered crash" (pstore).
            Watches raised:  disk-full, restart-app
            Canaries missed: none

            The kernel's last words:
              2026-03-01 10:00:33Z  pstore   sysrq: Trigger a crash
              2026-03-01 10:00:33Z  pstore   Kernel panic - not syncing: sysrq triggered crash

            The half hour before:
              Load, 1 min                       1 at first, 1 to 12, 12 at the end

            Events of that half hour:
              2026-03-01 10:00:30Z  warning    watches.condition-raised  The disk is full.
              2026-03-01 10:00:30Z  info       watches.fired  It was restarted.

            """.Replace("KERNEL", HostKernel.Version, StringComparison.Ordinal),
            CrashText.Of(Crashes(host)[0], TimeZoneInfo.Utc));
    }

    [Fact]
    public void What_the_kernel_said_commands_no_terminal()
    {
        var text = CrashText.Of(
            Some(1) with
            {
                Reason = "The kernel said \"\e[31mred\u202E\".",
                LastWords = [new EvidenceLine(null, "pstore", "usb: product \e]0;title\u0007 \u202Egnp\r\n")],
                Canaries = ["\e[2J"],
                Events = [new EventBefore(Instant.Epoch, "logs.line", Severity.Info, "", "\u009b31m")],
            },
            TimeZoneInfo.Utc);

        Assert.DoesNotContain(text, letter => (char.IsControl(letter) && letter != '\n') || letter == '\u202E');
        Assert.Contains("usb: product", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_canaries_of_the_downtime_are_told()
    {
        await using var host = await CrashedAsync();
        var service = await host.FlyAsync();
        await host.Database.Journal.AppendAsync(new EventDraft("canaries.late", Severity.Error, "backup", "Late."));
        await host.PassAsync(TimeSpan.FromDays(2));
        await host.Database.Journal.AppendAsync(new EventDraft("canaries.late", Severity.Error, "much-later", "Late."));

        await ReportAsync(host, service);

        Assert.Equal(["backup"], Assert.Single(Crashes(host)).Canaries);
    }

    [Fact]
    public async Task Where_the_host_was_off_nothing_could_be_recorded()
    {
        await using var host = await CrashedAsync();
        var service = await host.FlyAsync();
        var absences = new UptimeAbsences(new UptimeReader(host.Database, host.Clock, TestDatabase.Host, service), host.Clock);

        var known = absences.All;

        Assert.Equal([new Absence(FakeHostClock.Parse("2026-03-01T10:00:30Z"), FakeHostClock.Parse("2026-03-01T10:10:30Z"))], known);
        await host.PassAsync(TimeSpan.FromMinutes(2));
        Assert.Same(known, absences.All);
    }

    [Fact]
    public async Task A_report_made_in_1970_is_read_with_the_right_times_later()
    {
        await using var host = await CrashedAsync(now: Instant.Epoch, trusted: false);
        var service = await host.FlyAsync();
        await ReportAsync(host, service);
        host.Clock.BecomeTrusted(FakeHostClock.Parse("2026-03-01T10:12:00Z"));
        await host.PassAsync(TimeSpan.Zero);
        await UptimeHost.UntilAsync(() => host.History()[0].Downtime is not null);

        var report = new UptimeReader(host.Database, host.Clock, TestDatabase.Host, service).Crashes()[0];

        Assert.Equal((FakeHostClock.Parse("2026-03-01T10:12:00Z"), true), (report.Back, report.ClockTrusted));
    }

    [Theory]
    [InlineData("last", 7)]
    [InlineData("3", 3)]
    public void A_crash_is_picked_by_its_number_or_as_the_last(string id, long expected) =>
        Assert.Equal(expected, CrashReport.Pick([Some(3), Some(7)], id).Id);

    [Theory]
    [InlineData("4", "There is no crash 4")]
    [InlineData("-1", "'-1' is no crash")]
    [InlineData("first", "'first' is no crash")]
    public void A_crash_that_is_not_there_is_a_sentence(string id, string sentence) => Assert.StartsWith(
        sentence, Assert.Throws<Watchkeeper.Core.ProblemException>(() => CrashReport.Pick([Some(3)], id)).Message, StringComparison.Ordinal);

    private static CrashReport Some(long id) => new()
    {
        Id = id,
        BootId = Guid.Empty,
        Kernel = "",
        WentDown = Instant.Epoch,
        Uncertainty = TimeSpan.Zero,
        Uptime = TimeSpan.Zero,
        Cause = Cause.Unknown,
        Reason = "",
    };

    /// <summary>Two hours, a full disk, and a panic that pstore kept; the host is back ten minutes after the last record.</summary>
    private static async Task<UptimeHost> CrashedAsync(Instant? now = null, bool trusted = true, TestEngine engine = TestEngine.Sqlite)
    {
        var host = await UptimeHost.StartAsync(new FakeHostClock(FakeHostClock.Parse("2026-03-01T08:00:30Z"), TimeSpan.FromSeconds(30)), engine);
        await host.FlyAsync();
        await host.PassAsync(TimeSpan.FromHours(2));
        await host.Database.Journal.AppendAsync(new EventDraft("watches.condition-raised", Severity.Warning, "disk-full", "The disk is full."));
        await host.Database.Journal.AppendAsync(new EventDraft("watches.fired", Severity.Info, "restart-app", "It was restarted."));
        var pstore = Directory.CreateDirectory(Path.Combine(host.Root, "sys/fs/pstore"));
        var record = Path.Combine(pstore.FullName, "dmesg-efi-1");
        File.WriteAllText(
            record,
            "Panic#1 Part1\n<6>[ 7233.400000] sysrq: Trigger a crash\n<0>[ 7233.500000] Kernel panic - not syncing: sysrq triggered crash\n");
        File.SetLastWriteTimeUtc(record, host.Clock.Now.ToDateTimeOffset().UtcDateTime);
        await host.PowerCycleAsync(TimeSpan.FromMinutes(10), now, trusted);
        return host;
    }

    private static async Task ReportAsync(UptimeHost host, UptimeService service)
    {
        var reader = new UptimeReader(host.Database, host.Clock, TestDatabase.Host, service);
        using var reporter = new CrashReporter(
            host.Database, host.Clock, TestDatabase.Host, service, reader, new CrashScene(host.Database.Journal, TestDatabase.Host, [new RisingLoad()]),
            NullLogger<CrashReporter>.Instance);
        await reporter.ReportAsync(CancellationToken.None);
    }

    private static List<CrashReport> Crashes(UptimeHost host) => host.Database.Read(session => UptimeStore.Crashes(session, TestDatabase.Host.Id));

    private sealed class RisingLoad : ISamples
    {
        public SamplesResult Query(string expression, Instant at) => new([], null);

        public SamplesResult Query(string expression, Instant from, Instant to, TimeSpan step) => expression == "node_load1"
            ? new SamplesResult([new SampleSeries(new Dictionary<string, string>(), [new SamplePoint(from, 1), new SamplePoint(to, 12)])], null)
            : new SamplesResult([], "nothing");
    }
}
