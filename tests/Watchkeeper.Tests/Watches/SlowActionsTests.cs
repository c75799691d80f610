using Watchkeeper.Watches;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Running;

namespace Watchkeeper.Tests.Watches;

/// <summary>What waits behind slow and failing actions: it is not done when it has become too old, and the failing ones are in nobody's way.</summary>
public sealed class SlowActionsTests
{
    [Fact]
    public async Task What_became_too_old_behind_a_slow_run_is_not_done()
    {
        await using var parts = await LiveParts.OpenAsync();
        var watch = parts.Make("a: { watch: { file: /x }, when: { contains: hit }, max_age: 1s, cooldown: 0s, then: [ { run: [sleep, '2.5'] } ] }")[0].Watch;
        await OfferAsync(parts, watch, "");
        await OfferAsync(parts, watch, "");
        await UntilAsync(() => parts.Runs().All(run => run.Status is RunStatus.Succeeded or RunStatus.Dropped));

        Assert.Equal(
            ["Dropped nothing is done: it is older than 1 s", "Succeeded "],
            parts.Runs().Select(run => $"{run.Status} {run.Error}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_failed_is_not_tried_again_when_it_is_too_old()
    {
        await using var parts = await LiveParts.OpenAsync();
        var watch = parts.Make("a: { watch: { file: /x }, when: { contains: hit }, max_age: 1s, retry: { times: 1000, first: 300ms, max: 300ms }, then: [ { run: ['false'] } ] }")[0].Watch;
        await OfferAsync(parts, watch, "");
        await UntilAsync(() => parts.Runs()[0].Status == RunStatus.Failed);
        Assert.InRange(parts.Runs()[0].Attempts, 1, 10);
    }

    [Fact]
    public async Task Keys_that_wait_for_their_next_try_are_in_nobodys_way()
    {
        await using var parts = await LiveParts.OpenAsync();
        var watch = parts.Make("a: { watch: { file: /x }, when: { regex: 'hit (?<k>.*)', key: k }, retry: { times: 3, first: 10m, max: 10m }, then: [ { run: [sh, -c, '[ $WATCH_KEY = good ]'] } ] }")[0].Watch;
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => OfferAsync(parts, watch, $"bad{i}")));
        await OfferAsync(parts, watch, "good");
        await UntilAsync(() => parts.Runs().Any(run => run is { Key: "good", Status: RunStatus.Succeeded }));
        await UntilAsync(() => parts.Runs().Count(run => run.Status == RunStatus.Retrying) == 40);
    }

    private static Task OfferAsync(LiveParts parts, Watch watch, string key) =>
        parts.Queues.OfferAsync(new Trigger(watch, key, EdgeKind.Fire, parts.Axis.Now, $"{Guid.NewGuid()}") { Noticed = parts.Axis.Now });

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var patience = 0; !condition(); patience++)
        {
            Assert.True(patience < 3000, "it did not come true in a minute");
            await Task.Delay(20);
        }
    }
}
