using Watchkeeper.Core;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Disks;
using Watchkeeper.Disks.Devices;
using Watchkeeper.Tests.Core.Data;
using Watchkeeper.Tests.Core.Time;

namespace Watchkeeper.Tests.Disks;

/// <summary>What is asked of the stored events: the newest that match, and nothing that cannot exist.</summary>
public sealed class DiskEventQueryTests
{
    private static readonly DeviceTree Tree = new([new("sda", "8:0", DeviceKind.Disk) { Wwid = "naa.1", Above = ["sda1"] }, new("sda1", "8:1", DeviceKind.Partition) { Wwid = "naa.1-part1", Below = ["sda"] }]);

    private readonly FakeHostClock _clock = new();

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task The_newest_that_match_are_found_behind_many_that_do_not(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine, _clock, DisksModule.Module);
        await AppendAsync(test, Told("disks.io-error", "sda", "naa.1", "block", null), 2);
        await AppendAsync(test, Told("disks.filesystem-error", "sda1", "naa.1-part1", "ext4", "FS_ERROR"), 1);
        await AppendAsync(test, Told("disks.path-failed", "sdb", "naa.2", "multipath", "DM_MPATH_PATH_FAILED"), 1200);

        Assert.Equal(3, Run(test, Query(devices: new DeviceScope("sda", Tree, only: false))).Count);
        Assert.Equal(["sda", "sda"], Run(test, Query(devices: new DeviceScope("8:0", Tree, only: true))).Select(told => told.Device));
        Assert.Equal(["sda1"], Run(test, Query(subsystems: ["EXT4"])).Select(told => told.Device));
        Assert.Equal(["sda1"], Run(test, Query(types: ["FS_ERROR"])).Select(told => told.Device));
        Assert.Equal(["disks.io-error", "disks.io-error"], Run(test, Query(types: ["io-*"])).Select(told => told.Type));
        Assert.Equal(7, Run(test, Query(limit: 7)).Count);
        Assert.Equal(1203, Run(test, Query(limit: 5000)).Count);
    }

    [Theory]
    [InlineData("medum-error", null, null, "did you mean medium-error?")]
    [InlineData(null, "nosuch", null, "multipath")]
    [InlineData(null, null, "nosuch", "no block device 'nosuch'")]
    public async Task A_name_that_nothing_bears_is_a_mistake(string? type, string? subsystem, string? device, string reason)
    {
        await using var test = await TestDatabase.OpenAsync(TestEngine.Sqlite, _clock, DisksModule.Module);
        var query = Query(type is null ? [] : [type], subsystem is null ? [] : [subsystem], device is null ? null : new DeviceScope(device, Tree, only: false));

        var mistake = Assert.Throws<ProblemException>(() => new KnownNames(test.Journal, []).Check(query));

        Assert.Contains(reason, mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_or_type_of_which_something_was_told_is_known_though_it_is_gone()
    {
        await using var test = await TestDatabase.OpenAsync(TestEngine.Sqlite, _clock, DisksModule.Module);
        await AppendAsync(test, Told("disks.slot-failed", "sdz", null, "myraid", null), 1);

        new KnownNames(test.Journal, []).Check(Query(["slot-failed", "io-*", "FS_ERROR"], ["counter"], new DeviceScope("sdz", Tree, only: false)));
    }

    [Theory]
    [InlineData("my pool", false, new[] { "sdg1", "my pool" })]
    [InlineData("sdg1", false, new[] { "sdg1", "my pool" })]
    [InlineData("my pool", true, new[] { "my pool" })]
    [InlineData("sdx2", false, new[] { "mapper/vg-data" })]
    [InlineData("vg-data", false, new[] { "mapper/vg-data" })]
    public async Task What_is_no_block_device_has_layers_too(string name, bool only, string[] devices)
    {
        await using var test = await TestDatabase.OpenAsync(TestEngine.Sqlite, _clock, DisksModule.Module);
        await AppendAsync(test, Told("disks.checksum-error", "sdg1", null, "zfs", null) with { Holder = "my pool", RootDevice = "sdg1" }, 1);
        await AppendAsync(test, Told("disks.data-errors", "my pool", null, "zfs", null) with { RootDevice = "sdg1" }, 1);
        await AppendAsync(test, Told("disks.io-error", "mapper/vg-data", null, "dm", null) with { Holder = "sdx2", RootDevice = "mapper/vg-data" }, 1);
        var query = Query(devices: new DeviceScope(name, Tree, only));

        new KnownNames(test.Journal, []).Check(query);
        Assert.Equal(devices, Run(test, query).Select(told => told.Device));
    }

    [Fact]
    public void What_can_match_nothing_is_a_mistake()
    {
        Assert.Contains("not before", Assert.Throws<ProblemException>(() => DiskEventQuery.Read([], [], null, "2026-11-20", "2026-11-19", null, null, _clock.Now)).Message, StringComparison.Ordinal);
        Assert.Contains("device", Assert.Throws<ProblemException>(() => DeviceScope.Of(null, only: true, () => Tree)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_line_for_people_says_which_device_where_it_sits_and_how_it_is_reached() => Assert.Equal(
        "naa.1-part1; sda → sda1 → vg-data; iscsi, address 10.0.0.5, target name iqn.2003-01.org:disk",
        EventPrinter.Place(new DiskEvent("disks.io-error", Severity.Error, "sda1", "x")
        {
            Wwid = "naa.1-part1",
            Below = [new("sda", DeviceKind.Disk, "naa.1", "/dev/disk/by-id/wwn-1")],
            Above = [new("dm-0", DeviceKind.Lvm, "LVM-1", "/dev/mapper/vg-data")],
            Transport = new Transport("iscsi", new Dictionary<string, string> { ["address"] = "10.0.0.5", ["target_name"] = "iqn.2003-01.org:disk" }),
        }));

    private static IReadOnlyList<DiskEvent> Run(TestDatabase test, DiskEventQuery query) => query.Run(test.Journal);

    private static DiskEventQuery Query(IReadOnlyList<string>? types = null, IReadOnlyList<string>? subsystems = null, DeviceScope? devices = null, int? limit = null) =>
        DiskEventQuery.Read(types ?? [], subsystems ?? [], null, null, null, limit, devices, Instant.Epoch);

    private static DiskEvent Told(string type, string device, string? wwid, string subsystem, string? peripetyType) =>
        new(type, Severity.Error, device, $"{device}: something happened.") { Wwid = wwid, Subsystem = subsystem, PeripetyType = peripetyType };

    private async Task AppendAsync(TestDatabase test, DiskEvent told, int times)
    {
        await test.Database.WriteAsync(
            transaction =>
            {
                for (var time = 0; time < times; time++)
                {
                    transaction.Append(DiskEventDrafts.DraftOf(told));
                }
            },
            Watchkeeper.Core.Data.Durability.Durable,
            default);
        _clock.Advance(TimeSpan.FromSeconds(1));
    }
}
