using System.Text.Json.Nodes;
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
}
