using Watchkeeper.Core;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Tests.Core.Time;

namespace Watchkeeper.Tests.Core.Data;

public sealed class RegroundingTests
{
    private static readonly Instant Truth = FakeHostClock.Parse("2026-05-06T07:08:09Z");

    /// <summary>A row with two pairs of columns under one flag, as a flight has.</summary>
    private static readonly Module Runs = new("runs", "For tests.")
    {
        Migrations =
        [
            new Migration(
                1,
                """
                CREATE TABLE runs (id {id}, boot_id {text} NOT NULL, start_wall {int} NOT NULL, start_boot {int} NOT NULL,
                    last_wall {int} NOT NULL, last_boot {int} NOT NULL, clock_trusted {int} NOT NULL);
                """),
        ],
        Grounded = [new GroundedColumns("runs", "start_wall", "start_boot"), new GroundedColumns("runs", "last_wall", "last_boot")],
    };

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_a_boot_recorded_before_its_clock_was_trusted_gets_its_true_time(TestEngine engine)
    {
        var clock = new FakeHostClock(Instant.Epoch, TimeSpan.FromSeconds(10), trusted: false);
        await using var test = await TestDatabase.OpenAsync(engine, clock, Runs);
        await test.Journal.AppendAsync(new EventDraft("a.early", Severity.Info, "", "Recorded in 1970."));
        await AddRunAsync(test, clock.BootId, start: clock.Read(), last: new Moment(clock.Now + TimeSpan.FromSeconds(5), clock.Uptime + TimeSpan.FromSeconds(5), false));
        await AddRunAsync(test, Guid.NewGuid(), clock.Read(), clock.Read());

        clock.Advance(TimeSpan.FromSeconds(50));
        clock.BecomeTrusted(Truth);
        await test.Journal.AppendAsync(new EventDraft("a.late", Severity.Info, "", "Recorded in time."));

        Assert.Equal(
            [(Truth - TimeSpan.FromSeconds(50), true), (Truth, true)],
            test.Journal.Read(new EventQuery()).Select(item => (item.Time.Wall, item.Time.Trusted)));
        var runs = test.Database.Read(session => session.Query(
            "SELECT start_wall, last_wall, clock_trusted FROM runs ORDER BY id", row => (row.Instant(0), row.Instant(1), row.Bool(2))));
        Assert.Equal((Truth - TimeSpan.FromSeconds(50), Truth - TimeSpan.FromSeconds(45), true), runs[0]);
        Assert.Equal((Instant.Epoch, Instant.Epoch, false), runs[1]);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_daemon_that_starts_when_the_clock_is_trusted_already_moves_what_an_earlier_one_left(TestEngine engine)
    {
        var clock = new FakeHostClock(Instant.Epoch, TimeSpan.FromSeconds(10), trusted: false);
        await using var test = await TestDatabase.OpenAsync(engine, clock, Runs);
        await test.Journal.AppendAsync(new EventDraft("a.early", Severity.Info, "", "Recorded in 1970."));

        var later = new FakeHostClock(Truth, TimeSpan.FromSeconds(100), trusted: true, clock.BootId);
        var second = await test.OpenAnotherAsync(clock: later);
        await second.Journal.AppendAsync(new EventDraft("a.late", Severity.Info, "", "Recorded in time."));

        Instant Early() => second.Journal.Read(new EventQuery { Types = ["a.early"] })[0].Time.Wall;
        SpinWait.SpinUntil(() => Early() != Instant.Epoch, TimeSpan.FromSeconds(10));
        Assert.Equal(Truth - TimeSpan.FromSeconds(90), Early());
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_was_written_with_a_trusted_clock_never_moves(TestEngine engine)
    {
        var clock = new FakeHostClock();
        await using var test = await TestDatabase.OpenAsync(engine, clock, Runs);
        var before = await test.Journal.AppendAsync(new EventDraft("a.early", Severity.Info, "", "Recorded in time."));

        clock.BecomeTrusted(Truth);
        await test.Journal.AppendAsync(new EventDraft("a.late", Severity.Info, "", "After a step."));

        Assert.Contains(test.Journal.Read(new EventQuery()), item => item.Id == before.Id && item.Time == before.Time);
    }

    private static Task AddRunAsync(TestDatabase test, Guid boot, Moment start, Moment last) => test.Database.WriteAsync(
        transaction =>
        {
            transaction.Execute(
                """
                INSERT INTO runs (boot_id, start_wall, start_boot, last_wall, last_boot, clock_trusted)
                VALUES (@boot, @start_wall, @start_boot, @last_wall, @last_boot, @trusted)
                """,
                ("boot", boot), ("start_wall", start.Wall), ("start_boot", start.SinceBoot),
                ("last_wall", last.Wall), ("last_boot", last.SinceBoot), ("trusted", start.Trusted));
        },
        Durability.Durable);
}
