using System.Text.Json.Nodes;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Notifications;
using Watchkeeper.Tests.Core.Data;

namespace Watchkeeper.Tests.Notifications;

/// <summary>What is said about one subject arrives in the order in which it happened.</summary>
public sealed class OrderTests : OutboxScene
{
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_late_notice_that_is_tried_again_is_not_overtaken_by_the_one_that_it_is_back(TestEngine engine)
    {
        await using var daemon = await StartAsync(engine, Unpaced);
        AnswerWith(503);
        await daemon.AppendAsync("canaries.late", "job");
        await daemon.UntilAsync(rows => rows.Single() is { State: NotificationState.Pending, Error: not null });
        Receiver.Answer = static _ => Task.CompletedTask;
        Receiver.Others();

        await daemon.AppendAsync("canaries.recovered", "job");
        await daemon.AppendAsync("canaries.late", "another");
        await daemon.UntilAsync(rows => rows[0].State == NotificationState.Sent);
        await daemon.TryAgainAsync();
        await daemon.UntilAsync(rows => rows.All(row => row.State == NotificationState.Sent));

        // The other job's notice need not wait; of this job the late one comes first, however often it was tried.
        var told = Receiver.Others().SelectMany(request => JsonNode.Parse(request.Body)!["events"]!.AsArray()).Select(entry => $"{entry!["type"]} {entry["subject"]}").ToList();
        Assert.Contains("canaries.late another", told);
        Assert.Equal(["canaries.late job", "canaries.recovered job"], told.Where(line => line.EndsWith(" job", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Of_two_that_wait_together_the_younger_does_not_go_when_the_older_fails(TestEngine engine)
    {
        FailOnceWith(503);
        await using var daemon = await StartAsync(engine, Unpaced);

        await AppendAsync(daemon, "canaries.late", "canaries.recovered");
        await daemon.UntilAsync(rows => rows.All(row => row.State == NotificationState.Sent));

        var told = Receiver.Others().SelectMany(request => JsonNode.Parse(request.Body)!["events"]!.AsArray()).Select(entry => $"{entry!["type"]}");
        Assert.Equal(["canaries.late", "canaries.late", "canaries.recovered"], told);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_storm_about_one_subject_is_one_message_too(TestEngine engine)
    {
        await using var daemon = await StartAsync(engine);

        await AppendAsync(daemon, [.. Enumerable.Repeat("disks.io-error", 30)]);
        await daemon.UntilAsync(rows => rows.All(row => row.State == NotificationState.Sent));

        Assert.Equal(30, JsonNode.Parse(Assert.Single(Receiver.Others()).Body)!["total"]!.GetValue<int>());
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
