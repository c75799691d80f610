using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Tests.Core.Data;

/// <summary>Several daemons on one database: their write transactions run one after the other.</summary>
public sealed class SharedDatabaseTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Daemons_that_read_decide_and_write_do_not_overwrite_each_other(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var other = await test.OpenAnotherAsync();
        await test.Database.WriteAsync(transaction => { transaction.Execute("INSERT INTO settings (name, value) VALUES ('count', '0')"); }, Durability.Durable);

        await Task.WhenAll(Enumerable.Range(0, 2).Select(async i =>
        {
            for (var n = 0; n < 100; n++)
            {
                await (i == 0 ? test.Database : other).WriteAsync(
                    transaction =>
                    {
                        var count = int.Parse(transaction.First("SELECT value FROM settings WHERE name = 'count'", row => row.Text(0))!);
                        transaction.Execute("UPDATE settings SET value = @value WHERE name = 'count'", ("value", (count + 1).ToString()));
                    },
                    Durability.Periodic);
            }
        }));

        Assert.Equal("200", other.Read(session => session.First("SELECT value FROM settings WHERE name = 'count'", row => row.Text(0))));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Daemons_of_one_host_share_its_sequence_and_those_of_others_have_their_own(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var same = await test.OpenAnotherAsync();
        var beta = await test.OpenAnotherAsync(new HostIdentity(new string('3', 32), "beta"));

        await Task.WhenAll(new[] { test.Database, same, beta }.SelectMany(database => Enumerable.Range(0, 50).Select(i =>
            database.Journal.AppendAsync(new EventDraft("a.b", (Severity)(i % 8), "", "One of many.")))));

        var events = beta.Journal.Read(new EventQuery());
        Assert.Equal(Enumerable.Range(1, 100), events.Where(item => item.Host == TestDatabase.Host.Id).Select(item => (int)item.Seq).Order());
        Assert.Equal(Enumerable.Range(1, 50), events.Where(item => item.Host == new string('3', 32)).Select(item => (int)item.Seq).Order());
    }
}
