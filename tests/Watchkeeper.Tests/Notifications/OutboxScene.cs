using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Notifications;
using Watchkeeper.Notifications.Channels;
using Watchkeeper.Tests.Core.Data;

namespace Watchkeeper.Tests.Notifications;

/// <summary>What the tests of the outbox have in common: the real clock, a real receiver, and daemons whose channel <c>default</c> goes there.</summary>
public abstract class OutboxScene : IAsyncLifetime
{
    internal static readonly HostClock Clock = HostClock.Open();

    internal static readonly HostIdentity Beta = new("22222222222222222222222222222222", "beta");

    internal Receiver Receiver { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Receiver = await Receiver.StartAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Receiver.DisposeAsync();
    }

    internal NotificationsOptions Options() => Samples.Options($"channels: {{ default: {{ webhook: {{ url: {Receiver.Url} }} }} }}");

    internal static NotificationsOptions Unpaced(NotificationsOptions options) => WithPace(options, new PaceOptions(1000, TimeSpan.FromMinutes(1)));

    internal static NotificationsOptions FiveAnHour(NotificationsOptions options) => WithPace(options, new PaceOptions(5, TimeSpan.FromHours(1)));

    /// <summary>What the receiver answers from now on.</summary>
    internal void AnswerWith(int status) => Receiver.Answer = context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    /// <summary>The receiver answers once with this, and takes everything after it.</summary>
    internal void FailOnceWith(int status)
    {
        var answers = 0;
        Receiver.Answer = context =>
        {
            context.Response.StatusCode = Interlocked.Increment(ref answers) == 1 ? status : 200;
            return Task.CompletedTask;
        };
    }

    /// <summary>A database on which something waits and nobody delivers it yet.</summary>
    internal async Task<TestDatabase> WithSomethingWaitingAsync(TestEngine engine)
    {
        var test = await TestDatabase.OpenAsync(engine, Clock, [OutboxDaemon.Subscriber(Options(), Clock)], NotificationsModule.Module);
        await test.Journal.AppendAsync(new EventDraft("canaries.late", Severity.Error, "a", "Late."));
        return test;
    }

    internal static NotificationsOptions WithPace(NotificationsOptions options, PaceOptions pace) => options with { Channels = [options.Channels[0] with { Pace = pace }] };

    internal Task<OutboxDaemon> StartAsync(
        TestEngine engine, Func<NotificationsOptions, NotificationsOptions>? change = null, TestDatabase? on = null, HostIdentity? host = null, HostClock? clock = null)
    {
        var options = Options();
        return OutboxDaemon.StartAsync(engine, change?.Invoke(options) ?? options, clock ?? Clock, on, host);
    }
}
