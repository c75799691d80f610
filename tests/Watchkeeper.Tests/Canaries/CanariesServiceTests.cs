using Microsoft.Extensions.Logging.Abstractions;
using Watchkeeper.Canaries;
using Watchkeeper.Canaries.Schedules;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Tests.Core.Data;
using Watchkeeper.Tests.Core.Time;

namespace Watchkeeper.Tests.Canaries;

/// <summary>The service on a real database of either engine, with a clock that the test turns.</summary>
public sealed class CanariesServiceTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_was_committed_is_there_after_a_restart(TestEngine engine)
    {
        var clock = new FakeHostClock();
        await using var database = await TestDatabase.OpenAsync(engine, clock, CanariesModule.Module);
        var settings = new CanarySettings
        {
            Name = "Näme",
            Slug = "näme",
            Schedule = Read("* 0-11 * * * 60; * 12-23 * * * 600"),
            Description = "d",
            Emails = ["a@b.c", "d@e.f"],
            Tags = ["x"],
            Grace = TimeSpan.FromSeconds(5),
            MaxDuration = TimeSpan.FromMinutes(3),
            AlertAfter = 2,
            Repeat = TimeSpan.FromHours(1),
            Maintenance = [MaintenanceWindow.Read("Sun 02:00 for 3h", out _)!],
        };
        Canary before;
        await using (var first = await RunAsync(database.Database, clock))
        {
            await first.Service.DoAsync(pen => Operations.Create(pen, settings, paused: false, 8));
            await first.Service.PingAsync(new CanaryName(null, "näme"), new Ping(EntryKind.Start, "go") { RunId = "r", Body = [1, 2] });
            await first.Service.PingAsync(new CanaryName(null, "näme"), new Ping(EntryKind.Start));
            before = first.Service.Book.BySlug("näme")!;
        }

        await using var second = await RunAsync(database.Database, clock);
        var after = second.Service.Book.BySlug("näme")!;
        Assert.Equal(CanaryJson(before), CanaryJson(after));
        Assert.Equal(before.Deadline, after.Deadline);
        Assert.Equal(before.Runs, after.Runs);
        var history = database.Database.Read(session => CanaryStore.History(session, after.Key, 10));
        Assert.Equal([EntryKind.Start, EntryKind.Start, EntryKind.Created], history.Select(entry => entry.Kind));
        Assert.Equal(("go", "r"), (history[1].Comment, history[1].RunId));
        Assert.Equal([1, 2], history[1].Body!);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_a_snooze_holds_back_outlives_a_restart(TestEngine engine)
    {
        var clock = new FakeHostClock();
        await using var database = await TestDatabase.OpenAsync(engine, clock, CanariesModule.Module);
        var job = new CanaryName(null, "job");
        Canary before;
        await using (var first = await RunAsync(database.Database, clock))
        {
            await CreateAsync(first.Service, "job", "3600");
            await first.Service.DoAsync(pen => Operations.Snooze(pen, job, pen.Now.Wall + TimeSpan.FromHours(2)));
            await first.Service.PingAsync(job, Ping.Exit(1));
            await first.Service.PingAsync(job, new Ping(EntryKind.Start));
            before = first.Service.Book.BySlug("job")!;
            Assert.True(before is { Reason: Notice.Failed, SpeakAt: not null, Postponed: not null, EarlierReport: not null });
        }

        await using var second = await RunAsync(database.Database, clock);
        var after = second.Service.Book.BySlug("job")!;
        Assert.Equal((before.Reason, before.SpeakAt, before.Postponed, before.EarlierReport, before.Deadline), (after.Reason, after.SpeakAt, after.Postponed, after.EarlierReport, after.Deadline));
        List<Event> Told() => [.. database.Database.Journal.Read(new EventQuery { Types = ["canaries.*"] })];
        Assert.Empty(Told());
        await second.AdvanceAsync(TimeSpan.FromHours(2), () => Told().Count > 0);
        Assert.Equal("canaries.failed", Told().Single().Type);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Runs_end_overrun_and_go_with_their_canary(TestEngine engine)
    {
        var clock = new FakeHostClock();
        await using var database = await TestDatabase.OpenAsync(engine, clock, CanariesModule.Module);
        IReadOnlyList<OpenRun> Stored(string slug, CanariesService service) => database.Database.Read(
            session => CanaryStore.Read(session, service.Book.BySlug(slug)!.Key, new Vantage(TestDatabase.Host.Id, clock.BootId, clock.Read())))!.Runs;
        await using (var first = await RunAsync(database.Database, clock))
        {
            await CreateAsync(first.Service, "job", "60");
            var job = new CanaryName(null, "job");
            foreach (var id in (string[])["a", "b", "c"])
            {
                await first.Service.PingAsync(job, new Ping(EntryKind.Start) { RunId = id });
            }

            await first.Service.PingAsync(job, Ping.Success with { RunId = "b" });
            Assert.Equal(["a", "c"], Stored("job", first.Service).Select(run => run.Id));
        }

        clock.Reboot(TimeSpan.FromSeconds(5));
        await using var second = await RunAsync(database.Database, clock);
        Assert.Equal(["a", "c"], second.Service.Book.BySlug("job")!.Runs.Select(run => run.Id));
        var ended = await second.Service.PingAsync(new CanaryName(null, "job"), Ping.Success with { RunId = "a" });
        Assert.Equal(TimeSpan.FromSeconds(5), ended.OrThrow().After.RunDuration);
        Assert.Equal(second.Service.Book.BySlug("job")!.Runs, Stored("job", second.Service));
        await second.Service.DoAsync(pen => Operations.Delete(pen, new CanaryName(null, "job")));
        Assert.Equal(0, database.Database.Read(session => session.First("SELECT COUNT(*) FROM canaries_runs", row => row.Int64(0))));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_text_may_have_any_character(TestEngine engine)
    {
        var clock = new FakeHostClock();
        await using var database = await TestDatabase.OpenAsync(engine, clock, CanariesModule.Module);
        await using var daemon = await RunAsync(database.Database, clock);
        await CreateAsync(daemon.Service, "a\0b\u2028\ufeff😀", "60");
        await daemon.Service.PingAsync(new CanaryName(daemon.Service.Book.InOrder()[0].Id), new Ping(EntryKind.Success, "\0\x01"));
        Assert.Single(daemon.Service.Book.All());
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Late_comes_at_the_deadline_with_an_event_and_the_mail(TestEngine engine)
    {
        var clock = new FakeHostClock();
        await using var database = await TestDatabase.OpenAsync(engine, clock, CanariesModule.Module);
        await using var daemon = await RunAsync(database.Database, clock);
        await CreateAsync(daemon.Service, "job", "60", "ops@example.org");

        await daemon.AdvanceAsync(TimeSpan.FromSeconds(59.9));
        Assert.False(daemon.Service.Book.BySlug("job")!.Late);
        await daemon.AdvanceAsync(TimeSpan.FromSeconds(0.1), () => daemon.Service.Book.BySlug("job")!.Late);

        var late = Assert.Single(database.Journal.Read(new EventQuery()));
        Assert.Equal(("canaries.late", Severity.Error, "job"), (late.Type, late.Severity, late.Subject));
        Assert.Equal(["mailto:ops@example.org"], late.Recipients);
        Assert.Equal("[LATE] job has not reported", (string)late.Fields!["mail"]!["subject"]!);

        await daemon.Service.PingAsync(new CanaryName(null, "job"), Ping.Success);
        Assert.Equal("canaries.recovered", database.Journal.Read(new EventQuery())[^1].Type);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Of_two_daemons_exactly_one_raises_each_late_event(TestEngine engine)
    {
        var clock = new FakeHostClock();
        await using var database = await TestDatabase.OpenAsync(engine, clock, CanariesModule.Module);
        await using var one = await RunAsync(database.Database, clock);
        await using var other = await RunAsync(database.Database, clock);
        for (var i = 0; i < 20; i++)
        {
            await CreateAsync((i % 2 == 0 ? one : other).Service, $"job {i}", "60");
        }

        await one.AdvanceAsync(TimeSpan.FromSeconds(5), () => one.Service.Book.Count == 20 && other.Service.Book.Count == 20);
        await one.AdvanceAsync(TimeSpan.FromSeconds(60), () => database.Journal.Read(new EventQuery()).Count >= 20);
        await one.Service.DoAsync(pen => pen.Now);
        await other.Service.DoAsync(pen => pen.Now);
        Assert.Equal(20, database.Journal.Read(new EventQuery()).Count);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_ping_at_one_daemon_keeps_the_other_quiet(TestEngine engine)
    {
        var clock = new FakeHostClock();
        await using var database = await TestDatabase.OpenAsync(engine, clock, CanariesModule.Module);
        await using var one = await RunAsync(database.Database, clock);
        await CreateAsync(one.Service, "job", "60");
        await using var other = await RunAsync(database.Database, clock);
        await one.AdvanceAsync(TimeSpan.FromSeconds(59));
        await other.Service.PingAsync(new CanaryName(null, "job"), Ping.Success);
        await one.AdvanceAsync(TimeSpan.FromSeconds(30));
        await one.Service.DoAsync(pen => pen.Now);
        Assert.Empty(database.Journal.Read(new EventQuery()));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Own_downtime_moves_the_deadlines_that_passed_in_it(TestEngine engine)
    {
        var clock = new FakeHostClock();
        await using var database = await TestDatabase.OpenAsync(engine, clock, CanariesModule.Module);
        await using (var first = await RunAsync(database.Database, clock))
        {
            await CreateAsync(first.Service, "short", "60");
            await CreateAsync(first.Service, "long", "3600");
        }

        clock.Reboot(TimeSpan.FromSeconds(90));
        await using var second = await RunAsync(database.Database, clock);
        await second.Service.DoAsync(pen => pen.Now);
        var shortOne = second.Service.Book.BySlug("short")!;
        Assert.False(shortOne.Late);
        Assert.Equal(TimeSpan.FromSeconds(30), shortOne.Deadline!.Value.SinceBoot - clock.Uptime);
        Assert.Equal(EntryKind.Moved, database.Database.Read(session => CanaryStore.History(session, shortOne.Key, 1))[0].Kind);
        Assert.Equal(EntryKind.Created, database.Database.Read(session => CanaryStore.History(session, second.Service.Book.BySlug("long")!.Key, 1))[0].Kind);

        await second.AdvanceAsync(TimeSpan.FromSeconds(60), () => second.Service.Book.BySlug("short")!.Late);
        Assert.Single(database.Journal.Read(new EventQuery()));
    }

    [Fact]
    public async Task Without_forgiveness_a_passed_deadline_is_late_at_start()
    {
        var clock = new FakeHostClock();
        await using var database = await TestDatabase.OpenAsync(TestEngine.Sqlite, clock, CanariesModule.Module);
        await using (var first = await RunAsync(database.Database, clock))
        {
            await CreateAsync(first.Service, "short", "60");
        }

        clock.Reboot(TimeSpan.FromSeconds(90));
        await using var second = await RunAsync(database.Database, clock, new CanariesOptions { ForgiveDowntime = false });
        await second.AdvanceAsync(TimeSpan.Zero, () => second.Service.Book.BySlug("short")!.Late);
    }

    [Fact]
    public async Task A_step_of_the_clock_makes_nobody_late()
    {
        var clock = new FakeHostClock();
        await using var database = await TestDatabase.OpenAsync(TestEngine.Sqlite, clock, CanariesModule.Module);
        await using var daemon = await RunAsync(database.Database, clock);
        await CreateAsync(daemon.Service, "job", "60");
        await CreateAsync(daemon.Service, "cron", "0 4 * * *");

        clock.Step(TimeSpan.FromDays(400));
        await daemon.AdvanceAsync(TimeSpan.FromSeconds(30));
        clock.Step(TimeSpan.FromDays(-400));
        await daemon.AdvanceAsync(TimeSpan.FromSeconds(29));
        await daemon.Service.DoAsync(pen => pen.Now);
        Assert.Empty(database.Journal.Read(new EventQuery()));
        await daemon.AdvanceAsync(TimeSpan.FromSeconds(1), () => daemon.Service.Book.BySlug("job")!.Late);
    }

    [Fact]
    public async Task Histories_are_pruned_to_a_thousand_and_a_week()
    {
        var clock = new FakeHostClock();
        await using var database = await TestDatabase.OpenAsync(TestEngine.Sqlite, clock, CanariesModule.Module);
        await using var daemon = await RunAsync(database.Database, clock);
        await CreateAsync(daemon.Service, "job", "60");
        for (var i = 0; i < 20; i++)
        {
            await daemon.Service.DoAsync(pen =>
            {
                for (var j = 0; j < 60; j++)
                {
                    Operations.Ping(pen, new CanaryName(null, "job"), Ping.Success with { Body = [1] });
                }

                return true;
            });
        }

        var key = daemon.Service.Book.BySlug("job")!.Key;
        var stored = database.Database.Read(session => CanaryStore.History(session, key, 10_000));
        Assert.InRange(stored.Count, 1_000, 1_200);
        Assert.InRange(stored.Count(entry => entry.Body is not null), 100, 300);
        Assert.Equal(1_000, History.Public(stored).Count);

        clock.Advance(TimeSpan.FromDays(8));
        await daemon.Service.PingAsync(new CanaryName(null, "job"), Ping.Success);
        Assert.Equal(100, History.Public(database.Database.Read(session => CanaryStore.History(session, key, 10_000))).Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(128)]
    [InlineData(1_000)]
    public void Whoever_reports_in_turn_has_its_turn_to_be_pruned(int canaries)
    {
        for (var canary = 0; canary < canaries; canary++)
        {
            var gaps = Enumerable.Range(0, 2_000).Where(round => CanaryStore.IsTurnToPrune(canary + 1 + ((long)round * canaries))).Prepend(0).Append(2_000).ToList();
            Assert.True(gaps.Zip(gaps.Skip(1)).Max(pair => pair.Second - pair.First) < 1_000, $"canary {canary} of {canaries}");
        }
    }

    [Fact]
    public async Task One_bad_change_in_a_batch_fails_alone()
    {
        await using var database = await TestDatabase.OpenAsync(TestEngine.Sqlite, new FakeHostClock(), CanariesModule.Module);
        await using var daemon = await RunAsync(database.Database, (FakeHostClock)database.Clock);
        var good = Enumerable.Range(0, 10).Select(i => CreateAsync(daemon.Service, $"job {i}", "60")).ToList();
        var bad = daemon.Service.DoAsync<bool>(_ => throw new InvalidOperationException("a bug"));
        good.AddRange(Enumerable.Range(10, 10).Select(i => CreateAsync(daemon.Service, $"job {i}", "60")));

        await Task.WhenAll(good);
        await Assert.ThrowsAsync<InvalidOperationException>(() => bad);
        Assert.Equal(20, daemon.Service.Book.Count);
    }

    private static Schedule Read(string text) => ScheduleReader.Read(text, out _)!;

    private static string CanaryJson(Canary canary) => System.Text.Json.JsonSerializer.Serialize(CanaryView.Of(canary), CanariesJson.Default.CanaryView);

    private static async Task CreateAsync(CanariesService service, string name, string schedule, params string[] emails)
    {
        var settings = new CanarySettings { Name = name, Slug = Slug.Of(name), Schedule = Read(schedule), Emails = emails };
        Assert.Null((await service.DoAsync(pen => Operations.Create(pen, settings, paused: false, 8))).Problem);
    }

    private static async Task<RunningService> RunAsync(Database database, FakeHostClock clock, CanariesOptions? options = null)
    {
        var service = new CanariesService(
            database, clock, new SharedClock(clock, static () => null), TestDatabase.Host, new LiveOptions<CanariesOptions>(options ?? new CanariesOptions()), NullLogger<CanariesService>.Instance);
        await service.StartAsync(default);
        await service.Ready;
        return new RunningService(service, clock);
    }

    private sealed class RunningService(CanariesService service, FakeHostClock clock) : IAsyncDisposable
    {
        public CanariesService Service => service;

        /// <summary>Lets time pass, and waits until what it brought is committed.</summary>
        public async Task AdvanceAsync(TimeSpan by, Func<bool>? until = null)
        {
            clock.Advance(by);
            for (var i = 0; until is not null && !until(); i++)
            {
                Assert.True(i < 1_000, "What was to happen has not happened within ten seconds.");
                await Task.Delay(10);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await service.StopAsync(default);
            service.Dispose();
        }
    }
}
