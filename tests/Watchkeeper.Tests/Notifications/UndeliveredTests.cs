using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Notifications;
using Watchkeeper.Notifications.Channels;
using Watchkeeper.Tests.Core.Data;

namespace Watchkeeper.Tests.Notifications;

/// <summary>What cannot be delivered, on both engines, with the real clock and a real receiver.</summary>
public sealed class UndeliveredTests : IAsyncLifetime
{
    private static readonly HostClock Clock = HostClock.Open();
    private Receiver _receiver = null!;

    public async ValueTask InitializeAsync() => _receiver = await Receiver.StartAsync();

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_failure_is_tried_again_with_the_same_key(TestEngine engine)
    {
        await using var daemon = await StartAsync(engine);
        var answers = 0;
        _receiver.Answer = context =>
        {
            context.Response.StatusCode = answers++ == 0 ? 503 : 200;
            return Task.CompletedTask;
        };

        await daemon.AppendAsync("canaries.late", "a");
        var first = await _receiver.NextAsync();
        await daemon.UntilAsync(rows => rows.Single() is { State: NotificationState.Pending, Error: not null });
        await daemon.TryAgainAsync();
        var second = await _receiver.NextAsync();

        Assert.Equal(first.Headers["Idempotency-Key"], second.Headers["Idempotency-Key"]);
        await daemon.UntilAsync(rows => rows.Single().State == NotificationState.Sent);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_is_refused_for_good_is_not_tried_again_and_becomes_an_event(TestEngine engine)
    {
        await using var daemon = await StartAsync(engine);
        _receiver.Answer = static context =>
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        };

        await daemon.AppendAsync("canaries.late", "a");
        await daemon.UntilAsync(rows => rows.Single() is { State: NotificationState.Refused, Attempts: 1 });

        var complaint = Assert.Single(daemon.Database.Journal.Read(new EventQuery { Types = ["notifications.refused"] }));
        Assert.Equal(("default", Severity.Error), (complaint.Subject, complaint.Severity));
        Assert.Contains("answered 404", complaint.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_cannot_be_delivered_in_time_is_given_up_and_becomes_an_event(TestEngine engine)
    {
        await using var daemon = await StartAsync(engine, options => options with { GiveUpAfter = TimeSpan.FromMilliseconds(1) });
        _receiver.Answer = static context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };

        await daemon.AppendAsync("canaries.late", "a");
        await daemon.UntilAsync(rows => rows.Single().State == NotificationState.Expired);

        Assert.Single(daemon.Database.Journal.Read(new EventQuery { Types = ["notifications.gave-up"] }));
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_channel_that_is_gone_from_the_configuration_is_said_so(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine, Clock, [OutboxDaemon.Subscriber(Options(), Clock)], NotificationsModule.Module);
        await test.Journal.AppendAsync(new EventDraft("canaries.late", Severity.Error, "a", "Late."));

        await using var daemon = await StartAsync(engine, options => options with { Channels = [] }, test);

        await daemon.UntilAsync(rows => rows.Single() is { State: NotificationState.Refused, Error: "no channel of this name is configured any more" });
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_channel_that_only_another_host_has_is_left_to_that_host(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine, Clock, [OutboxDaemon.Subscriber(Options(), Clock)], NotificationsModule.Module);
        await test.Journal.AppendAsync(new EventDraft("canaries.late", Severity.Error, "a", "Late."));
        await test.Database.WriteAsync(
            transaction => NotificationStore.Take(transaction, "default", TestDatabase.Host.Id, Clock.Now, Instant.Epoch, Clock.Now - TimeSpan.FromSeconds(60), "dead", 1), Durability.Durable);

        await using var daemon = await StartAsync(engine, options => options with { Channels = [] }, test, new HostIdentity("22222222222222222222222222222222", "beta"));
        await Task.Delay(TimeSpan.FromSeconds(2));

        Assert.Equal((NotificationState.Pending, 1), (daemon.Rows().Single().State, daemon.Rows().Single().Attempts));
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_digest_that_is_tried_again_has_the_same_key(TestEngine engine)
    {
        await using var daemon = await StartAsync(engine, options => options with { Channels = [options.Channels[0] with { Pace = new PaceOptions(1, TimeSpan.FromSeconds(1)) }] });
        var answers = 0;
        _receiver.Answer = context =>
        {
            context.Response.StatusCode = answers++ == 0 ? 503 : 200;
            return Task.CompletedTask;
        };

        await daemon.Database.WriteAsync(
            transaction =>
            {
                transaction.Append(new EventDraft("canaries.late", Severity.Error, "a", "Late."));
                transaction.Append(new EventDraft("canaries.late", Severity.Error, "b", "Late."));
            },
            Durability.Durable);

        Assert.Equal((await _receiver.NextAsync()).Headers["Idempotency-Key"], (await _receiver.NextAsync()).Headers["Idempotency-Key"]);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_time_that_the_receiver_asks_for_is_waited(TestEngine engine)
    {
        await using var daemon = await StartAsync(engine);
        _receiver.Answer = static context =>
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
        _receiver.Answer = static context =>
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        };
        await using var daemon = await StartAsync(engine, _ => Samples.Options(
            $"channels: {{ a: {{ webhook: {{ url: {_receiver.Url} }} }}, b: {{ webhook: {{ url: {_receiver.Url} }} }} }}\nroutes: [{{ channels: [a, b] }}]"));

        await daemon.AppendAsync("canaries.late", "x");

        // Each says once of the other that it was not told, and nobody says that this was not told.
        await daemon.UntilAsync(rows => rows.Count == 4 && rows.All(row => row.State == NotificationState.Refused));
        Assert.Equal(2, daemon.Database.Journal.Read(new EventQuery { Types = ["notifications.*"] }).Count);
    }

    private NotificationsOptions Options() => Samples.Options($"channels: {{ default: {{ webhook: {{ url: {_receiver.Url} }} }} }}");

    private Task<OutboxDaemon> StartAsync(
        TestEngine engine, Func<NotificationsOptions, NotificationsOptions>? change = null, TestDatabase? on = null, HostIdentity? host = null)
    {
        var options = Options();
        return OutboxDaemon.StartAsync(engine, change?.Invoke(options) ?? options, Clock, on, host);
    }
}
