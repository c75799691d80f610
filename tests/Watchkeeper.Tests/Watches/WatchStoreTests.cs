using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Tests.Core.Data;
using Watchkeeper.Watches;
using Watchkeeper.Watches.Active;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Running;

namespace Watchkeeper.Tests.Watches;

public sealed class WatchStoreTests
{
    private static readonly Moment Now = new(new Instant(1_000_000), TimeSpan.FromSeconds(60), true);

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_is_kept_is_found_again_by_its_host_alone(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine, WatchesModule.Module);
        var kept = new KeptWatch("ssh", "abc", 12, Now, 34, 56, 78);
        var active = new ActiveCondition("full", "/var", 5000, Severity.Error, "Full.", Now, test.Clock.BootId, "filesystem-full");
        await test.Database.WriteAsync(
            transaction =>
            {
                for (var twice = 0; twice < 2; twice++)
                {
                    WatchStore.SaveAxis(transaction, "a", new SavedAxis(test.Clock.BootId, 1, 2));
                    WatchStore.SavePosition(transaction, "a", "file x", "12", 3);
                    WatchStore.SaveWatch(transaction, "a", kept);
                    WatchStore.SaveState(transaction, "a", "ssh", StatePart.Main, "10.0.0.1", [1, 2, 3]);
                    WatchStore.SaveState(transaction, "a", "ssh", StatePart.Policy, "10.0.0.1", [4]);
                    WatchStore.SaveActive(transaction, "a", active, announced: true);
                }
            },
            Durability.Durable);

        Assert.Equal(new SavedAxis(test.Clock.BootId, 1, 2), test.Database.Read(session => WatchStore.ReadAxis(session, "a")));
        Assert.Equal(("12", 3L), test.Database.Read(session => WatchStore.ReadPosition(session, "a", "file x")));
        Assert.Equal(kept, Assert.Single(test.Database.Read(session => WatchStore.ReadWatches(session, "a"))));
        Assert.Equal([1, 2, 3], Assert.Single(test.Database.Read(session => WatchStore.ReadStates(session, "a", "ssh", StatePart.Main))).State);
        Assert.Equal((active, true), Assert.Single(test.Database.Read(session => WatchStore.ReadActive(session, "a"))));
        Assert.Null(test.Database.Read(session => WatchStore.ReadAxis(session, "b")));
        Assert.Null(test.Database.Read(session => WatchStore.ReadPosition(session, "b", "file x")));

        await test.Database.WriteAsync(
            transaction =>
            {
                WatchStore.SaveState(transaction, "a", "ssh", StatePart.Policy, "10.0.0.1", null);
                WatchStore.ForgetActive(transaction, "a", "full", "/var");
            },
            Durability.Durable);
        Assert.Empty(test.Database.Read(session => WatchStore.ReadStates(session, "a", "ssh", StatePart.Policy)));
        Assert.Empty(test.Database.Read(session => WatchStore.ReadActive(session, "a")));
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_run_is_recorded_once_however_often_its_line_is_read(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine, WatchesModule.Module);
        var run = new Run(Guid.NewGuid(), "ssh", "10.0.0.1")
        {
            Kind = EdgeKind.Fire,
            Severity = Severity.Warning,
            Message = "m",
            Why = "w",
            Text = "line",
            Captures = new Dictionary<string, string> { ["ip"] = "10.0.0.1" },
            Triggered = Now,
            BootId = test.Clock.BootId,
            Status = RunStatus.Running,
        };
        Assert.True(await test.Database.WriteAsync(transaction => WatchStore.AddRun(transaction, "a", run), Durability.Durable));
        Assert.False(await test.Database.WriteAsync(transaction => WatchStore.AddRun(transaction, "a", run), Durability.Durable));
        Assert.Equal(run.Id, Assert.Single(test.Database.Read(session => WatchStore.ReadUnfinished(session, "a"))).Id);

        var done = run with { Status = RunStatus.Failed, Duration = TimeSpan.FromSeconds(2), Attempts = 3, Exit = 1, Output = "o", Error = "e" };
        await test.Database.WriteAsync(transaction => WatchStore.UpdateRun(transaction, done), Durability.Durable);
        var read = Assert.Single(test.Database.Read(session => WatchStore.ReadRuns(session, "a", "ssh", 10)));
        Assert.Equal(done with { Captures = run.Captures }, read with { Captures = run.Captures });
        Assert.Equal(run.Captures, read.Captures);
        Assert.Empty(test.Database.Read(session => WatchStore.ReadUnfinished(session, "a")));
        Assert.Empty(test.Database.Read(session => WatchStore.ReadRuns(session, "a", "other", 10)));

        await test.Database.WriteAsync(transaction => WatchStore.ForgetRuns(transaction, "a", Now.Wall + TimeSpan.FromTicks(10)), Durability.Durable);
        Assert.Empty(test.Database.Read(session => WatchStore.ReadRuns(session, "a", null, 10)));
    }
}
