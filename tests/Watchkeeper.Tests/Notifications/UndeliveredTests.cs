using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Notifications;
using Watchkeeper.Notifications.Channels;
using Watchkeeper.Tests.Core.Data;

namespace Watchkeeper.Tests.Notifications;

/// <summary>What cannot be delivered, on both engines, with the real clock and a real receiver.</summary>
public sealed class UndeliveredTests : OutboxScene
{
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_failure_is_tried_again_with_the_same_key(TestEngine engine)
    {
        await using var daemon = await StartAsync(engine);
        FailOnceWith(503);

        await daemon.AppendAsync("canaries.late", "a");
        // It is tried again, and what came meanwhile tried, when the twenty seconds are over.
        var first = await Receiver.NextAsync();
        await daemon.UntilAsync(rows => rows.Single() is { State: NotificationState.Pending, Error: not null });
        await daemon.TryAgainAsync();
        var second = await Receiver.NextAsync();

        Assert.Equal(first.Headers["Idempotency-Key"], second.Headers["Idempotency-Key"]);
        await daemon.UntilAsync(rows => rows.Single().State == NotificationState.Sent);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_is_refused_for_good_is_not_tried_again_and_becomes_an_event(TestEngine engine)
    {
        await using var daemon = await StartAsync(engine);
        AnswerWith(404);

        await daemon.AppendAsync("canaries.late", "a");
        await daemon.UntilAsync(rows => rows.Single() is { State: NotificationState.Refused, Attempts: 1 });

        var complaint = Assert.Single(daemon.Database.Journal.Read(new EventQuery { Types = ["notifications.refused"] }));
        Assert.Equal(("default", Severity.Error), (complaint.Subject, complaint.Severity));
        Assert.Matches("^A message for default could not be delivered and was refused for good: 127.0.0.1:[0-9]+ answered 404.$", complaint.Message);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_cannot_be_delivered_in_time_is_given_up_and_becomes_an_event(TestEngine engine)
    {
        await using var daemon = await StartAsync(engine, options => options with { GiveUpAfter = TimeSpan.FromMilliseconds(1) });
        AnswerWith(500);

        await daemon.AppendAsync("canaries.late", "a");
        await daemon.UntilAsync(rows => rows.Single().State == NotificationState.Expired);

        Assert.Single(daemon.Database.Journal.Read(new EventQuery { Types = ["notifications.gave-up"] }));
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_channel_that_is_gone_from_the_configuration_is_said_so(TestEngine engine)
    {
        await using var test = await WithSomethingWaitingAsync(engine);

        await using var daemon = await StartAsync(engine, options => options with { Channels = [] }, test);

        await daemon.UntilAsync(rows => rows.Single() is { State: NotificationState.Refused, Error: "no channel of this name is configured any more" });
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_channel_that_only_another_host_has_is_left_to_that_host(TestEngine engine)
    {
        await using var test = await WithSomethingWaitingAsync(engine);
        await test.Database.WriteAsync(
            transaction => NotificationStore.Take(transaction, "default", TestDatabase.Host.Id, Clock.Now, Instant.Epoch, Clock.Now - TimeSpan.FromSeconds(60), "dead", 1), Durability.Durable);

        await using var daemon = await StartAsync(engine, options => options with { Channels = [] }, test, Beta);
        await Task.Delay(TimeSpan.FromSeconds(2));

        Assert.Equal((NotificationState.Pending, 1), (daemon.Rows().Single().State, daemon.Rows().Single().Attempts));
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_digest_that_is_tried_again_is_the_same_under_the_same_key_whatever_has_come_since(TestEngine engine)
    {
        await using var daemon = await StartAsync(engine, options => options with { Channels = [options.Channels[0] with { Pace = new PaceOptions(1, TimeSpan.FromSeconds(20)) }] });
        FailOnceWith(503);

        await daemon.Database.WriteAsync(
            transaction =>
            {
                transaction.Append(new EventDraft("canaries.late", Severity.Error, "a", "Late."));
                transaction.Append(new EventDraft("canaries.late", Severity.Error, "b", "Late."));
            },
            Durability.Durable);

        var first = await Receiver.NextAsync();
        await daemon.AppendAsync("canaries.late", "c");
        var second = await Receiver.NextAsync();
        Assert.Equal(first.Headers["Idempotency-Key"], second.Headers["Idempotency-Key"]);
        Assert.Equal(["a", "b"], second.Subjects);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_time_that_theReceiver_asks_for_is_waited(TestEngine engine)
    {
        await using var daemon = await StartAsync(engine);
        Receiver.Answer = static context =>
        {
            (context.Response.StatusCode, context.Response.Headers.RetryAfter) = (429, "3000");
            return Task.CompletedTask;
        };

        await daemon.AppendAsync("canaries.late", "a");

        await daemon.UntilAsync(rows => rows.Single() is { State: NotificationState.Pending, Error: not null });
        Assert.InRange(daemon.Rows().Single().Due - Clock.Now, TimeSpan.FromSeconds(2000), TimeSpan.FromSeconds(3000));
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Channels_that_refuse_everything_do_not_complain_of_each_other_without_end(TestEngine engine)
    {
        AnswerWith(404);
        await using var daemon = await StartAsync(engine, _ => Samples.Options(
            $"channels: {{ a: {{ webhook: {{ url: {Receiver.Url} }} }}, b: {{ webhook: {{ url: {Receiver.Url} }} }} }}\nroutes: [{{ channels: [a, b] }}]"));

        await daemon.AppendAsync("canaries.late", "x");

        // Each says once of the other that it was not told, and nobody says that this was not told.
        await daemon.UntilAsync(rows => rows.Count == 4 && rows.All(row => row.State == NotificationState.Refused));
        Assert.Equal(2, daemon.Database.Journal.Read(new EventQuery { Types = ["notifications.*"] }).Count);
    }
}
