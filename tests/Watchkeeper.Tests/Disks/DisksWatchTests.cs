using Microsoft.Extensions.Logging.Abstractions;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Events;
using Watchkeeper.Disks;
using Watchkeeper.Disks.Devices;
using Watchkeeper.Disks.Table;
using Watchkeeper.Logs;
using Watchkeeper.Logs.Sources;
using Watchkeeper.Tests.Core.Data;
using Watchkeeper.Tests.Core.Time;

namespace Watchkeeper.Tests.Disks;

/// <summary>What the watch writes, and when, on a real database with a clock that the test turns.</summary>
public sealed class DisksWatchTests
{
    private readonly FakeHostClock _clock = new();
    private readonly LiveOptions<DisksOptions> _options = new(new DisksOptions(["kmsg", "journal"], Severity.Notice, JournalOutput.Never, false, TimeSpan.FromHours(1), [], TimeSpan.FromMinutes(30), TimeSpan.FromDays(730), "none", []));

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task An_event_and_the_position_behind_its_line_are_written_together(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine, _clock, DisksModule.Module);
        using var watch = Watch(test);
        await watch.BeginAsync(default);

        await watch.TakeAsync(Batch("kmsg", "42", "EXT4-fs (dm-7): Remounting filesystem read-only"), caughtUp: true, default);

        var told = Assert.Single(test.Journal.Read(new EventQuery { Types = ["disks.*"] }));
        Assert.Equal(("disks.filesystem-read-only", Severity.Critical, "dm-7"), (told.Type, told.Severity, told.Subject));
        Assert.Equal("42", test.Database.Read(session => DisksStore.Positions(session, TestDatabase.Host))["kmsg"]);
        Assert.Equal("FS_REMOUNT_READ_ONLY", DisksJson.Read(told)!.PeripetyType);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_line_read_again_after_a_crash_is_no_second_event(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine, _clock, DisksModule.Module);
        var batch = Batch("kmsg", "42", "EXT4-fs (dm-7): Remounting filesystem read-only");
        for (var run = 0; run < 2; run++)
        {
            using var watch = Watch(test);
            await watch.BeginAsync(default);
            await watch.TakeAsync(batch, caughtUp: true, default);
        }

        Assert.Single(test.Journal.Read(new EventQuery { Types = ["disks.*"] }));
    }

    [Fact]
    public async Task A_fault_heard_through_two_sources_is_one_event()
    {
        await using var test = await TestDatabase.OpenAsync(TestEngine.Sqlite, _clock, DisksModule.Module);
        using var watch = Watch(test);
        await watch.BeginAsync(default);

        await watch.TakeAsync(Batch("kmsg", "1", "I/O error, dev sdq, sector 8 op 0x0:(READ)"), caughtUp: true, default);
        await watch.TakeAsync(Batch("journal", "2", "I/O error, dev sdq, sector 8 op 0x0:(READ)"), caughtUp: true, default);
        await watch.FinishAsync();

        Assert.Equal(1, DisksJson.Read(Assert.Single(test.Journal.Read(new EventQuery { Types = ["disks.*"] })))!.Count);
    }

    [Fact]
    public async Task The_lines_of_one_fault_are_one_event_and_its_position_waits_for_them()
    {
        await using var test = await TestDatabase.OpenAsync(TestEngine.Sqlite, _clock, DisksModule.Module);
        using var watch = Watch(test);
        await watch.BeginAsync(default);

        await watch.TakeAsync(Batch("kmsg", "7", "sd 7:0:0:0: [sdq] tag#1 Sense Key : Medium Error [current] "), caughtUp: true, default);
        Assert.Empty(test.Journal.Read(new EventQuery { Types = ["disks.*"] }));
        Assert.Empty(test.Database.Read(session => DisksStore.Positions(session, TestDatabase.Host)));

        _clock.Advance(TimeSpan.FromMilliseconds(300));
        Assert.True(await watch.TickAsync(default));

        var told = DisksJson.Read(Assert.Single(test.Journal.Read(new EventQuery { Types = ["disks.*"] })))!;
        Assert.Equal(("disks.medium-error", "sdq"), (told.Type, told.Device));
        Assert.Equal("7", test.Database.Read(session => DisksStore.Positions(session, TestDatabase.Host))["kmsg"]);
    }

    [Fact]
    public async Task What_goes_on_is_told_once_a_minute_with_its_count()
    {
        await using var test = await TestDatabase.OpenAsync(TestEngine.Sqlite, _clock, DisksModule.Module);
        using var watch = Watch(test);
        await watch.BeginAsync(default);
        for (var i = 0; i < 180; i++)
        {
            await watch.TakeAsync(Batch("kmsg", $"{i}", $"I/O error, dev sdq, sector {i} op 0x0:(READ)"), caughtUp: true, default);
            _clock.Advance(TimeSpan.FromSeconds(1));
            await watch.TickAsync(default);
        }

        var counts = test.Journal.Read(new EventQuery { Types = ["disks.*"] }).Select(told => DisksJson.Read(told)!.Count).ToList();
        Assert.Equal([1, 59, 60], counts[..3]);
    }

    [Fact]
    public async Task What_the_ring_lost_is_an_event_with_the_count()
    {
        await using var test = await TestDatabase.OpenAsync(TestEngine.Sqlite, _clock, DisksModule.Module);
        using var watch = Watch(test);
        await watch.BeginAsync(default);

        await watch.TakeAsync(new LogBatch("kmsg", [], "9", Lost: 1234), caughtUp: true, default);

        var told = Assert.Single(test.Journal.Read(new EventQuery { Types = ["disks.log-overrun"] }));
        Assert.Equal(1234, (long)told.Fields!["lost"]!);
    }

    [Fact]
    public async Task A_pattern_of_the_configuration_makes_events_too()
    {
        await using var test = await TestDatabase.OpenAsync(TestEngine.Sqlite, _clock, DisksModule.Module);
        var own = new StorageEvent(Watchkeeper.Logs.Matching.PatternSet.Compile(@"^myraid (?P<kdev>\w+) slot (?<slot>\d+) failed"), "slot-failed", Severity.Critical, Role.Fault, "a slot failed");
        _options.Set(_options.Current with { Patterns = [own] });
        using var watch = Watch(test);
        await watch.BeginAsync(default);

        await watch.TakeAsync(Batch("kmsg", "1", "myraid sdq slot 4 failed"), caughtUp: true, default);

        var told = DisksJson.Read(Assert.Single(test.Journal.Read(new EventQuery { Types = ["disks.slot-failed"] })))!;
        Assert.Equal(("sdq", "4"), (told.Device, told.Facts["slot"]));
    }

    [Fact]
    public async Task A_source_that_dies_and_returns_is_told()
    {
        await using var test = await TestDatabase.OpenAsync(TestEngine.Sqlite, _clock, DisksModule.Module);
        using var watch = Watch(test);
        await watch.BeginAsync(default);

        await watch.TellAsync("journal", "It is gone.", true, default);
        await watch.TellAsync("journal", "It is gone.", true, default);
        await watch.TellAsync("journal", null, true, default);

        Assert.Equal(["disks.source-lost", "disks.source-returned"], test.Journal.Read(new EventQuery { Types = ["disks.*"] }).Select(told => told.Type));
    }

    [Fact]
    public async Task Lines_seen_and_lost_are_counted_and_the_place_in_each_source_is_known()
    {
        await using var test = await TestDatabase.OpenAsync(TestEngine.Sqlite, _clock, DisksModule.Module);
        using var watch = Watch(test);
        await watch.BeginAsync(default);

        await watch.TakeAsync(Batch("kmsg", "1", "nothing of note"), caughtUp: true, default);
        await watch.TakeAsync(Batch("kmsg", "9", "nothing of note") with { Lost = 7 }, caughtUp: true, default);

        Assert.Equal(2, test.Counters.Of("watchkeeper_disks_lines_total", "").Raw);
        Assert.Equal(7, test.Counters.Of("watchkeeper_disks_lines_lost_total", "").Raw);
        Assert.Equal("9", watch.Positions["kmsg"]);
    }

    [Fact]
    public async Task A_position_is_kept_though_nothing_is_told_of_its_lines()
    {
        await using var test = await TestDatabase.OpenAsync(TestEngine.Sqlite, _clock, DisksModule.Module);
        using var watch = Watch(test);
        await watch.BeginAsync(default);

        // Recognised, but not severe enough to be recorded.
        await watch.TakeAsync(Batch("kmsg", "3", "EXT4-fs (sdq1): mounted filesystem with ordered data mode. Opts: (null)"), caughtUp: true, default);
        _clock.Advance(TimeSpan.FromSeconds(31));
        Assert.True(await watch.TickAsync(default));

        await test.Database.WriteAsync(_ => { }, Watchkeeper.Core.Data.Durability.Durable, default);
        Assert.Equal("3", test.Database.Read(session => DisksStore.Positions(session, TestDatabase.Host))["kmsg"]);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Names_of_devices_that_stay_are_noted_each_day_and_those_of_others_are_forgotten(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine, _clock, DisksModule.Module);
        List<BlockDevice> there = [new("sdq", "65:0", DeviceKind.Disk) { Wwid = "naa.1" }, new("sdr", "65:16", DeviceKind.Disk) { Wwid = "naa.2" }];
        using var watch = Watch(test, new DeviceMemory(() => [.. there]));
        await watch.BeginAsync(default);
        there.RemoveAt(1);
        var upkeep = new Watchkeeper.Core.Data.DatabaseUpkeep(test.Database, [DisksModule.Module], new Services(_options), _clock, () => TimeSpan.FromDays(10));

        for (var day = 0; day < 31; day++)
        {
            _clock.Advance(TimeSpan.FromHours(25));
            Assert.True(await watch.TickAsync(default));
        }

        _options.Set(_options.Current with { KeepNames = TimeSpan.FromDays(30) });
        await upkeep.SweepAsync(default);

        Assert.Equal(["sdq"], test.Database.Read(session => DisksStore.Devices(session, TestDatabase.Host)).Select(device => device.Name));
    }

    private sealed class Services(LiveOptions<DisksOptions> options) : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(LiveOptions<DisksOptions>) ? options : null;
    }

    private DisksWatch Watch(TestDatabase test, DeviceMemory? devices = null) => new(_options, test.Database, _clock, TestDatabase.Host, devices ?? new DeviceMemory(() => []), test.Counters, new Dictionary<string, string>(), NullLogger.Instance);

    private LogBatch Batch(string source, string position, string text) => new(
        source,
        [new LogRecord(text) { Program = "kernel", KernelTime = _clock.AwakeTime, Time = _clock.Now, BootId = _clock.BootId, Priority = Severity.Info }],
        position);
}
