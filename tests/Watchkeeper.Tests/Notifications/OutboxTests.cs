using System.Text.Json.Nodes;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Notifications;
using Watchkeeper.Tests.Core.Data;
using Watchkeeper.Tests.Core.Time;

namespace Watchkeeper.Tests.Notifications;

/// <summary>From an event's transaction to the receiver, on both engines, with the real clock and a real receiver.</summary>
public sealed class OutboxTests : OutboxScene
{
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task An_event_is_delivered_at_once_and_noted_as_sent(TestEngine engine)
    {
        await using var daemon = await StartAsync(engine);

        await daemon.AppendAsync("canaries.late", "a");

        Assert.Equal("a", (await Receiver.NextAsync()).Subjects.Single());
        await daemon.UntilAsync(rows => rows.Single().State == NotificationState.Sent);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task An_event_whose_transaction_fails_tells_nobody(TestEngine engine)
    {
        await using var daemon = await StartAsync(engine);

        await Assert.ThrowsAsync<InvalidOperationException>(() => daemon.Database.WriteAsync(
            transaction =>
            {
                transaction.Append(new EventDraft("canaries.late", Severity.Error, "a", "Late."));
                throw new InvalidOperationException();
            },
            Durability.Durable));

        Assert.Empty(daemon.Rows());
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_storm_of_a_thousand_is_one_message_with_twenty_names_and_the_total(TestEngine engine)
    {
        await using var daemon = await StartAsync(engine);

        await daemon.Database.WriteAsync(
            transaction =>
            {
                for (var i = 0; i < 1000; i++)
                {
                    transaction.Append(new EventDraft("canaries.late", Severity.Error, $"job-{i}", $"job-{i} has not reported."));
                }
            },
            Durability.Durable);

        var message = JsonNode.Parse((await Receiver.NextAsync()).Body)!;
        Assert.Equal((1000, 20), (message["total"]!.GetValue<int>(), message["events"]!.AsArray().Count));
        await daemon.UntilAsync(rows => rows.All(row => row.State == NotificationState.Sent));
        await daemon.AppendAsync("canaries.late", "straggler");
        await daemon.UntilAsync(rows => rows[0].State == NotificationState.Pending && rows[0].Due > Clock.Now + TimeSpan.FromSeconds(30));
        Assert.Empty(Receiver.Others());
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task The_pace_of_a_channel_outlives_the_daemon(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine, Clock, [OutboxDaemon.Subscriber(Options(), Clock)], NotificationsModule.Module);
        for (var start = 0; start < 3; start++)
        {
            await using var daemon = await StartAsync(engine, FiveAnHour, test);
            for (var i = 0; i < 4; i++)
            {
                await daemon.AppendAsync("canaries.late", $"job-{start}-{i}");
            }

            // The hour's five are sent, and the others go out as one when it is over.
            var sent = start == 0 ? 4 : 5;
            await daemon.UntilAsync(rows => rows.Count(row => row.State == NotificationState.Sent) == sent
                && rows.All(row => row.State == NotificationState.Sent || row.Due > Clock.Now + TimeSpan.FromMinutes(10)));
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_a_daemon_left_behind_is_delivered_by_the_next_one(TestEngine engine)
    {
        await using var test = await WithSomethingWaitingAsync(engine);

        await using var daemon = await StartAsync(engine, on: test);

        Assert.Equal("a", (await Receiver.NextAsync()).Subjects.Single());
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Another_daemon_on_the_database_takes_over_from_one_that_died(TestEngine engine)
    {
        await using var test = await WithSomethingWaitingAsync(engine);
        // It had begun to deliver when it died.
        await test.Database.WriteAsync(
            transaction => NotificationStore.Take(transaction, "default", TestDatabase.Host.Id, Clock.Now, Instant.Epoch, Clock.Now + TimeSpan.FromSeconds(3), "dead", 1), Durability.Durable);
        await using var daemon = await StartAsync(engine, on: test, host: Beta);

        // After 3 s of lease, and 1.5 s until somebody looks.
        Assert.Equal("a", (await Receiver.NextAsync()).Subjects.Single());
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Two_daemons_on_one_database_deliver_each_event_once(TestEngine engine)
    {
        await using var first = await StartAsync(engine, Unpaced);
        await using var second = await StartAsync(engine, Unpaced, first.Test, Beta);

        for (var i = 0; i < 40; i++)
        {
            await first.AppendAsync("canaries.late", $"job-{i}");
        }

        await first.UntilAsync(rows => rows.All(row => row.State == NotificationState.Sent));
        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"job-{i}"), Receiver.Others().SelectMany(request => request.Subjects).OrderBy(name => int.Parse(name[4..])));
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_step_of_the_clock_moves_what_waits_along(TestEngine engine)
    {
        await using var test = await WithSomethingWaitingAsync(engine);
        var before = test.Database.Read(session => NotificationStore.List(session, null, 1)).Single();

        await test.Database.WriteAsync(transaction => NotificationStore.Shift(transaction, TestDatabase.Host.Id, TimeSpan.FromDays(-1)), Durability.Durable);

        var after = test.Database.Read(session => NotificationStore.List(session, null, 1)).Single();
        Assert.Equal((before.Due - TimeSpan.FromDays(1), before.Expires - TimeSpan.FromDays(1)), (after.Due, after.Expires));
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_crowd_that_the_pace_allows_goes_out_in_order_at_the_first_attempt(TestEngine engine)
    {
        await using var daemon = await StartAsync(engine, Unpaced);

        await daemon.Database.WriteAsync(
            transaction =>
            {
                for (var i = 0; i < 90; i++)
                {
                    transaction.Append(new EventDraft("canaries.late", Severity.Error, $"job-{i}", "Late."));
                }
            },
            Durability.Durable);
        await daemon.UntilAsync(rows => rows.All(row => row.State == NotificationState.Sent));

        Assert.All(daemon.Rows(), row => Assert.Equal(1, row.Attempts));
        Assert.Equal(Enumerable.Range(0, 90).Select(i => $"job-{i}"), Receiver.Others().SelectMany(request => request.Subjects));
    }

    [Fact]
    public async Task Daemons_whose_clocks_are_an_hour_apart_send_what_takes_long_once()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, "PostgreSQL is not installed.");
        Receiver.Answer = static _ => Task.Delay(TimeSpan.FromSeconds(6));
        await using var first = await StartAsync(TestEngine.PostgreSql);
        await using var ahead = await StartAsync(TestEngine.PostgreSql, on: first.Test, host: Beta, clock: new SkewedClock(TimeSpan.FromHours(1)));

        await first.AppendAsync("canaries.late", "a");
        await first.UntilAsync(rows => rows.Single().State == NotificationState.Sent);

        Assert.Single(Receiver.Others());
        Assert.Equal(1, first.Rows().Single().Attempts);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_slow_channel_is_not_told_again_by_another_daemon(TestEngine engine)
    {
        // All of it takes longer than a lease lasts, each by itself does not.
        Receiver.Answer = static _ => Task.Delay(TimeSpan.FromMilliseconds(400));
        await using var first = await StartAsync(engine, Unpaced);
        await using var second = await StartAsync(engine, Unpaced, first.Test, Beta);

        await first.Database.WriteAsync(
            transaction =>
            {
                for (var i = 0; i < 12; i++)
                {
                    transaction.Append(new EventDraft("canaries.late", Severity.Error, $"job-{i}", "Late."));
                }
            },
            Durability.Durable);
        await first.UntilAsync(rows => rows.All(row => row.State == NotificationState.Sent));

        Assert.Equal(12, Receiver.Others().Count);
    }
}
