using Watchkeeper.Core;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Tests.Core.Time;

namespace Watchkeeper.Tests.Core.Data;

public sealed class RetentionTests
{
    private static readonly Module Pings = new("pings", "For tests.")
    {
        Migrations = [new Migration(1, "CREATE TABLE pings (id {id}, wall {int} NOT NULL, body {bytes} NOT NULL, kept {int} NOT NULL);\nCREATE INDEX pings_by_wall ON pings (wall);")],
        Retention = [new Retention("pings", "wall", _ => TimeSpan.FromDays(30), "kept = 0")],
    };

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_sweep_takes_what_is_too_old_and_nothing_else(TestEngine engine)
    {
        var clock = new FakeHostClock();
        await using var test = await TestDatabase.OpenAsync(engine, clock, Pings);
        await FillAsync(test, 1_500);
        await test.Journal.AppendAsync(new EventDraft("a.old", Severity.Info, "", "Old."));
        clock.Advance(TimeSpan.FromDays(20));
        await FillAsync(test, 100);
        await test.Journal.AppendAsync(new EventDraft("a.new", Severity.Info, "", "New."));
        clock.Advance(TimeSpan.FromDays(20));

        var upkeep = new DatabaseUpkeep(test.Database, [Pings], EmptyServices.Instance, clock, () => TimeSpan.FromDays(25));
        var gone = await upkeep.SweepAsync(CancellationToken.None);

        Assert.Equal(1_500 - 150 + 1, gone);
        Assert.Equal(250, test.Database.Read(session => session.First("SELECT count(*) FROM pings", row => row.Int32(0))));
        Assert.Equal(["a.new"], test.Journal.Read(new EventQuery()).Select(item => item.Type));
    }

    [Fact]
    public async Task The_file_shrinks_when_much_of_it_is_empty()
    {
        var clock = new FakeHostClock();
        await using var test = await TestDatabase.OpenAsync(TestEngine.Sqlite, clock, Pings);
        await FillAsync(test, 3_000);
        long Pages() => test.Database.Read(session => session.First("PRAGMA page_count", row => row.Int64(0)));
        var before = Pages();
        clock.Advance(TimeSpan.FromDays(40));

        await new DatabaseUpkeep(test.Database, [Pings], EmptyServices.Instance, clock, () => TimeSpan.FromDays(25)).SweepAsync(CancellationToken.None);

        Assert.InRange(Pages(), 1, before / 2);
    }

    [Fact]
    public async Task Nothing_is_swept_by_a_clock_that_is_not_trusted()
    {
        var clock = new FakeHostClock(trusted: false);
        await using var test = await TestDatabase.OpenAsync(TestEngine.Sqlite, clock, Pings);
        await FillAsync(test, 10);
        clock.Step(TimeSpan.FromDays(10_000));

        var upkeep = new DatabaseUpkeep(test.Database, [Pings], EmptyServices.Instance, clock, () => TimeSpan.FromDays(25));

        Assert.Equal(0, await upkeep.SweepAsync(CancellationToken.None));
    }

    /// <summary>Every tenth row is kept for ever.</summary>
    private static Task FillAsync(TestDatabase test, int rows) => test.Database.WriteAsync(
        transaction =>
        {
            for (var i = 0; i < rows; i++)
            {
                transaction.Execute(
                    "INSERT INTO pings (wall, body, kept) VALUES (@wall, @body, @kept)",
                    ("wall", test.Clock.Now), ("body", new byte[1_000]), ("kept", i % 10 == 0));
            }
        },
        Durability.Durable);

    private sealed class EmptyServices : IServiceProvider
    {
        public static EmptyServices Instance { get; } = new();

        public object? GetService(Type serviceType) => null;
    }
}
