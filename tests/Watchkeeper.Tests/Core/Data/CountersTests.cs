using Watchkeeper.Core.Data;

namespace Watchkeeper.Tests.Core.Data;

public sealed class CountersTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task The_writer_counts_what_it_does(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine, Notebook.Module);
        await test.Database.NoteAsync("settled");
        double Value(string name) => test.Counters.All.Single(counter => counter.Name == name).Value;
        var (writes, commits, synced) = (Value("watchkeeper_database_writes_total"), Value("watchkeeper_database_commits_total"), Value("watchkeeper_database_synced_commits_total"));

        await test.Database.NoteAsync("periodic", Durability.Periodic);
        await test.Database.NoteAsync("durable");
        await Assert.ThrowsAnyAsync<Exception>(() => test.Database.NoteAsync("durable"));

        Assert.Equal(2, Value("watchkeeper_database_writes_total") - writes);
        Assert.Equal(2, Value("watchkeeper_database_commits_total") - commits);
        Assert.Equal(1, Value("watchkeeper_database_synced_commits_total") - synced);
        Assert.Equal(1, Value("watchkeeper_database_failures_total"));
        Assert.Equal(0, Value("watchkeeper_database_dropped_total"));
    }
}
