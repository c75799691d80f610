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

    private static string[] Told(params string[] lines) => [.. Reports(lines).Select(Words)];

    private static string Words(FaultReport report) => $"{report.Row.Type} {report.Device}" + (report.Holder is { } holder ? $" in {holder}" : "");

    private static List<FaultReport> Reports(params string[] lines)
    {
        var learned = new LearnedTopology();
        var correlator = new Correlator(new Standing(learned), learned, Guid.NewGuid);
        var recognizer = new Recognizer();
        var reports = new List<FaultReport>();
        foreach (var line in lines)
        {
            correlator.Add(recognizer.Recognize(new LogRecord(line) { Program = "kernel" }, out _), 0, TimeSpan.FromSeconds(60), reports);
        }

        correlator.Finish(reports);
        return reports;
    }

    /// <summary>A volume on a map on a disk, as sysfs would tell it.</summary>
    private sealed class Standing(LearnedTopology learned) : ITopology
    {
        public string NameOf(string reference) => learned.NameOf(reference);

        public bool StandsOn(string upper, string lower) => (upper, lower) is ("dm-1", "dm-0") or ("dm-1", "sdb") or ("dm-0", "sdb") || learned.StandsOn(upper, lower);
    }
}
