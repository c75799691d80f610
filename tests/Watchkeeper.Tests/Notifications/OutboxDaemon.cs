using Microsoft.Extensions.Logging.Abstractions;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Diagnostics;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Notifications;
using Watchkeeper.Notifications.Channels;
using Watchkeeper.Notifications.Outbox;
using Watchkeeper.Tests.Core.Data;

namespace Watchkeeper.Tests.Notifications;

/// <summary>The room's services as a daemon has them, on a database of its own or on another's.</summary>
internal sealed class OutboxDaemon : IAsyncDisposable
{
    private readonly NotificationsService _service;
    private readonly OutboxBell _bell;
    private readonly Express _express;
    private readonly HttpClient _http;
    private readonly HostClock _clock;
    private readonly bool _owns;

    private OutboxDaemon(
        TestDatabase test, Database database, LiveOptions<NotificationsOptions> options, OutboxBell bell, Express express, HttpClient http, HostClock clock, HostIdentity host,
        bool owns)
    {
        (Test, Database, Options, _bell, _express, _http, _clock, _owns) = (test, database, options, bell, express, http, clock, owns);
        var shared = new SharedClock(clock, database);
        var addressbook = AddressbookOf(options, http, clock);
        var ledger = new Ledger(database, shared, options, new Counters(), NullLogger<Ledger>.Instance);
        var deliverer = new Deliverer(database, host, clock, shared, addressbook, ledger, new Counters(), NullLogger<Deliverer>.Instance);
        _service = new NotificationsService(database, host, clock, shared, bell, deliverer, NullLogger<NotificationsService>.Instance);
    }

    public TestDatabase Test { get; }

    public Database Database { get; }

    public LiveOptions<NotificationsOptions> Options { get; }

    public static async Task<OutboxDaemon> StartAsync(TestEngine engine, NotificationsOptions current, HostClock clock, TestDatabase? on, HostIdentity? host)
    {
        var options = new LiveOptions<NotificationsOptions>(current);
        var bell = new OutboxBell(clock);
        var http = HttpDelivery.NewClient();
        var express = new Express(options, AddressbookOf(options, http, clock), TestDatabase.Host, clock, new Counters(), NullLogger<Express>.Instance);
        var test = on ?? await TestDatabase.OpenAsync(engine, clock, [new OutboxSubscriber(options, OwnTime(clock), bell, express)], NotificationsModule.Module);
        var database = on is null || host is null ? test.Database : await test.OpenAnotherAsync(host, clock);
        var daemon = new OutboxDaemon(test, database, options, bell, express, http, clock, host ?? TestDatabase.Host, owns: on is null);
        await express.StartAsync(CancellationToken.None);
        await daemon._service.StartAsync(CancellationToken.None);
        return daemon;
    }

    /// <summary>What puts an event's notifications into the outbox, for a database on which nobody delivers them yet.</summary>
    public static OutboxSubscriber Subscriber(NotificationsOptions current, HostClock clock)
    {
        var options = new LiveOptions<NotificationsOptions>(current);
        var express = new Express(options, AddressbookOf(options, HttpDelivery.NewClient(), clock), TestDatabase.Host, clock, new Counters(), NullLogger<Express>.Instance);
        return new OutboxSubscriber(options, OwnTime(clock), new OutboxBell(clock), express);
    }

    private static Addressbook AddressbookOf(LiveOptions<NotificationsOptions> options, HttpClient http, HostClock clock)
    {
        var paths = HostPaths.For(isRoot: false, new Dictionary<string, string>());
        var core = new LiveOptions<CoreOptions>(WatchkeeperConfiguration.LoadCore(new ConfigurationSource(null, new Dictionary<string, string>(), paths with { ConfigurationFile = "/nonexistent" })));
        return new Addressbook(options, core, new ChannelKinds(new HttpDelivery(http, clock), clock));
    }

    /// <summary>The database is not there yet when its subscribers are named; hosts' clocks agree in these tests unless they say otherwise.</summary>
    private static SharedClock OwnTime(HostClock clock) => new(clock, static () => null);

    public Task AppendAsync(string type, string subject) => Database.Journal.AppendAsync(new EventDraft(type, Severity.Error, subject, $"{subject} has not reported."));

    public List<Notification> Rows() => Database.Read(session => NotificationStore.List(session, null, 10_000));

    public async Task TryAgainAsync()
    {
        var now = _clock.Now;
        await Database.WriteAsync(transaction => NotificationStore.TryAgain(transaction, null, now, now + TimeSpan.FromHours(1)), Durability.Durable);
        _bell.Ring();
    }

    /// <summary>Waits until the receiver's answer is known, too: what is stored while it is on its way is sent again under the same key.</summary>
    public async Task UntilSentByExpressAsync(EventDraft told)
    {
        for (var attempt = 0; attempt < 1200 && !_express.HasSent(told.Id!.Value, "default"); attempt++)
        {
            await Task.Delay(25);
        }
    }

    /// <summary>Waits until the outbox is as described; the rows come newest first.</summary>
    public async Task UntilAsync(Func<List<Notification>, bool> described)
    {
        for (var attempt = 0; attempt < 1200; attempt++)
        {
            var rows = Rows();
            if (rows.Count > 0 && described(rows))
            {
                return;
            }

            await Task.Delay(25);
        }

        Assert.Fail("The outbox did not come to be as described: " + string.Join("; ", Rows().Take(5)));
    }

    public async ValueTask DisposeAsync()
    {
        await _express.StopAsync(CancellationToken.None);
        _express.Dispose();
        await _service.StopAsync(CancellationToken.None);
        _service.Dispose();
        _http.Dispose();
        if (_owns)
        {
            await Test.DisposeAsync();
        }
    }
}
