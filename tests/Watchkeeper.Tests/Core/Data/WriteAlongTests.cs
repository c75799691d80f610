using Watchkeeper.Core.Data;

namespace Watchkeeper.Tests.Core.Data;

/// <summary>What may wait is committed together with what may not.</summary>
public sealed class WriteAlongTests
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_waits_shares_the_next_commit(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine, Notebook.Module);
        await test.Database.NoteAsync("settled");
        double Commits() => test.Counters.All.Single(counter => counter.Name == "watchkeeper_database_commits_total").Value;
        var before = Commits();

        var waiting = Enumerable.Range(1, 3).Select(i => AlongAsync(test.Database, $"waiting {i}", Long)).ToArray();
        Assert.All(waiting, task => Assert.False(task.IsCompleted));
        await test.Database.NoteAsync("urgent");
        await Task.WhenAll(waiting).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(["settled", "waiting 1", "waiting 2", "waiting 3", "urgent"], test.Database.Notes());
        Assert.Equal(1, Commits() - before);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_finds_no_company_is_committed_by_itself(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine, Notebook.Module);

        await AlongAsync(test.Database, "alone", TimeSpan.FromMilliseconds(50)).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(["alone"], test.Database.Notes());
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_waits_when_the_database_is_closed_is_committed(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine, Notebook.Module);
        var closing = Database.Open(new DatabaseOptions(test.Url, test.Clock, TestDatabase.Host, [Notebook.Module]));
        await closing.Ready.WaitAsync(TimeSpan.FromSeconds(30));
        var waiting = AlongAsync(closing, "last", Long);

        await closing.DisposeAsync();

        await waiting;
        Assert.Equal(["last"], test.Database.Notes());
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_fails_while_it_goes_along_fails_alone(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine, Notebook.Module);
        await test.Database.NoteAsync("one");

        var twice = AlongAsync(test.Database, "one", Long);
        await test.Database.NoteAsync("two");

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => twice.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(["one", "two"], test.Database.Notes());
    }

    private static Task AlongAsync(Database database, string text, TimeSpan atMost) => database.WriteAlongAsync(
        transaction => transaction.Execute("INSERT INTO notes (text) VALUES (@text)", ("text", text)), atMost);
}
