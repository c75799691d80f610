using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Tests.Core.Data;
using Watchkeeper.Tests.Core.Time;
using Watchkeeper.Watches;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Running;

namespace Watchkeeper.Tests.Watches;

/// <summary>What the last life left to do waits for its source's word, and not for ever: a thing that is gone says nothing any more.</summary>
public sealed class UnheardTests
{
    private const string Rule = "disk: { watch: { path: /x, every: 30s, timeout: 10s }, when: { is: there }, max_age: 10m, cooldown: 0s, then: [ { run: ['true'] } ] }";

    private readonly FakeHostClock _clock = new();

    [Fact]
    public async Task What_nobody_hears_of_again_is_dropped_and_told()
    {
        await using var parts = await ResumedAsync();
        Assert.Equal(parts.Axis.After(TimeSpan.FromSeconds(640)), parts.Queues.Reconcile());

        _clock.Advance(TimeSpan.FromSeconds(639));
        parts.Queues.Reconcile();
        Assert.Equal(RunStatus.Waiting, Assert.Single(parts.Runs()).Status);

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(long.MaxValue, parts.Queues.Reconcile());
        await UntilAsync(() => parts.Runs()[0].Status == RunStatus.Dropped);
        const string Why = "its source did not say within 10 min 40 s of the start whether it is still so";
        Assert.Equal(Why, parts.Runs()[0].Error);
        var told = Assert.Single(parts.Test.Journal.Read(new EventQuery { Types = ["watches.action-dropped"] }));
        Assert.Equal((Severity.Warning, "disk", $"disk (sda) was not acted upon: {Why}."), (told.Severity, told.Subject, told.Message));
    }

    [Fact]
    public async Task Its_word_comes_too_late_for_what_was_dropped_and_counts_for_what_is_new()
    {
        await using var parts = await ResumedAsync();
        _clock.Advance(TimeSpan.FromHours(1));
        parts.Queues.Reconcile();
        await UntilAsync(() => parts.Runs()[0].Status == RunStatus.Dropped);

        parts.Queues.Hear("disk", "sda", () => true);
        parts.Queues.Reconcile();
        Assert.Single(parts.Runs());

        await parts.Queues.OfferAsync(new Trigger(parts.Roster.All.First().Watch, "sda", EdgeKind.Raise, parts.Axis.Now, "new") { Noticed = parts.Axis.Now });
        await UntilAsync(() => parts.Runs().Count == 2 && parts.Runs().Any(run => run.Status == RunStatus.Succeeded));
    }

    [Fact]
    public async Task What_is_heard_of_in_time_is_done()
    {
        await using var parts = await ResumedAsync();
        _clock.Advance(TimeSpan.FromMinutes(5));
        parts.Queues.Reconcile();
        Assert.Equal("sda waits until its source has said that it is still so", parts.Book.Unheard("disk"));

        parts.Queues.Hear("disk", "sda", () => true);
        Assert.Null(parts.Book.Unheard("disk"));
        parts.Queues.Reconcile();

        await UntilAsync(() => Assert.Single(parts.Runs()).Status == RunStatus.Succeeded);
    }

    /// <summary>A daemon that takes up an action which the last one accepted and did not come to.</summary>
    private async Task<LiveParts> ResumedAsync()
    {
        var parts = await LiveParts.OpenAsync(_clock);
        var trigger = new Trigger(parts.Make(Rule)[0].Watch, "sda", EdgeKind.Raise, parts.Axis.Now, "1.0") { Noticed = parts.Axis.Now };
        var run = Run.Of(trigger, _clock.Read(), _clock.BootId, TestDatabase.Host);
        await parts.Test.Database.WriteAsync(transaction => WatchStore.AddRun(transaction, TestDatabase.Host.Id, run), Durability.Periodic);
        parts.Queues.Resume(trigger, run);
        return parts;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var patience = 0; !condition(); patience++)
        {
            Assert.True(patience < 3000, "it did not come true in a minute");
            await Task.Delay(20);
        }
    }
}
