using Watchkeeper.Core;
using Watchkeeper.Core.Data;

namespace Watchkeeper.Tests.Core.Data;

public sealed class SchemaTests
{
    private static readonly Migration[] Steps =
    [
        new(1, "CREATE TABLE things (id {id}, name {text} NOT NULL);"),
        new(2, "ALTER TABLE things ADD COLUMN size {int};\nCREATE INDEX things_by_size ON things (size);"),
        new(3, "CREATE TABLE more (id {id});"),
        new(4, "CREATE TABLE most (id {id});"),
    ];

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Missing_migrations_run_in_order_and_once(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine, Things(1));
        await test.Database.WriteAsync(transaction => { transaction.Execute("INSERT INTO things (name) VALUES ('kept')"); }, Durability.Durable);

        var newer = await test.OpenAnotherAsync(modules: [Things(4)]);
        await test.OpenAnotherAsync(modules: [Things(4)]);

        Assert.Equal(["kept"], newer.Read(session => session.Query("SELECT name FROM things WHERE size IS NULL", row => row.Text(0))));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_daemon_runs_on_a_schema_one_version_ahead_and_refuses_one_further(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine, Things(4));
        await test.OpenAnotherAsync(modules: [Things(3)]);

        var problem = await Assert.ThrowsAsync<ProblemException>(() => test.OpenAnotherAsync(modules: [Things(2)]));

        Assert.Contains("things is at schema 4, this version knows 2", problem.Message);
        Assert.Contains("install that version", problem.Message);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Nothing_is_written_to_a_database_that_was_refused(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine, Things(4));
        await using var refused = Database.Open(new DatabaseOptions(test.Url, test.Clock, TestDatabase.Host, [Things(1)]));
        await Assert.ThrowsAsync<ProblemException>(() => refused.Ready);

        var write = await Assert.ThrowsAsync<ProblemException>(() => refused.WriteAsync(
            transaction => { transaction.Execute("INSERT INTO things (name) VALUES ('no')"); }, Durability.Durable));
        var read = Assert.Throws<ProblemException>(() => refused.Read(session => 1));

        Assert.Contains("later version", write.Message);
        Assert.Contains("later version", read.Message);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_migration_that_fails_leaves_nothing_behind(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine, Things(1));
        var wrong = Things(1) with { Migrations = [Steps[0], new Migration(2, "CREATE TABLE half (id {id});\nCREATE TABLE half (id {id});")] };

        await Assert.ThrowsAnyAsync<Exception>(() => test.OpenAnotherAsync(modules: [wrong]));

        await test.OpenAnotherAsync(modules: [wrong with { Migrations = [Steps[0], new Migration(2, "CREATE TABLE half (id {id});")] }]);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Daemons_that_start_at_once_migrate_once(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);

        var others = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => test.OpenAnotherAsync(
            new("2222222222222222222222222222222" + i, "host" + i), modules: [Things(4)])));

        Assert.Equal(5, others[0].Read(session => session.First("SELECT count(*) FROM hosts", row => row.Int32(0))));
    }

    private static Module Things(int version) => new("things", "For tests.") { Migrations = Steps[..version] };
}
