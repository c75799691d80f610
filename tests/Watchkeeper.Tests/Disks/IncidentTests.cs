using Watchkeeper.Disks;
using Watchkeeper.Disks.Incidents;
using Watchkeeper.Disks.Recognition;
using Watchkeeper.Logs;

namespace Watchkeeper.Tests.Disks;

/// <summary>What one fault does to the devices above it: each is told of once, and again when it becomes worse.</summary>
public sealed class IncidentTests
{
    [Fact]
    public void A_member_that_fails_after_its_disk_did_is_told_of_the_array() => Assert.Equal(
        ["io-error vde", "raid-member-failed vde in md0"],
        Told(
            "md/raid1:md0: vde: rescheduling sector 8",
            "I/O error, dev vde, sector 40000 op 0x1:(WRITE) flags 0x800",
            "md/raid1:md0: Disk failure on vde, disabling device.",
            "md/raid1:md0: Operation continuing on 1 devices.")[^2..]);

    [Fact]
    public void A_path_that_is_offline_is_told_of_the_map_and_what_stands_on_it_until_it_is_read_only() => Assert.Equal(
        ["device-offline sdb", "path-failed sdb in dm-0", "filesystem-io-error dm-1", "filesystem-read-only dm-1"],
        Told(
            "sd 0:0:1:0: [sdb] Attached SCSI disk",
            "sd 0:0:1:0: rejecting I/O to offline device",
            "device-mapper: multipath: 252:0: Failing path 8:16.",
            "EXT4-fs warning (device dm-1): ext4_end_bio:343: I/O error 10 writing to inode 13 starting block 38913)",
            "Aborting journal on device dm-1-8.",
            "EXT4-fs (dm-1): Remounting filesystem read-only")[1..]);

    [Fact]
    public void What_waits_for_its_lines_is_told_before_what_it_led_to_and_is_its_cause()
    {
        var reports = Reports("sd 7:0:0:0: [sdq] tag#1 Sense Key : Medium Error [current] ", "XFS (sdq1): Filesystem has been shut down due to log error (0x2).");

        Assert.Equal(["medium-error sdq", "filesystem-shutdown sdq1"], reports.Select(Words));
        Assert.All(reports, report => Assert.Equal(("medium-error", "sdq"), (report.RootType, report.RootDevice)));
    }

    [Fact]
    public void A_filesystem_directly_on_a_disk_is_told_of_though_its_disk_was() => Assert.Equal(
        ["device-offline sdzq", "filesystem-error sdzq", "filesystem-read-only sdzq"],
        Told(
            "device offline error, dev sdzq, sector 0 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2",
            "EXT4-fs error (device sdzq): ext4_find_entry:1455: inode #17: comm nginx: reading directory lblock 0",
            "EXT4-fs (sdzq): Remounting filesystem read-only"));

    [Fact]
    public void An_XFS_directly_on_a_disk_that_shuts_down_is_told_of_though_its_disk_was() => Assert.Equal(
        ["device-offline sdzr", "filesystem-shutdown sdzr"],
        Told(
            "device offline error, dev sdzr, sector 0 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2",
            "XFS (sdzr): Filesystem has been shut down due to log error (0x2)."));

    [Fact]
    public void A_journal_that_aborts_is_told_of_where_the_filesystem_does_not_become_read_only() => Assert.Equal(
        ["out-of-space loop1", "journal-aborted loop1"],
        Told(
            "critical space allocation error, dev loop1, sector 409600 op 0x1:(WRITE) flags 0x4000 phys_seg 128 prio class 2",
            "Aborting journal on device loop1-8.",
            "EXT4-fs error (device loop1) in __ext4_new_inode: IO failure"));

    [Fact]
    public void What_ends_a_filesystem_is_told_though_it_had_told_of_something_as_bad() => Assert.Equal(
        ["filesystem-error sdz1", "filesystem-shutdown sdz1"],
        Told(
            "XFS (sdz1): Metadata CRC error detected at xfs_agi_read_verify+0xd9/0x110 [xfs], xfs_agi block 0x2 ",
            "XFS (sdz1): Filesystem has been shut down due to log error (0x2)."));

    [Fact]
    public void Each_count_stands_with_the_row_it_belongs_to()
    {
        var again = Assert.Single(Reports(
            [
                .. Enumerable.Range(0, 10).Select(sector => $"I/O error, dev sdzq, sector {sector} op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2"),
                .. Enumerable.Repeat("EXT4-fs (sdzq): Remounting filesystem read-only", 3),
            ]), report => report.IsRepeat);

        Assert.Equal(("io-error", 9), (again.Row.Type, again.Count));
        Assert.Equal([new Repetition("disks.filesystem-read-only", "sdzq", 2, 0)], again.Also);
    }

    [Fact]
    public void Each_task_that_hangs_is_told_of()
    {
        var reports = Reports([.. ((string[])["dd", "postgres", "mysqld", "dd"]).Select(task => $"INFO: task {task}:597 blocked for more than 120 seconds.")]);

        Assert.Equal(["dd", "postgres", "mysqld"], reports.Where(report => !report.IsRepeat).Select(report => report.Facts["task"]));
        Assert.Single(reports.Select(report => report.Incident).Distinct());
        Assert.Equal(("dd", 1), (reports[^1].Facts["task"], reports[^1].Count));
    }

    [Fact]
    public void What_the_kernel_kept_back_is_of_the_line_after_it()
    {
        var reports = Reports(
            "I/O error, dev loop1, sector 8 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2",
            "BTRFS error (device loop3): bdev /dev/loop3 errs: wr 1, rd 0, flush 0, corrupt 0, gen 0",
            "blk_print_req_error: 101 callbacks suppressed",
            "I/O error, dev loop1, sector 16 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2");

        var again = Assert.Single(reports, report => report.Suppressed > 0);
        Assert.Equal(("io-error", "loop1", 1, 101L), (again.Row.Type, again.Device, again.Count, again.Suppressed));
    }

    [Fact]
    public void What_the_kernel_kept_back_of_lines_that_do_not_come_is_told_alone()
    {
        var reports = Reports("blk_print_req_error: 5 callbacks suppressed", "EXT4-fs: 77 callbacks suppressed", "net_ratelimit: 3 callbacks suppressed");

        Assert.Equal([("block", 5L), ("ext4", 77L)], reports.Select(report => (report.Row.Subsystem, report.Suppressed)));
        Assert.All(reports, report => Assert.Equal("lines-kept-back", report.Row.Type));
    }

    [Fact]
    public void A_result_without_a_name_is_of_the_disk_that_its_record_or_the_one_before_names() => Assert.Equal(
        ["medium-error ata9"],
        Told(
            "ata9.00: exception Emask 0x0 SAct 0x0 SErr 0x0 action 0x0",
            "ata9.00: failed command: READ DMA",
            "ata9.00: cmd c8/00:08:00:08:00/00:00:00:00:00/e0 tag 21 dma 4096 in\n         res 41/40:00:00:08:00/00:00:00:00:00/e0 Emask 0x9 (media error)"));

    [Theory]
    [InlineData("sd 0:0:12:0: [sdm] tag#5 Add. Sense: Logical unit is in process of becoming ready")]
    [InlineData("sd 0:0:12:0: [sdm] tag#5 Add. Sense: Medium not present")]
    public void What_was_to_be_written_and_was_not_is_never_noise(string sense)
    {
        var told = Told(
            "sd 0:0:12:0: [sdm] tag#5 Sense Key : Not Ready [current] ",
            sense,
            "I/O error, dev sdm, sector 1234567 op 0x1:(WRITE) flags 0x0 phys_seg 1 prio class 2",
            "Buffer I/O error on dev sdm, logical block 154320, lost async page write");

        Assert.Contains("io-error sdm", told);
    }

    [Fact]
    public void A_drive_without_a_medium_that_is_read_is_noise() => Assert.Empty(Told(
        "sd 0:0:12:0: [sdm] tag#5 Sense Key : Not Ready [current] ",
        "sd 0:0:12:0: [sdm] tag#5 Add. Sense: Medium not present",
        "I/O error, dev sdm, sector 0 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2",
        "Buffer I/O error on dev sdm, logical block 0, async page read"));

    [Fact]
    public void A_write_to_the_first_sector_of_a_loop_is_told_and_a_look_at_it_is_not() => Assert.Equal(
        ["io-error loop4"],
        Told(
            "I/O error, dev loop5, sector 0 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 0",
            "I/O error, dev loop4, sector 0 op 0x1:(WRITE) flags 0x0 phys_seg 1 prio class 0"));

    private static string[] Told(params string[] lines) => [.. Reports(lines).Where(report => !report.IsRepeat).Select(Words)];

    private static string Words(FaultReport report) => $"{report.Row.Type} {report.Device}" + (report.Holder is { } holder ? $" in {holder}" : "");

    private static List<FaultReport> Reports(params string[] lines)
    {
        var correlator = new Correlator(new Standing(), Guid.NewGuid);
        var recognizer = new Recognizer();
        var reports = new List<FaultReport>();
        foreach (var line in lines)
        {
            correlator.Add(recognizer.Recognize(new LogRecord(line) { Program = "kernel" }), TimeSpan.FromSeconds(60), reports);
        }

        correlator.Finish(reports);
        return reports;
    }

    /// <summary>A volume on a map on a disk, as sysfs would tell it.</summary>
    private sealed class Standing : ITopology
    {
        private readonly LearnedTopology _learned = new();

        public void Learn(Finding finding) => _learned.Learn(finding);

        public string NameOf(string reference) => _learned.NameOf(reference);

        public IEnumerable<string> Below(string device) => ((string[])(device switch
        {
            "dm-1" => ["dm-0", "sdb"],
            "dm-0" => ["sdb"],
            _ => [],
        })).Concat(_learned.Below(device));
    }
}
