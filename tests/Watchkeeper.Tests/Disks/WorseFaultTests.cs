using Watchkeeper.Disks.Incidents;
using Watchkeeper.Disks.Recognition;
using Watchkeeper.Logs;

namespace Watchkeeper.Tests.Disks;

/// <summary>What comes after a fault and is worse, or another one: nothing of it is left out, and all of it finds its cause.</summary>
public sealed class WorseFaultTests
{
    [Fact]
    public void A_controller_that_dies_while_it_is_reset_is_told_of() => Assert.Equal(
        ["controller-reset nvme1", "device-offline nvme1"],
        Told(
            (0, "nvme nvme1: controller is down; will reset: CSTS=0xffffffff, PCI_STATUS=0x10"),
            (0.1, "nvme nvme1: Disabling device after reset failure: -19")));

    [Fact]
    public void Drives_of_one_name_on_two_cards_are_two() => Assert.Equal(
        ["raid-failed 0000:03:00.0 VD 00/0", "raid-failed 0000:82:00.0 VD 00/0", "rebuild-finished 0000:03:00.0 VD 00/0"],
        Told(
            (0, "megaraid_sas 0000:03:00.0: 12345 (598823419s/0x0001/FATAL) - VD 00/0 is now OFFLINE"),
            (1, "megaraid_sas 0000:82:00.0: 345 (598823420s/0x0001/FATAL) - VD 00/0 is now OFFLINE"),
            (2, "megaraid_sas 0000:03:00.0: 12346 (598823421s/0x0001/info) - VD 00/0 is now OPTIMAL")));

    [Fact]
    public void A_map_of_a_filesystem_with_a_label_has_one_name() => Assert.Equal(
        ["member-found dm-1", "lost-write dm-1", "btrfs-device-errors dm-1"],
        Told(
            (0, "BTRFS: device label my data devid 2 transid 7 /dev/mapper/vg-two (254:1) scanned by mount (647)"),
            (1, "Buffer I/O error on dev dm-1, logical block 512, lost async page write"),
            (1, "BTRFS error (device dm-0): bdev /dev/mapper/vg-two errs: wr 1, rd 0, flush 0, corrupt 0, gen 0")));

    [Fact]
    public void A_pool_that_goes_from_full_to_failed_is_told_of_at_each_step()
    {
        var reports = Reports(
            (0, "device-mapper: thin: 252:4: switching pool to out-of-data-space (queue IO) mode"),
            (1, "device-mapper: thin: 252:4: switching pool to out-of-data-space (error IO) mode"),
            (2, "device-mapper: thin: 252:4: metadata operation 'dm_pool_commit_metadata' failed: error = -28"),
            (3, "device-mapper: thin: 252:4: switching pool to read-only mode"),
            (4, "device-mapper: thin: 252:4: switching pool to fail mode"));

        Assert.Equal(["pool-full", "pool-full", "pool-read-only", "pool-failed", "metadata-error"], reports.Select(report => report.Row.Type));
    }

    [Fact]
    public void A_lost_write_is_told_of_though_the_disk_could_not_be_read_before() => Assert.Equal(
        ["medium-error sdb", "lost-write sdb"],
        Told(
            (0, "critical medium error, dev sdb, sector 8 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2"),
            (3, "I/O error, dev sdb, sector 4096 op 0x1:(WRITE) flags 0x0 phys_seg 1 prio class 2"),
            (3, "Buffer I/O error on dev sdb, logical block 512, lost async page write")));

    [Fact]
    public void What_is_not_told_by_itself_is_counted_from_the_first_time_on()
    {
        var reports = Reports(
            (0, "I/O error, dev sdb, sector 8 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2"),
            (1, "protection error, dev sdb, sector 16 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2"));

        Assert.Equal(["io-error", "protection-error"], reports.Select(report => report.Row.Type));
        Assert.Equal((1, false), (reports[1].Count, reports[1].IsRepeat));
    }

    [Fact]
    public void The_count_of_a_minute_hides_nothing_that_comes_with_it() => Assert.Contains(
        "lost-write sda1",
        Told(
            (61, "EXT4-fs (sda1): Remounting filesystem read-only"),
            (80, "EXT4-fs (sda1): Remounting filesystem read-only"),
            (140, "EXT4-fs (sda1): Delayed block allocation failed for inode 5 at logical offset 0 with max blocks 1 with error 5"),
            (140, "EXT4-fs (sda1): This should not happen!! Data will be lost")));

    [Fact]
    public void An_array_fails_in_one_incident_that_begins_with_its_first_member()
    {
        var reports = Reports(
            (0, "md/raid:md1: Disk failure on sdd1, disabling device."),
            (2, "md/raid:md1: Disk failure on sde1, disabling device."),
            (2, "md/raid:md1: Cannot continue operation (2/4 failed)."));

        Assert.Equal(["raid-member-failed sdd1", "raid-member-failed sde1", "raid-failed md1"], reports.Where(report => !report.IsRepeat).Select(Name));
        Assert.Single(reports.Select(report => report.Incident).Distinct());
        Assert.All(reports, report => Assert.Equal("sdd1", report.RootDevice));
    }

    [Fact]
    public void A_map_has_one_name_when_the_kernel_and_multipathd_speak_of_the_same_path()
    {
        var (correlator, recognizer, reports) = New();
        foreach (var (program, line) in ((string, string)[])
            [
                ("kernel", "device-mapper: multipath: 252:1: Failing path 8:32."),
                ("multipathd", "mpatha: sdc - tur checker reports path is down"),
                ("multipathd", "checker failed path 8:32 in map mpatha"),
                ("multipathd", "mpatha: remaining active paths: 0"),
            ])
        {
            correlator.Add(recognizer.Recognize(new LogRecord(line) { Program = program }), TimeSpan.FromSeconds(60), reports);
        }

        correlator.Finish(reports);
        Assert.DoesNotContain(reports, report => report.Device == "mpatha" || report.Holder == "mpatha");
        Assert.Contains(reports, report => report is { Row.Type: "all-paths-failed", Device: "dm-1" });
    }

    [Fact]
    public void A_line_costs_no_more_where_a_thousand_devices_fail()
    {
        var one = Cost(devices: 1);
        var many = Cost(devices: 900);

        Assert.True(many < (one * 8) + TimeSpan.FromMilliseconds(200), $"One device took {one.TotalMilliseconds:F0} ms, 900 took {many.TotalMilliseconds:F0} ms.");
    }

    [Fact]
    public void A_ZFS_pool_with_a_blank_in_its_name_is_told_of_by_its_devices_and_what_it_lost()
    {
        var (correlator, recognizer, reports) = New();
        foreach (var (second, line) in ((double, string)[])
            [
                (0, "eid=12 class=statechange pool='my pool' vdev=sdg1 vdev_state=FAULTED"),
                (1, "eid=13 class=checksum pool='my pool' vdev=sdh1 algorithm=fletcher4 size=4096 offset=1024 priority=0"),
                (1, "eid=14 class=data pool='my pool' priority=0 err=52 flags=0x808801 bookmark=54:2:0:1"),
                (2, "eid=15 class=statechange pool='my pool' vdev=sdh1 vdev_state=DEGRADED"),
            ])
        {
            correlator.Add(recognizer.Recognize(new LogRecord(line) { Program = "zed" }), TimeSpan.FromSeconds(second), reports);
        }

        correlator.Finish(reports);
        Assert.Equal(
            ["pool-degraded sdg1 in my pool", "data-errors my pool in ", "pool-degraded sdh1 in my pool", "checksum-error sdh1 in my pool"],
            reports.Select(report => $"{Name(report)} in {report.Holder}"));
        Assert.Single(reports.Select(report => report.Incident).Distinct());
    }

    [Theory]
    [InlineData(" (253:0)", "sdb", "dm-0")]
    [InlineData("", "sdb", "mapper/e3")]
    [InlineData("", null, "dm-0")]
    public void A_map_has_one_name_where_btrfs_speaks_of_it_and_the_log_tells_that_it_is_the_same(string number, string? second, string name)
    {
        const string Filesystem = "e746f910-b261-414b-953c-a4a92cb23099";
        string[] lines =
        [
            $"BTRFS: device fsid {Filesystem} devid 1 transid 6 /dev/mapper/e3{number} scanned by mkfs.btrfs (647)",
            .. second is null ? [] : new[] { $"BTRFS: device fsid {Filesystem} devid 2 transid 6 /dev/{second} scanned by mkfs.btrfs (647)" },
            $"BTRFS info (device dm-0): first mount of filesystem {Filesystem}",
            "BTRFS error (device dm-0): bdev /dev/mapper/e3 errs: wr 1, rd 0, flush 0, corrupt 0, gen 0",
        ];

        var report = Assert.Single(Reports([.. lines.Select(line => (61.0, line))]), report => report.Row.Type == "btrfs-device-errors");

        Assert.Equal((name, name == "dm-0" ? null : "dm-0"), (report.Device, report.Holder));
    }

    /// <summary>What 10,000 lines take of a processor, at best.</summary>
    private static TimeSpan Cost(int devices)
    {
        var lines = Enumerable.Range(0, 10_000).Select(i => new LogRecord($"I/O error, dev sd{i % devices}x, sector {i} op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2") { Program = "kernel" }).ToList();
        return Work.Of(lines, with =>
        {
            var (correlator, recognizer, reports) = New();
            for (var i = 0; i < with.Count; i++)
            {
                correlator.Add(recognizer.Recognize(with[i]), TimeSpan.FromMilliseconds(i), reports);
            }
        });
    }

    private static string[] Told(params (double Second, string Line)[] lines) => [.. Reports(lines).Where(report => !report.IsRepeat).Select(Name)];

    private static string Name(FaultReport report) => $"{report.Row.Type} {report.Device}";

    private static (Correlator Correlator, Recognizer Recognizer, List<FaultReport> Reports) New() =>
        (new Correlator(new LearnedTopology(), Guid.NewGuid), new Recognizer(), []);

    private static List<FaultReport> Reports(params (double Second, string Line)[] lines)
    {
        var (correlator, recognizer, reports) = New();
        foreach (var (second, line) in lines)
        {
            correlator.Add(recognizer.Recognize(new LogRecord(line) { Program = "kernel" }), TimeSpan.FromSeconds(second), reports);
        }

        correlator.Finish(reports);
        return reports;
    }
}
