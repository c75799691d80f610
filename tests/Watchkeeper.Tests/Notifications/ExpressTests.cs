using Watchkeeper.Core.Events;
using Watchkeeper.Notifications;
using Watchkeeper.Notifications.Channels;
using Watchkeeper.Tests.Core.Data;

namespace Watchkeeper.Tests.Notifications;

/// <summary>Events that are told while the database cannot store them, to a real receiver.</summary>
public sealed class ExpressTests : OutboxScene
{
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_cannot_be_stored_is_delivered_at_once_and_not_again_when_it_is_stored(TestEngine engine)
    {
        await using var daemon = await StartAsync(engine);
        var (draft, stored) = (Draft("sda"), new TaskCompletionSource());

        daemon.Database.Journal.TellAhead([draft], stored.Task);
        Assert.Equal("sda", (await Receiver.NextAsync()).Subjects.Single());
        await daemon.UntilSentByExpressAsync(draft);
        await StoreAsync(daemon, draft, stored);
        await daemon.AppendAsync("disks.io-error", "sdb");

        Assert.Equal("sdb", (await Receiver.NextAsync()).Subjects.Single());
        await daemon.UntilAsync(rows => rows.Count == 2 && rows.TrueForAll(row => row is { State: NotificationState.Sent, Attempts: 1 }));
        Assert.Empty(Receiver.Others());
    }

    [Fact]
    public async Task What_was_not_taken_is_tried_again_under_the_same_key()
    {
        FailOnceWith(503);
        await using var daemon = await StartAsync(TestEngine.Sqlite);

        daemon.Database.Journal.TellAhead([Draft("sda")], new TaskCompletionSource().Task);

        var (first, second) = (await Receiver.NextAsync(), await Receiver.NextAsync());
        Assert.Equal(first.Headers["Idempotency-Key"], second.Headers["Idempotency-Key"]);
    }

    [Fact]
    public async Task What_could_not_be_delivered_before_it_was_stored_is_left_to_the_outbox_with_its_key()
    {
        AnswerWith(400);
        await using var daemon = await StartAsync(TestEngine.Sqlite);
        var (draft, stored) = (Draft("sda"), new TaskCompletionSource());

        daemon.Database.Journal.TellAhead([draft], stored.Task);
        var refused = await Receiver.NextAsync();
        AnswerWith(200);
        await StoreAsync(daemon, draft, stored);

        Assert.Equal(refused.Headers["Idempotency-Key"], (await Receiver.NextAsync()).Headers["Idempotency-Key"]);
        await daemon.UntilAsync(rows => rows.Single().State == NotificationState.Sent);
    }

    [Fact]
    public async Task A_storm_is_a_message_or_few_and_not_hundreds()
    {
        await using var daemon = await StartAsync(TestEngine.Sqlite);

        daemon.Database.Journal.TellAhead([.. Enumerable.Range(0, 300).Select(i => Draft($"sd{i}"))], new TaskCompletionSource().Task);

        // Whatever part of them the first look finds on a busy host: five by themselves or one of all, and the rest waits for the end of the minute.
        await Receiver.NextAsync();
        await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.InRange(Receiver.Others().Count, 0, 5);
    }

    [Fact]
    public async Task A_digest_that_has_to_be_sent_again_is_the_same_one_and_what_came_since_is_the_next()
    {
        AnswerWith(503);
        await using var daemon = await StartAsync(TestEngine.Sqlite, options => WithPace(options, new PaceOptions(5, TimeSpan.FromSeconds(1))));

        daemon.Database.Journal.TellAhead([.. Enumerable.Range(0, 300).Select(i => Draft($"sd{i}"))], new TaskCompletionSource().Task);
        var failed = await NextDigestAsync();
        AnswerWith(200);
        daemon.Database.Journal.TellAhead([.. Enumerable.Range(0, 50).Select(i => Draft($"nvme{i}"))], new TaskCompletionSource().Task);

        var (again, next) = (await NextDigestAsync(), await NextDigestAsync());
        Assert.Equal((Key(failed), failed.Total), (Key(again), again.Total));
        Assert.Equal(failed.Subjects, again.Subjects);
        Assert.NotEqual(Key(failed), Key(next));
        Assert.DoesNotContain(next.Subjects, failed.Subjects.Contains);

        static string Key(Received received) => received.Headers["Idempotency-Key"];
    }

    /// <summary>The first look may find so few that they go out by themselves.</summary>
    private async Task<Received> NextDigestAsync()
    {
        var received = await Receiver.NextAsync();
        return received.Total > 1 ? received : await NextDigestAsync();
    }

    private static EventDraft Draft(string subject) =>
        new("disks.io-error", Severity.Error, subject, $"{subject} fails.") { Id = Guid.NewGuid(), At = Clock.Read() };

    private static async Task StoreAsync(OutboxDaemon daemon, EventDraft draft, TaskCompletionSource stored)
    {
        await daemon.Database.Journal.AppendAsync(draft);
        stored.SetResult();
    }
}
