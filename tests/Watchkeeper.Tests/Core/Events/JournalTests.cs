using System.Text.Json.Nodes;
using Watchkeeper.Core;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Tests.Core.Data;
using Watchkeeper.Tests.Core.Time;

namespace Watchkeeper.Tests.Core.Events;

public sealed class JournalTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task An_event_comes_back_as_it_was_appended(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var draft = new EventDraft("disks.io-error", Severity.Error, "wwid-1", "Sector 7 cannot be read.")
        {
            Fields = new JsonObject { ["sector"] = 7, ["device"] = "sda" },
            Recipients = ["mailto:ops@example.org", "https://example.org/hook"],
        };

        var appended = await test.Journal.AppendAsync(draft);

        var read = Assert.Single(test.Journal.Read(new EventQuery()));
        Assert.Equal(appended with { Fields = null, Recipients = [] }, read with { Fields = null, Recipients = [] });
        Assert.Equal(draft.Recipients, read.Recipients);
        Assert.Equal(draft.Fields.ToJsonString(), read.Fields!.ToJsonString());
        Assert.Equal(1, read.Seq);
        Assert.Equal(TestDatabase.Host.Id, read.Host);
        Assert.Equal(test.Clock.BootId, read.BootId);
        Assert.Equal(test.Clock.Read(), read.Time);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_follower_is_given_each_event_once_and_in_order(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        await test.Journal.AppendAsync(new EventDraft("a.before", Severity.Info, "", "Before."));
        var followed = test.Journal.FollowAsync(new EventQuery { Types = ["a.*"] }, null, CancellationToken.None);

        for (var i = 0; i < 20; i++)
        {
            await test.Journal.AppendAsync(new EventDraft(i % 2 == 0 ? "a.even" : "b.odd", Severity.Info, i.ToString(), "Now."));
        }

        var seen = await followed.Take(10).ToListAsync();
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (2 * i).ToString()), seen.Select(item => item.Subject));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_follower_hears_other_daemons(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var other = await test.OpenAnotherAsync(new HostIdentity("33333333333333333333333333333333", "beta"));
        await using var followed = test.Journal.FollowAsync(new EventQuery(), null, CancellationToken.None).GetAsyncEnumerator();
        var next = followed.MoveNextAsync().AsTask();
        await Task.WhenAny(next, Task.Delay(TimeSpan.FromSeconds(1.5)));

        await other.Journal.AppendAsync(new EventDraft("a.b", Severity.Info, "", "From afar."));

        Assert.True(await next.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal("33333333333333333333333333333333", followed.Current.Host);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_follower_goes_on_after_its_cursor_however_far_behind(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        await test.Database.WriteAsync(
            transaction =>
            {
                for (var i = 1; i <= 1_300; i++)
                {
                    transaction.Append(new EventDraft("a.b", Severity.Info, i.ToString(), "One of many."));
                }
            },
            Durability.Durable);
        var after = new EventCursor(new Dictionary<string, long> { [TestDatabase.Host.Id] = 100 });

        var seen = await test.Journal.FollowAsync(new EventQuery(), after, CancellationToken.None).Take(1_200).ToListAsync();

        Assert.Equal(Enumerable.Range(101, 1_200), seen.Select(item => (int)item.Seq));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Events_are_numbered_without_gaps_whatever_fails_between_them(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        Task StormAsync(bool fails) => test.Database.WriteAsync(
            transaction =>
            {
                for (var i = 0; i < 5; i++)
                {
                    transaction.Append(new EventDraft("a.b", Severity.Info, fails ? "failed" : "kept", "One of five."));
                }

                return fails ? throw new InvalidOperationException() : true;
            },
            Durability.Durable);

        // They are many at once, so that some share a transaction, with those that fail among them.
        var storms = Enumerable.Range(0, 60).Select(i => (Fails: i % 3 == 1, Ended: StormAsync(i % 3 == 1))).ToList();
        foreach (var (fails, ended) in storms)
        {
            Assert.Equal(fails, await Record.ExceptionAsync(() => ended) is InvalidOperationException);
        }

        await test.Journal.AppendAsync(new EventDraft("a.b", Severity.Info, "kept", "The last."));
        var read = test.Journal.Read(new EventQuery { Limit = 1_000 });
        Assert.Equal(Enumerable.Range(1, 201), read.Select(entry => (int)entry.Seq).Order());
        Assert.All(read, entry => Assert.Equal("kept", entry.Subject));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task An_event_whose_id_is_known_is_not_appended_again(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var draft = new EventDraft("a.b", Severity.Info, "", "Once.") { Id = Guid.NewGuid() };

        var first = await test.Journal.AppendAsync(draft);
        var second = await test.Journal.AppendAsync(draft with { Message = "Twice." });
        var third = await test.Journal.AppendAsync(new EventDraft("a.b", Severity.Info, "", "Next."));

        Assert.Equal("Once.", second.Message);
        Assert.Equal((first.Seq, first.Seq, first.Seq + 1), (first.Seq, second.Seq, third.Seq));
        Assert.Equal(2, test.Journal.Read(new EventQuery()).Count);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Sequence_numbers_rise_by_one_though_closures_fail(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);

        var writes = Enumerable.Range(0, 100).Select(i => test.Database.WriteAsync(
            transaction =>
            {
                transaction.Append(new EventDraft("a.b", Severity.Info, i.ToString(), "Maybe."));
                if (i % 10 == 3)
                {
                    throw new InvalidDataException();
                }
            },
            Durability.Durable)).ToList();
        await Task.WhenAll(writes).ContinueWith(_ => { }, TaskScheduler.Default);

        var events = test.Journal.Read(new EventQuery());
        Assert.Equal(Enumerable.Range(1, 90), events.Select(item => (int)item.Seq));
        Assert.DoesNotContain(events, item => item.Subject.EndsWith('3'));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_a_subscriber_writes_commits_with_the_event_or_not_at_all(TestEngine engine)
    {
        var outbox = new Module("outbox", "For tests.") { Migrations = [new Migration(1, "CREATE TABLE outbox (seq {int} NOT NULL);")] };
        await using var test = await TestDatabase.OpenAsync(engine, new FakeHostClock(), [new Routes()], outbox);

        await test.Journal.AppendAsync(new EventDraft("a.b", Severity.Info, "", "Routed."));
        await Assert.ThrowsAsync<InvalidDataException>(() => test.Journal.AppendAsync(new EventDraft("a.b", Severity.Info, "bad", "Refused.")));

        Assert.Equal([1], test.Database.Read(session => session.Query("SELECT seq FROM outbox", row => row.Int32(0))));
        Assert.Single(test.Journal.Read(new EventQuery()));
    }

    private sealed class Routes : IEventSubscriber
    {
        public void InTransaction(Event appended, Transaction transaction)
        {
            transaction.Execute("INSERT INTO outbox (seq) VALUES (@seq)", ("seq", appended.Seq));
            if (appended.Subject == "bad")
            {
                throw new InvalidDataException();
            }
        }
    }
}
