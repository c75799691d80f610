using System.Text.Json.Nodes;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Notifications;
using Watchkeeper.Tests.Core.Data;

namespace Watchkeeper.Tests.Notifications;

/// <summary>What is said about one subject arrives in the order in which it happened.</summary>
public sealed class OrderTests : IAsyncLifetime
{
    private static readonly HostClock Clock = HostClock.Open();
    private Receiver _receiver = null!;

    public async ValueTask InitializeAsync() => _receiver = await Receiver.StartAsync();

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_late_notice_that_is_tried_again_is_not_overtaken_by_the_one_that_it_is_back(TestEngine engine)
    {
        var options = Samples.Options($"channels: {{ default: {{ webhook: {{ url: {_receiver.Url} }}, pace: {{ messages: 1000 }} }} }}");
        await using var daemon = await OutboxDaemon.StartAsync(engine, options, Clock, on: null, host: null);
        _receiver.Answer = static context =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        };
        await daemon.AppendAsync("canaries.late", "job");
        await daemon.UntilAsync(rows => rows.Single() is { State: NotificationState.Pending, Error: not null });
        _receiver.Answer = static _ => Task.CompletedTask;
        _receiver.Others();

        await daemon.AppendAsync("canaries.recovered", "job");
        await daemon.AppendAsync("canaries.late", "another");
        await daemon.UntilAsync(rows => rows[0].State == NotificationState.Sent);
        await daemon.TryAgainAsync();
        await daemon.UntilAsync(rows => rows.All(row => row.State == NotificationState.Sent));

        // The other job's notice need not wait; of this job the late one comes first, however often it was tried.
        var told = _receiver.Others().SelectMany(request => JsonNode.Parse(request.Body)!["events"]!.AsArray()).Select(entry => $"{entry!["type"]} {entry["subject"]}").ToList();
        Assert.Contains("canaries.late another", told);
        Assert.Equal(["canaries.late job", "canaries.recovered job"], told.Where(line => line.EndsWith(" job", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Of_two_that_wait_together_the_younger_does_not_go_when_the_older_fails(TestEngine engine)
    {
        var failures = 0;
        _receiver.Answer = context =>
        {
            context.Response.StatusCode = Interlocked.Increment(ref failures) == 1 ? 503 : 200;
            return Task.CompletedTask;
        };
        var options = Samples.Options($"channels: {{ default: {{ webhook: {{ url: {_receiver.Url} }}, pace: {{ messages: 1000 }} }} }}");
        await using var daemon = await OutboxDaemon.StartAsync(engine, options, Clock, on: null, host: null);

        await AppendAsync(daemon, "canaries.late", "canaries.recovered");
        await daemon.UntilAsync(rows => rows.All(row => row.State == NotificationState.Sent));

        var told = _receiver.Others().SelectMany(request => JsonNode.Parse(request.Body)!["events"]!.AsArray()).Select(entry => $"{entry!["type"]}");
        Assert.Equal(["canaries.late", "canaries.late", "canaries.recovered"], told);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_storm_about_one_subject_is_one_message_too(TestEngine engine)
    {
        var options = Samples.Options($"channels: {{ default: {{ webhook: {{ url: {_receiver.Url} }} }} }}");
        await using var daemon = await OutboxDaemon.StartAsync(engine, options, Clock, on: null, host: null);

        await AppendAsync(daemon, [.. Enumerable.Repeat("disks.io-error", 30)]);
        await daemon.UntilAsync(rows => rows.All(row => row.State == NotificationState.Sent));

        Assert.Equal(30, JsonNode.Parse(Assert.Single(_receiver.Others()).Body)!["total"]!.GetValue<int>());
    }

    /// <summary>Events about one subject, in one transaction.</summary>
    private static Task AppendAsync(OutboxDaemon daemon, params string[] types) => daemon.Database.WriteAsync(
        transaction =>
        {
            foreach (var type in types)
            {
                transaction.Append(new EventDraft(type, Severity.Error, "job", "It happened."));
            }
        },
        Durability.Durable);
}
