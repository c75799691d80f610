using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Contracts;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Diagnostics;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Notifications;
using Watchkeeper.Notifications.Channels;
using Watchkeeper.Notifications.Heartbeat;
using Watchkeeper.Tests.Configuration;
using Watchkeeper.Tests.Core.Data;

namespace Watchkeeper.Tests.Notifications;

/// <summary>The heartbeat is held back while something in the daemon stands still.</summary>
public sealed class HeartbeatTests
{
    private static readonly HostClock Clock = HostClock.Open();

    [Fact]
    public async Task A_loop_that_is_stuck_stops_the_heartbeat_until_it_turns_again()
    {
        using var loop = new Loop();
        await using var scene = await Scene.StartAsync(loop);
        await scene.Receiver.NextAsync();

        loop.Stick();
        await scene.UntilSilentAsync();
        loop.Loosen();

        await scene.Receiver.NextAsync();
    }

    [Fact]
    public async Task A_changed_address_is_pinged_at_once()
    {
        using var loop = new Loop();
        await using var scene = await Scene.StartAsync(loop, every: TimeSpan.FromDays(1));
        await scene.Receiver.NextAsync();

        scene.Options.Set(scene.Options.Current with { Url = new Uri(scene.Receiver.Url + "/elsewhere") });

        Assert.Equal("/elsewhere", (await scene.Receiver.NextAsync()).Path);
    }

    [Fact]
    public async Task A_refusal_is_logged_once_and_that_it_arrives_again_too()
    {
        using var loop = new Loop();
        var log = new Lines();
        await using var scene = await Scene.StartAsync(loop, log: log);
        await scene.Receiver.NextAsync();
        scene.Receiver.Answer = static context =>
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        };
        for (var beat = 0; beat < 6; beat++)
        {
            await scene.Receiver.NextAsync();
        }

        scene.Receiver.Answer = static _ => Task.CompletedTask;
        for (var beat = 0; beat < 4; beat++)
        {
            await scene.Receiver.NextAsync();
        }

        Assert.Equal(["arrives", "404", "arrives"], log.Texts.Select(line => line.Contains("404", StringComparison.Ordinal) ? "404" : line.Contains("arrives", StringComparison.Ordinal) ? "arrives" : line));
    }

    [Fact]
    public async Task A_service_that_failed_stops_the_heartbeat()
    {
        using var loop = new Loop();
        await using var scene = await Scene.StartAsync(loop);
        await scene.Receiver.NextAsync();

        loop.Fail();

        await scene.UntilSilentAsync();
    }

    [Fact]
    public async Task A_service_that_has_nothing_more_to_do_does_not()
    {
        using var loop = new Loop();
        await using var scene = await Scene.StartAsync(loop);

        loop.End();
        await loop.ExecuteTask!;
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        scene.Receiver.Others();

        await scene.Receiver.NextAsync();
    }

    [Fact]
    public async Task An_outbox_that_does_not_move_stops_the_heartbeat()
    {
        using var loop = new Loop();
        await using var scene = await Scene.StartAsync(loop);
        await scene.Receiver.NextAsync();
        var entry = await scene.Test.Journal.AppendAsync(new EventDraft("canaries.late", Severity.Error, "a", "Late."));

        await scene.Test.Database.WriteAsync(
            transaction => NotificationStore.Add(transaction, entry, "default", Clock.Now - TimeSpan.FromMinutes(20), Clock.Now + TimeSpan.FromDays(1)), Durability.Durable);

        await scene.UntilSilentAsync();
    }

    /// <summary>A room without a loop that shows itself would be asleep unnoticed.</summary>
    [Fact]
    public void Every_rooms_loop_shows_that_it_turns()
    {
        var hidden = Rooms.All.Select(room => $"{char.ToUpperInvariant(room.Name[0])}{room.Name[1..]}Service")
            .Select(name => AppDomain.CurrentDomain.GetAssemblies().Where(assembly => assembly.GetName().Name!.StartsWith("Watchkeeper.", StringComparison.Ordinal))
                .SelectMany(assembly => assembly.GetTypes()).SingleOrDefault(type => type.Name == name))
            .OfType<Type>().Where(type => type != typeof(HeartbeatService) && !typeof(ILoop).IsAssignableFrom(type)).ToList();

        Assert.Empty(hidden);
    }

    private sealed class Scene(TestDatabase test, Receiver receiver, LiveOptions<HeartbeatOptions> options, HeartbeatService service, HttpClient http, Loop loop) : IAsyncDisposable
    {
        public TestDatabase Test => test;

        public Receiver Receiver => receiver;

        public LiveOptions<HeartbeatOptions> Options => options;

        public static async Task<Scene> StartAsync(Loop loop, TimeSpan? every = null, ILogger<HeartbeatService>? log = null)
        {
            var receiver = await Receiver.StartAsync();
            var test = await TestDatabase.OpenAsync(TestEngine.Sqlite, Clock, HeartbeatModule.Module, NotificationsModule.Module);
            var services = new ServiceCollection().AddSingleton<IHostedService>(loop).BuildServiceProvider();
            var http = HttpDelivery.NewClient();
            var options = new LiveOptions<HeartbeatOptions>(new HeartbeatOptions(new Uri(receiver.Url), every ?? TimeSpan.FromMilliseconds(200)));
            var service = new HeartbeatService(
                options, test.Database, new Loops(services), new HttpDelivery(http, Clock), TestDatabase.Host, Clock, new SharedClock(Clock, test.Database), log ?? NullLogger<HeartbeatService>.Instance);
            await loop.StartAsync(CancellationToken.None);
            await service.StartAsync(CancellationToken.None);
            return new Scene(test, receiver, options, service, http, loop);
        }

        /// <summary>Until ten beats in a row did not come.</summary>
        public async Task UntilSilentAsync()
        {
            for (var attempt = 0; attempt < 30; attempt++)
            {
                await Task.Delay(TimeSpan.FromSeconds(2));
                if (receiver.Others().Count == 0)
                {
                    return;
                }
            }

            Assert.Fail("The heartbeat goes on.");
        }

        public async ValueTask DisposeAsync()
        {
            loop.End();
            await service.StopAsync(CancellationToken.None);
            service.Dispose();
            http.Dispose();
            await test.DisposeAsync();
            await receiver.DisposeAsync();
        }
    }

    /// <summary>A loop that turns, sticks, fails or ends as it is told.</summary>
    private sealed class Loop : BackgroundService, ILoop
    {
        private readonly CancellationTokenSource _end = new();
        private readonly ManualResetEventSlim _loose = new(true);
        private volatile bool _fails;

        public Pulse Pulse { get; } = new("x", Clock, TimeSpan.FromSeconds(1));

        public void Stick() => _loose.Reset();

        public void Loosen() => _loose.Set();

        public void Fail() => _fails = true;

        public void End() => _end.Cancel();

        public override void Dispose()
        {
            base.Dispose();
            _end.Dispose();
            _loose.Dispose();
        }

        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(
            async () =>
            {
                while (!_end.IsCancellationRequested)
                {
                    _loose.Wait(_end.Token);
                    Pulse.Rest(TimeSpan.FromMilliseconds(50));
                    await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None);
                    if (_fails)
                    {
                        throw new InvalidOperationException("A loop that fails.");
                    }
                }
            },
            CancellationToken.None);
    }

    private sealed class Lines : ILogger<HeartbeatService>
    {
        private readonly ConcurrentQueue<string> _texts = new();

        public IEnumerable<string> Texts => _texts;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _texts.Enqueue(formatter(state, exception));
    }
}
