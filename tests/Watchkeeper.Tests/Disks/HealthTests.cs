using Microsoft.Extensions.Logging.Abstractions;
using Watchkeeper.Core.Events;
using Watchkeeper.Disks.Devices;
using Watchkeeper.Disks.Health;
using Watchkeeper.Tests.Core.Time;

namespace Watchkeeper.Tests.Disks;

/// <summary>What disks say of themselves when they are asked; the answers are those of smartctl 7.3 and nvme 2.4, cut to what is read.</summary>
public sealed class HealthTests
{
    private const string Ata = """
        {"smartctl":{"exit_status":0},"device":{"name":"/dev/sda","protocol":"ATA"},"smart_status":{"passed":PASSED},
         "ata_smart_attributes":{"revision":1,"table":[
          {"id":5,"name":"Reallocated_Sector_Ct","value":100,"worst":100,"thresh":36,"raw":{"value":REALLOCATED,"string":"0"}},
          {"id":1,"name":"Raw_Read_Error_Rate","value":100,"worst":100,"thresh":6,"raw":{"value":124512345,"string":"124512345"}},
          {"id":197,"name":"Current_Pending_Sector","value":100,"worst":100,"thresh":0,"raw":{"value":PENDING,"string":"0"}}]},
         "ata_smart_error_log":{"summary":{"revision":1,"count":LOGGED}}}
        """;

    private const string Scsi = """
        {"device":{"protocol":"SCSI"},"smart_status":{"passed":true},"scsi_grown_defect_list":3,
         "scsi_error_counter_log":{"read":{"total_uncorrected_errors":1},"write":{"total_uncorrected_errors":0}}}
        """;

    private const string Asleep = """{"smartctl":{"exit_status":2,"messages":[{"string":"Device is in STANDBY mode, exit(2)","severity":"information"}]},"device":{"name":"/dev/sda"}}""";

    private const string Nvme = """{"critical_warning":WARNING,"temperature":323,"avail_spare":100,"spare_thresh":10,"percent_used":0,"media_errors":MEDIA,"num_err_log_entries":4}""";

    private readonly BlockDevice _disk = new("sda", "8:0", DeviceKind.Disk) { Wwid = "naa.5000c500a1b2c3d4", Path = "/dev/sda" };

    [Fact]
    public void An_ATA_disk_tells_its_judgement_and_the_damage_it_counted()
    {
        var reading = SmartReport.Read(AtaAnswer(reallocated: 16, pending: 8, logged: 5))!;

        Assert.Null(reading.Failing);
        Assert.Equal([("errors in its log", 5L), ("pending sectors", 8), ("reallocated sectors", 16)], Figures(reading));
        Assert.Equal("its self-assessment failed", SmartReport.Read(AtaAnswer(passed: false))!.Failing);
    }

    [Fact]
    public void A_SCSI_disk_tells_its_counters() =>
        Assert.Equal([("grown defects", 3L), ("uncorrected read errors", 1), ("uncorrected write errors", 0)], Figures(SmartReport.Read(Scsi)!));

    [Theory]
    [InlineData("0", null, false)]
    [InlineData("4", "it is no longer reliable", false)]
    [InlineData("9", "its spare blocks run out and it became read-only", false)]
    [InlineData("2", null, true)]
    [InlineData("""{"value":8,"ro":1}""", "it became read-only", false)]
    public void An_NVMe_controller_tells_its_warnings(string warning, string? failing, bool hot)
    {
        var reading = NvmeReport.Read(NvmeAnswer(warning, "\"0\""))!;

        Assert.Equal((failing, hot), (reading.Failing, reading.Hot));
        Assert.Equal([("media errors", 0L)], Figures(reading));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no JSON")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData(Asleep)]
    [InlineData("""{"smart_status":{"passed":"yes"}}""")]
    [InlineData("""{"critical_warning":[]}""")]
    public void An_answer_that_says_nothing_is_none(string answer)
    {
        Assert.Null(SmartReport.Read(answer));
        Assert.Null(NvmeReport.Read(answer));
    }

    [Fact]
    public void What_becomes_worse_is_told_once()
    {
        var watch = new HealthWatch(Guid.NewGuid());

        Assert.Empty(Types(watch, AtaAnswer(reallocated: 16)));
        Assert.Equal(["disks.smart-sectors"], Types(watch, AtaAnswer(reallocated: 24)));
        Assert.Empty(Types(watch, AtaAnswer(reallocated: 24)));
        Assert.Equal(["disks.smart-failing", "disks.smart-errors"], Types(watch, AtaAnswer(passed: false, reallocated: 24, logged: 1)));
        Assert.Empty(Types(watch, AtaAnswer(passed: false, reallocated: 24, logged: 1)));
    }

    [Fact]
    public void Damage_that_is_there_at_the_first_look_is_told_and_by_the_same_event_after_a_restart()
    {
        var boot = Guid.NewGuid();
        var first = Assert.Single(new HealthWatch(boot).Take(_disk, "smart", SmartReport.Read(AtaAnswer(pending: 8))!));
        var again = Assert.Single(new HealthWatch(boot).Take(_disk, "smart", SmartReport.Read(AtaAnswer(pending: 8))!));

        Assert.Equal(("disks.smart-sectors", Severity.Error, "naa.5000c500a1b2c3d4", "sda: the disk counts 8 pending sectors."), (first.Type, first.Severity, first.Subject, first.Message));
        Assert.Equal(first.Id, again.Id);
    }

    [Fact]
    public async Task Only_what_the_configuration_names_is_asked_and_no_sleeping_disk_is_woken()
    {
        var asked = new List<string>();
        var round = new HealthRound(
            (program, arguments, _, _) =>
            {
                asked.Add($"{program} {string.Join(' ', arguments)}");
                return Task.FromResult<string?>(program == "nvme" ? NvmeAnswer("4", "0") : AtaAnswer(pending: 1));
            },
            new HealthWatch(Guid.NewGuid()));
        var tree = new DeviceTree(
        [
            _disk, new("sda1", "8:1", DeviceKind.Partition), new("sr0", "11:0", DeviceKind.Optical), new("vda", "254:0", DeviceKind.Disk), new("dm-0", "252:0", DeviceKind.Lvm),
            new("sdb", "8:16", DeviceKind.Disk) { Path = "/dev/sdb", Transport = new("iscsi", new Dictionary<string, string>()) },
            new("nvme0n1", "259:0", DeviceKind.Disk) { Path = "/dev/nvme0n1", Transport = new("nvme", new Dictionary<string, string> { ["controller"] = "nvme0" }) },
            new("nvme0n2", "259:1", DeviceKind.Disk) { Transport = new("nvme", new Dictionary<string, string> { ["controller"] = "nvme0" }) },
        ]);

        Assert.Empty(await round.RunAsync([], tree, default));
        Assert.Empty(asked);
        Assert.Equal(["disks.smart-sectors", "disks.smart-failing"], (await round.RunAsync(["nvme", "smart"], tree, default)).Select(draft => draft.Type));
        Assert.Equal(["smartctl -n standby -j -H -A -l error /dev/sda", "nvme smart-log /dev/nvme0n1 -o json"], asked);
    }

    [Fact]
    public async Task A_program_that_hangs_is_left_behind_and_one_that_is_missing_is_no_failure()
    {
        var clock = new FakeHostClock();
        var programs = new HealthProgram(clock, NullLogger.Instance);

        var asking = programs.AskAsync("/bin/sleep", ["1000"], "sda", default);
        clock.Advance(TimeSpan.FromSeconds(31));

        Assert.Null(await asking);
        Assert.Null(await programs.AskAsync("/nonexistent/smartctl", [], "sdb", default));
        Assert.Equal("{}", await programs.AskAsync("/bin/echo", ["-n", "{}"], "sdc", default));
    }

    private static string AtaAnswer(bool passed = true, int reallocated = 0, int pending = 0, int logged = 0) => Ata
        .Replace("PASSED", passed ? "true" : "false", StringComparison.Ordinal).Replace("REALLOCATED", $"{reallocated}", StringComparison.Ordinal)
        .Replace("PENDING", $"{pending}", StringComparison.Ordinal).Replace("LOGGED", $"{logged}", StringComparison.Ordinal);

    private static string NvmeAnswer(string warning, string media) =>
        Nvme.Replace("WARNING", warning, StringComparison.Ordinal).Replace("MEDIA", media, StringComparison.Ordinal);

    private static IEnumerable<(string Name, long Value)> Figures(HealthReading reading) =>
        reading.Figures.Select(pair => (pair.Key.Name, pair.Value)).OrderBy(pair => pair.Name, StringComparer.Ordinal);

    private IEnumerable<string> Types(HealthWatch watch, string answer) => watch.Take(_disk, "smart", SmartReport.Read(answer)!).Select(draft => draft.Type);
}
