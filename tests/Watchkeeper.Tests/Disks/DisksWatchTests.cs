using Microsoft.Extensions.Logging.Abstractions;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Events;
using Watchkeeper.Disks;
using Watchkeeper.Disks.Counters;
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
        watch.Begin([], []);

        watch.Take(Batch("kmsg", "42", "EXT4-fs (dm-7): Remounting filesystem read-only"), caughtUp: true);
        await watch.Written;

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
            watch.Begin([], []);
            watch.Take(batch, caughtUp: true);
            await watch.Written;
        }

        Assert.Single(test.Journal.Read(new EventQuery { Types = ["disks.*"] }));
    }

    [Fact]
    public async Task A_fault_heard_through_two_sources_is_one_event()
    {
        await using var test = await TestDatabase.OpenAsync(TestEngine.Sqlite, _clock, DisksModule.Module);
        using var watch = Watch(test);
        watch.Begin([], []);

        watch.Take(Batch("kmsg", "1", "I/O error, dev sdq, sector 8 op 0x0:(READ)"), caughtUp: true);
        await watch.Written;
        watch.Take(Batch("journal", "2", "I/O error, dev sdq, sector 8 op 0x0:(READ)"), caughtUp: true);
        await watch.Written;
        await watch.FinishAsync();

        Assert.Equal(1, DisksJson.Read(Assert.Single(test.Journal.Read(new EventQuery { Types = ["disks.*"] })))!.Count);
    }

    [Fact]
    public async Task The_lines_of_one_fault_are_one_event_and_its_position_waits_for_them()
    {
        await using var test = await TestDatabase.OpenAsync(TestEngine.Sqlite, _clock, DisksModule.Module);
        using var watch = Watch(test);
        watch.Begin([], []);

        watch.Take(Batch("kmsg", "7", "sd 7:0:0:0: [sdq] tag#1 Sense Key : Medium Error [current] "), caughtUp: true);
        await watch.Written;
        Assert.Empty(test.Journal.Read(new EventQuery { Types = ["disks.*"] }));
        Assert.Empty(test.Database.Read(session => DisksStore.Positions(session, TestDatabase.Host)));

        _clock.Advance(TimeSpan.FromMilliseconds(300));
        Assert.True(watch.Tick());
        await watch.Written;

        var told = DisksJson.Read(Assert.Single(test.Journal.Read(new EventQuery { Types = ["disks.*"] })))!;
        Assert.Equal(("disks.medium-error", "sdq"), (told.Type, told.Device));
        Assert.Equal("7", test.Database.Read(session => DisksStore.Positions(session, TestDatabase.Host))["kmsg"]);
    }

    [Fact]
    public async Task What_goes_on_is_told_once_a_minute_with_its_count()
    {
        await using var test = await TestDatabase.OpenAsync(TestEngine.Sqlite, _clock, DisksModule.Module);
        using var watch = Watch(test);
        watch.Begin([], []);
        for (var i = 0; i < 180; i++)
        {
            watch.Take(Batch("kmsg", $"{i}", $"I/O error, dev sdq, sector {i} op 0x0:(READ)"), caughtUp: true);
            await watch.Written;
            _clock.Advance(TimeSpan.FromSeconds(1));
            watch.Tick();
            await watch.Written;
        }

        var counts = test.Journal.Read(new EventQuery { Types = ["disks.*"] }).Select(told => DisksJson.Read(told)!.Count).ToList();
        Assert.Equal([1, 59, 60], counts[..3]);
    }

    [Fact]
    public async Task What_was_counted_and_not_told_when_the_daemon_was_killed_is_told_after_it_starts()
    {
        await using var test = await TestDatabase.OpenAsync(TestEngine.Sqlite, _clock, DisksModule.Module);
        using (var killed = Watch(test))
        {
            killed.Begin([], []);
            for (var i = 0; i < 30; i++)
            {
                killed.Take(Batch("kmsg", $"{i}", $"critical medium error, dev sdq, sector {i} op 0x0:(READ)"), caughtUp: true);
            }

            // The fault of another disk is written with the position behind all of them.
            killed.Take(Batch("kmsg", "30", "critical medium error, dev sdr, sector 8 op 0x0:(READ)"), caughtUp: true);
            await killed.Written;
        }

        for (var start = 0; start < 2; start++)
        {
            using var next = Watch(test);
            next.Begin(test.Database.Read(session => DisksStore.Untold(session, TestDatabase.Host)), []);
            await next.Written;
        }

        var told = test.Journal.Read(new EventQuery { Types = ["disks.medium-error"] }).Select(DisksJson.Read).ToList();
        Assert.Equal([("sdq", 1, false), ("sdr", 1, false), ("sdq", 29, true)], told.Select(each => (each!.Device, each.Count, each.Repeat)));
        Assert.Equal(told[0]!.Incident, told[2]!.Incident);
    }

    [Fact]
    public async Task A_line_that_was_told_before_the_start_is_no_news_in_another_source()
    {
        await using var test = await TestDatabase.OpenAsync(TestEngine.Sqlite, _clock, DisksModule.Module);
        const string Line = "I/O error, dev sdq, sector 8 op 0x0:(READ)";
        using (var killed = Watch(test))
        {
            killed.Begin([], []);
            killed.Take(Batch("kmsg", "1", Line), caughtUp: true);
            await killed.Written;
        }

        using var next = Watch(test);
        next.Begin([], test.Journal.Read(new EventQuery { Types = ["disks.*"] }).Select(DisksJson.Read).OfType<DiskEvent>());
        next.Take(new LogBatch("/var/log/kern.log", [new LogRecord(Line) { Program = "kernel", Time = _clock.Now }], "99"), caughtUp: true);
        await next.Written;

        Assert.Single(test.Journal.Read(new EventQuery { Types = ["disks.*"] }));
    }

    [Fact]
    public async Task A_source_that_says_the_same_again_after_a_restart_tells_of_another_fault()
    {
        await using var test = await TestDatabase.OpenAsync(TestEngine.Sqlite, _clock, DisksModule.Module);
        var line = new LogRecord("I/O error, dev sdq, sector 8 op 0x0:(READ)") { Program = "kernel" };
        using (var stopped = Watch(test))
        {
            stopped.Begin([], []);
            stopped.Take(new LogBatch("/var/log/kern.log", [line with { Time = _clock.Now }], "1"), caughtUp: true);
            await stopped.FinishAsync();
        }

        _clock.Advance(TimeSpan.FromSeconds(20));
        using var next = Watch(test);
        next.Begin([], test.Journal.Read(new EventQuery { Types = ["disks.*"] }).Select(DisksJson.Read).OfType<DiskEvent>());
        next.Take(new LogBatch("/var/log/kern.log", [line with { Time = _clock.Now }], "2"), caughtUp: true);
        next.Take(new LogBatch("journal", [line with { Time = _clock.Now }], "3"), caughtUp: true);
        await next.Written;

        Assert.Equal(["/var/log/kern.log", "/var/log/kern.log"], test.Journal.Read(new EventQuery { Types = ["disks.io-error"] }).Select(told => DisksJson.Read(told)!.Source));
    }

    [Fact]
    public async Task While_the_database_is_away_the_log_is_read_on()
    {
        await using var test = await TestDatabase.OpenAsync(TestEngine.Sqlite, _clock, DisksModule.Module);
        using var watch = Watch(test);
        watch.Begin([], []);
        using var held = new ManualResetEventSlim();
        var busy = test.Database.WriteAsync(_ => held.Wait(TimeSpan.FromSeconds(60)), Watchkeeper.Core.Data.Durability.Durable, default);

        watch.Take(Batch("kmsg", "1", "EXT4-fs (sdq1): Remounting filesystem read-only"), caughtUp: true);
        watch.Take(Batch("kmsg", "2", "EXT4-fs (sdr1): Remounting filesystem read-only"), caughtUp: true);

        Assert.Equal("2", watch.Positions["kmsg"]);
        Assert.Equal(2, watch.Waiting);
        held.Set();
        await busy;
        await watch.Written;
        Assert.Equal(["sdq1", "sdr1"], test.Journal.Read(new EventQuery { Types = ["disks.*"] }).Select(told => told.Subject));
        Assert.Equal("2", test.Database.Read(session => DisksStore.Positions(session, TestDatabase.Host))["kmsg"]);
    }

    [Fact]
    public async Task Where_the_error_counters_stood_is_written_with_the_positions()
    {
        await using var test = await TestDatabase.OpenAsync(TestEngine.Sqlite, _clock, DisksModule.Module);
        using var watch = Watch(test);
        watch.Begin([], []);

        watch.Take(Batch("kmsg", "1", "EXT4-fs (sdq1): Remounting filesystem read-only"), caughtUp: true);
        await watch.Written;

        var position = test.Database.Read(session => DisksStore.Positions(session, TestDatabase.Host))[CounterWatch.Source];
        Assert.Equal(_clock.Now, CounterReading.Parse(position, _clock.BootId)!.At);
    }

    [Fact]
    public async Task What_the_ring_lost_is_an_event_with_the_count()
    {
        await using var test = await TestDatabase.OpenAsync(TestEngine.Sqlite, _clock, DisksModule.Module);
        using var watch = Watch(test);
        watch.Begin([], []);

        watch.Take(new LogBatch("kmsg", [], "9", Lost: 1234), caughtUp: true);
        await watch.Written;

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
        watch.Begin([], []);

        watch.Take(Batch("kmsg", "1", "myraid sdq slot 4 failed"), caughtUp: true);
        await watch.Written;

        var told = DisksJson.Read(Assert.Single(test.Journal.Read(new EventQuery { Types = ["disks.slot-failed"] })))!;
        Assert.Equal(("sdq", "4"), (told.Device, told.Facts["slot"]));
    }

    [Fact]
    public async Task A_source_that_dies_and_returns_is_told()
    {
        await using var test = await TestDatabase.OpenAsync(TestEngine.Sqlite, _clock, DisksModule.Module);
        using var watch = Watch(test);
        watch.Begin([], []);

        watch.Tell("journal", "It is gone.", true);
        watch.Tell("journal", "It is gone.", true);
        watch.Tell("journal", null, true);
        await watch.Written;

        Assert.Equal(["disks.source-lost", "disks.source-returned"], test.Journal.Read(new EventQuery { Types = ["disks.*"] }).Select(told => told.Type));
    }

    [Fact]
    public async Task Lines_seen_and_lost_are_counted_and_the_place_in_each_source_is_known()
    {
        await using var test = await TestDatabase.OpenAsync(TestEngine.Sqlite, _clock, DisksModule.Module);
        using var watch = Watch(test);
        watch.Begin([], []);

        watch.Take(Batch("kmsg", "1", "nothing of note"), caughtUp: true);
        await watch.Written;
        watch.Take(Batch("kmsg", "9", "nothing of note") with { Lost = 7 }, caughtUp: true);
        await watch.Written;

        Assert.Equal(2, test.Counters.Of("watchkeeper_disks_lines_total", "").Raw);
        Assert.Equal(7, test.Counters.Of("watchkeeper_disks_lines_lost_total", "").Raw);
        Assert.Equal("9", watch.Positions["kmsg"]);
    }

    [Fact]
    public async Task A_position_is_kept_though_nothing_is_told_of_its_lines()
    {
        await using var test = await TestDatabase.OpenAsync(TestEngine.Sqlite, _clock, DisksModule.Module);
        using var watch = Watch(test);
        watch.Begin([], []);

        // Recognised, but not severe enough to be recorded.
        watch.Take(Batch("kmsg", "3", "EXT4-fs (sdq1): mounted filesystem with ordered data mode. Opts: (null)"), caughtUp: true);
        await watch.Written;
        _clock.Advance(TimeSpan.FromSeconds(31));
        Assert.True(watch.Tick());
        await watch.Written;

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
        watch.Begin([], []);
        there.RemoveAt(1);
        var upkeep = new Watchkeeper.Core.Data.DatabaseUpkeep(test.Database, [DisksModule.Module], new Services(_options), _clock, () => TimeSpan.FromDays(10));

        for (var day = 0; day < 31; day++)
        {
            _clock.Advance(TimeSpan.FromHours(25));
            Assert.True(watch.Tick());
            await watch.Written;
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
