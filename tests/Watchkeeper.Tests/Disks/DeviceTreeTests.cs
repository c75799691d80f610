using Watchkeeper.Core;
using Watchkeeper.Disks;
using Watchkeeper.Disks.Counters;
using Watchkeeper.Disks.Devices;
using Watchkeeper.Tests.Logs;

namespace Watchkeeper.Tests.Disks;

public sealed class DeviceTreeTests : IDisposable
{
    private readonly TemporaryFolder _root = new();
    private readonly HostFiles _files;
    private readonly DeviceTree _tree;

    public DeviceTreeTests()
    {
        HostTreeText.Make(_root.Path, File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Disks", "Fixtures", "host.txt")));
        _files = new HostFiles(_root.Path);
        _tree = new DeviceTree(new DeviceReader(_files).Read());
    }

    [Theory]
    [InlineData("sda", "sda")]
    [InlineData("/dev/sda", "sda")]
    [InlineData("/dev/disk/by-id/wwn-0x5000c500a1b2c3d4", "sda")]
    [InlineData("8:0", "sda")]
    [InlineData("3:0:0:0", "sda")]
    [InlineData("ata3.00", "sda")]
    [InlineData("ata3", "sda")]
    [InlineData("naa.5000c500a1b2c3d4", "sda")]
    [InlineData("naa.5000c500a1b2c3d4-part1", "sda1")]
    [InlineData("0d1c2b3a-0000-4000-8000-000000000001", "md0")]
    [InlineData("/srv/with space", "md0")]
    [InlineData("/srv/with space/", "md0")]
    [InlineData("a1b2c3d4-e5f6-1111-2222-333344445555", "md0")]
    [InlineData("mpatha", "dm-0")]
    [InlineData("252:0", "dm-0")]
    [InlineData("mpath-360014050123456789", "dm-0")]
    [InlineData("/dev/mapper/secret", "dm-2")]
    [InlineData("/dev/mapper/mpatha", "dm-0")]
    [InlineData("/secret", "dm-2")]
    [InlineData("nvme0n1", "nvme0n1")]
    [InlineData("nvme0", "nvme0n1")]
    [InlineData("eui.0025385b71b0b5a1", "nvme0n1")]
    [InlineData("connection1:0", "sdb")]
    [InlineData("rport-8:0-2", "sdc")]
    [InlineData("/", "vda")]
    public void A_device_is_found_however_it_is_named(string reference, string name) => Assert.Equal(name, _tree.Find(reference)?.Name);

    /// <summary>As in a container: udev keeps its records elsewhere and makes no links, or does not run at all.</summary>
    [Theory]
    [InlineData("/run/udev/data/b8:1 = S:disk/by-uuid/1111-2222\\nS:disk/by-label/my\\x20data\\nE:ID_FS_UUID=1111-2222\\nE:ID_FS_LABEL=my_data\\nE:ID_FS_LABEL_ENC=my\\x20data\\nE:ID_FS_TYPE=vfat")]
    [InlineData("/run/blkid/blkid.tab = <device DEVNO=\"0x0801\" TIME=\"1763650000.12\" LABEL=\"my data\" UUID=\"1111-2222\" TYPE=\"vfat\" PARTUUID=\"p-1\">/dev/sda1</device>")]
    [InlineData("/sys/fs/btrfs/1111-2222/devices/sda1 = x\n/sys/fs/btrfs/1111-2222/label = my data")]
    [InlineData("/dev/disk/by-uuid/1111-2222 -> /dev/sda1\n/dev/disk/by-label/my\\x20data -> /dev/sda1\n/dev/sda1 = x")]
    public void A_filesystem_is_found_by_its_names_whoever_knows_them(string known)
    {
        HostTreeText.Make(_root.Path, known);
        var tree = new DeviceTree(new DeviceReader(_files).Read());

        Assert.All(
            (string[])["1111-2222", "UUID=1111-2222", "/dev/disk/by-uuid/1111-2222", "my data", "LABEL=my data", "LABEL=\"my data\"", "/dev/disk/by-label/my\\x20data"],
            name => Assert.Equal("sda1", tree.Find(name)?.Name));
        Assert.Equal(("1111-2222", "my data"), (tree["sda1"]!.FilesystemUuid, tree["sda1"]!.FilesystemLabel));
        Assert.Null(tree.Called("my data"));
    }

    [Theory]
    [InlineData(@"my $a\""b", "my $a\"b")]
    [InlineData(@"a\\b", @"a\b")]
    [InlineData("a>b", "a>b")]
    public void Blkid_s_escapes_are_undone(string written, string label)
    {
        HostTreeText.Make(_root.Path, "/sys/fs/none/x = y");
        Directory.CreateDirectory(Path.Combine(_root.Path, "run", "blkid"));
        File.WriteAllText(
            Path.Combine(_root.Path, "run", "blkid", "blkid.tab"), $"<device DEVNO=\"0x0801\" TIME=\"1763650000.12\" LABEL=\"{written}\" UUID=\"ab11-2222\" TYPE=\"ext4\">/dev/sda1</device>\n");
        var tree = new DeviceTree(new DeviceReader(_files).Read());

        Assert.Equal(label, tree["sda1"]!.FilesystemLabel);
        Assert.All((string[])[$"LABEL={label}", "UUID=AB11-2222", "AB11-2222"], name => Assert.Equal("sda1", tree.Find(name)?.Name));
        Assert.Contains("No device is named", Assert.Throws<ProblemException>(() => tree.InfoOf("")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_member_bears_is_the_name_of_the_whole()
    {
        HostTreeText.Make(_root.Path, @"/run/udev/data/b8:1 = E:ID_FS_LABEL=tank\nE:ID_FS_LABEL_ENC=tank\nE:ID_FS_UUID=12345\nE:ID_FS_TYPE=zfs_member");

        Assert.Null(new DeviceTree(new DeviceReader(_files).Read()).Find("tank"));
    }

    [Fact]
    public void Where_no_filesystem_is_known_a_name_that_is_not_found_says_so()
    {
        var known = Assert.Throws<ProblemException>(() => _tree.InfoOf("no-such-label"));
        var unknown = Assert.Throws<ProblemException>(() => new DeviceTree([.. _tree.Devices.Select(device => device with { FilesystemUuid = null })]).InfoOf("no-such-label"));

        Assert.DoesNotContain("/run/udev/data", known.Message, StringComparison.Ordinal);
        Assert.Contains("/run/udev/data", unknown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sdz")]
    [InlineData("")]
    [InlineData("/dev/")]
    [InlineData("99:99")]
    public void What_no_device_is_called_finds_none(string reference) => Assert.Null(_tree.Find(reference));

    [Fact]
    public void The_layers_are_known_from_disk_to_mount_point()
    {
        Assert.Equal(["dm-1", "dm-0", "sdb", "sdc"], _tree.AllBelow(_tree.Find("secret")!).Select(device => device.Name));
        Assert.Equal(["sda1", "md0"], _tree.AllAbove(_tree.Find("sda")!).Select(device => device.Name));
        Assert.Equal(
            [DeviceKind.Disk, DeviceKind.Partition, DeviceKind.Raid, DeviceKind.Multipath, DeviceKind.Lvm, DeviceKind.Crypt, DeviceKind.Loop, DeviceKind.Optical],
            ((string[])["sda", "sda1", "md0", "dm-0", "dm-1", "dm-2", "loop0", "sr0"]).Select(name => _tree[name]!.Kind));
    }

    [Fact]
    public void Identities_and_transports_are_as_peripety_gave_them()
    {
        Assert.Equal("t10.LIO-ORG-disk1-0123456789", _tree["sdb"]!.Wwid);
        Assert.Equal("serial-rootdisk", _tree["vda"]!.Wwid);
        Assert.Equal("/dev/disk/by-id/wwn-0x5000c500a1b2c3d4", _tree["sda"]!.PreferredPath);
        Assert.Equal("/dev/mapper/mpatha", _tree["dm-0"]!.PreferredPath);
        Assert.Equal("iscsi", _tree["sdb"]!.Transport!.Kind);
        Assert.Equal("192.0.2.7", _tree["sdb"]!.Transport!.Facts["address"]);
        Assert.Equal("iqn.2026-01.org.example:disk1", _tree["sdb"]!.Transport!.Facts["target_name"]);
        Assert.Equal("fc", _tree["sdc"]!.Transport!.Kind);
        Assert.Equal("0x500507680140abcd", _tree["sdc"]!.Transport!.Facts["target_wwpn"]);
        Assert.Equal(("sata", "nvme", "virtio"), (_tree["sda"]!.Transport!.Kind, _tree["nvme0n1"]!.Transport!.Kind, _tree["vda"]!.Transport!.Kind));
        Assert.Null(_tree["md0"]!.Transport);
    }

    [Fact]
    public void A_device_that_cannot_be_read_does_not_spoil_the_others()
    {
        Assert.Null(_tree["broken"]);
        Assert.True(_tree.Devices.Count >= 12);
    }

    [Fact]
    public void An_event_is_in_scope_of_its_device_and_of_the_layers_below_and_above()
    {
        var told = new DiskEvent("disks.medium-error", Watchkeeper.Core.Events.Severity.Error, "sda", "x") { Wwid = "naa.5000c500a1b2c3d4" };

        Assert.True(new DeviceScope("/srv/with space", _tree, only: false).Holds(told));
        Assert.False(new DeviceScope("/srv/with space", _tree, only: true).Holds(told));
        Assert.True(new DeviceScope("ata3", _tree, only: true).Holds(told));
        Assert.False(new DeviceScope("mpatha", _tree, only: false).Holds(told));

        // Another disk that was called sda at the time of the event is another disk.
        Assert.False(new DeviceScope("sda", _tree, only: false).Holds(told with { Wwid = "naa.other" }));
        Assert.True(new DeviceScope("naa.other", _tree, only: false).Holds(told with { Wwid = "naa.other" }));
    }

    [Fact]
    public void A_device_that_vanished_keeps_its_name_identity_and_place()
    {
        var there = _tree.Devices.ToList();
        var memory = new DeviceMemory(() => there);
        memory.Refresh();

        there.RemoveAll(device => device.Name == "sda");
        memory.Refresh();

        Assert.Equal("naa.5000c500a1b2c3d4", memory.Tree.Find("ata3.00")?.Wwid);
        Assert.Equal(["sda1", "md0"], memory.Tree.AllAbove(memory.Tree["sda"]!).Select(device => device.Name));

        // Its name is given to another disk: what is there wins.
        there.Add(_tree["sdb"]! with { Name = "sda" });
        Assert.Contains(memory.Refresh(), device => device.Name == "sda");
        Assert.Equal("t10.LIO-ORG-disk1-0123456789", memory.Tree.Find("sda")!.Wwid);
    }

    [Fact]
    public void Error_counters_are_read_and_their_rises_found()
    {
        var counters = new ErrorCounters(_files);
        var before = counters.Read();
        File.WriteAllText(_files.Full("/sys/fs/ext4/md0/errors_count"), "2\n");
        File.WriteAllText(_files.Full("/sys/block/sda/device/ioerr_cnt"), "0x1f\n");
        File.WriteAllText(_files.Full("/sys/block/md0/md/dev-sda1/errors"), "3\n");
        File.WriteAllText(_files.Full("/sys/block/md0/md/mismatch_cnt"), "128\n");
        File.WriteAllText(_files.Full("/sys/block/md0/md/degraded"), "1\n");
        File.WriteAllText(_files.Full("/sys/fs/btrfs/0d1c2b3a-0000-4000-8000-00000000000b/devinfo/1/error_stats"), "write_errs 0\nread_errs 0\nflush_errs 0\ncorruption_errs 2\ngeneration_errs 0\n");

        var rises = ErrorCounters.Rises(before, counters.Read()).Select(rise => (rise.Counter.Device, rise.Counter.Name, rise.From, rise.To)).Order().ToList();

        Assert.Equal(
            [("dm-2", "corruption_errs", 0L, 2L), ("md0", "degraded", 0, 1), ("md0", "errors_count", 0, 2), ("md0", "mismatch_cnt", 0, 128), ("sda", "ioerr_cnt", 3, 31), ("sda1", "errors", 0, 3)],
            rises);
        Assert.Empty(ErrorCounters.Rises(before, before));
    }

    public void Dispose() => _root.Dispose();
}
