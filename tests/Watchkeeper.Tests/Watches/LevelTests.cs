using Watchkeeper.Core.Events;
using Watchkeeper.Tests.Core.Time;
using Watchkeeper.Watches;
using Watchkeeper.Watches.Conditions;
using Watchkeeper.Watches.Running;

namespace Watchkeeper.Tests.Watches;

/// <summary>What lasts is acted upon as long as it lasts, whatever was in the way of it for a while, and undone only where it was done.</summary>
public sealed class LevelTests : IAsyncLifetime
{
    private readonly FakeHostClock _clock = new();
    private LiveParts _parts = null!;
    private long _edges;

    public async ValueTask InitializeAsync() => _parts = await LiveParts.OpenAsync(_clock);

    public ValueTask DisposeAsync() => _parts.DisposeAsync();

    [Fact]
    public async Task What_failed_again_within_the_cooldown_is_acted_upon_when_the_cooldown_ends()
    {
        var watch = Make("a: { watch: { path: /x }, when: { is: there }, then: [ { event: t.hen } ], after: [ { event: a.fter } ], cooldown: 8s }");
        await SayAsync(watch, EdgeKind.Raise);
        await SayAsync(watch, EdgeKind.Clear);
        await SayAsync(watch, EdgeKind.Raise);
        Assert.Equal((1, 1), Done());

        Pass(8);
        await UntilAsync(() => Done() == (2, 1));

        // It is over before the cooldown ends: nothing was done, and nothing is undone.
        await SayAsync(watch, EdgeKind.Clear);
        await SayAsync(watch, EdgeKind.Raise);
        await SayAsync(watch, EdgeKind.Clear);
        Pass(60);
        await SettledAsync();
        Assert.Equal((2, 2), Done());
    }

    [Fact]
    public async Task What_still_holds_is_acted_upon_again_until_it_gives_up_with_one_notice_and_again_when_that_is_over()
    {
        var watch = Make("a: { watch: { path: /x }, when: { is: there }, then: [ { event: t.hen } ], repeat: 5s, limit: { runs: 3, within: 1h, rearm_after: 2h } }");
        Observe("there");
        await SayAsync(watch, EdgeKind.Raise);
        for (var second = 0; second < 60; second++)
        {
            Pass(1);
            await SettledAsync();
        }

        Assert.Equal(3, Done().Then);
        await UntilAsync(() => Events("watches.gave-up") == 1);
        Pass(7200);
        await UntilAsync(() => Done().Then == 4);

        Assert.Equal(1, Events("watches.gave-up"));

        // Nobody knows any more: nothing is done again.
        Observe(null);
        Pass(60);
        await SettledAsync();
        Assert.Equal(4, Done().Then);
    }

    [Theory]
    [InlineData("then: [ { restart: nginx } ]", 30)]
    [InlineData("then: [ { restart: nginx } ], cooldown: 2m", 120)]
    [InlineData("then: [ { run: [x] } ], cooldown: 2m", 0)]
    [InlineData("then: [ { notify: [] } ], repeat: 1h", 3600)]
    public void Units_are_started_again_while_they_do_not_run_and_nobody_is_told_twice_unasked(string steps, int seconds) =>
        Assert.Equal(seconds, WatchesWritten.Watch($"a: {{ watch: {{ unit: nginx }}, when: {{ is: failed }}, {steps} }}").Policy.Repeat.TotalSeconds);

    [Fact]
    public async Task What_a_cause_held_back_is_done_when_the_cause_has_ended_and_the_symptom_has_not()
    {
        var live = _parts.Make("""
            cause: { watch: { path: /x }, when: { is: there } }
            a: { watch: { path: /y }, when: { is: there }, depends_on: cause, then: [ { event: t.hen } ], after: [ { event: a.fter } ] }
            """);
        await _parts.Board.RedefineAsync(WatchesWritten.Options("""
            cause: { watch: { path: /x }, when: { is: there } }
            a: { watch: { path: /y }, when: { is: there }, depends_on: cause, then: [ { event: t.hen } ], after: [ { event: a.fter } ] }
            """).Conditions, CancellationToken.None);
        var (cause, symptom) = (live.First(one => one.Watch.Name == "cause").Watch, live.First(one => one.Watch.Name == "a").Watch);

        // The first symptom is over before its cause is: neither half is done. The second outlives it.
        await SayAsync(cause, EdgeKind.Raise);
        await SayAsync(symptom, EdgeKind.Raise);
        await SayAsync(symptom, EdgeKind.Clear);
        Pass(5);
        await SayAsync(symptom, EdgeKind.Raise);
        Pass(7200);
        await SettledAsync();
        Assert.Equal((0, 0), Done());

        await SayAsync(cause, EdgeKind.Clear);
        Pass(1);
        await UntilAsync(() => Done() == (1, 0));
        await SayAsync(symptom, EdgeKind.Clear);
        Assert.Equal((1, 1), Done());
    }

    [Fact]
    public async Task What_a_silence_held_back_is_done_when_it_ends()
    {
        var watch = Make("a: { watch: { path: /x }, when: { is: there }, then: [ { event: t.hen } ] }");
        _parts.Roster.Find("a")!.SilencedUntil = _parts.Axis.After(TimeSpan.FromHours(2));
        await SayAsync(watch, EdgeKind.Raise);
        Pass(7199);
        await SettledAsync();
        Assert.Equal(0, Done().Then);
        Pass(1);
        await UntilAsync(() => Done().Then == 1);
    }

    [Fact]
    public async Task What_only_happens_is_counted_while_it_is_silenced_and_not_done_later()
    {
        var watch = Make("a: { watch: { file: /x }, when: { contains: boom }, then: [ { event: t.hen } ] }");
        _parts.Roster.Find("a")!.SilencedUntil = _parts.Axis.After(TimeSpan.FromMinutes(1));
        await SayAsync(watch, EdgeKind.Fire);
        Pass(120);
        await SettledAsync();
        Assert.Equal((0, 1L), (Done().Then, _parts.Book.Of("a").Single().Policy.Suppressed));
    }

    [Fact]
    public async Task After_a_limit_is_reached_nothing_is_undone_that_was_not_done()
    {
        var watch = Make("a: { watch: { path: /x }, when: { is: there }, then: [ { event: t.hen } ], after: [ { event: a.fter } ], cooldown: 0s, limit: { runs: 2 } }");
        for (var flap = 0; flap < 5; flap++)
        {
            await SayAsync(watch, EdgeKind.Raise);
            await SayAsync(watch, EdgeKind.Clear);
        }

        Assert.Equal((2, 2), Done());
    }

    [Fact]
    public async Task A_first_answer_that_is_well_is_told_where_it_is_asked_for()
    {
        var watch = Make("a: { watch: { path: /x }, when: { is: there, report_first: true }, then: [ { event: t.hen } ], after: [ { event: a.fter } ] }");
        await SayAsync(watch, EdgeKind.Clear);
        Assert.Equal((0, 1), Done());
    }

    [Fact]
    public async Task A_queue_that_is_let_go_while_it_is_entered_gives_no_second_run()
    {
        var watch = Make("a: { watch: { file: /x }, when: { contains: boom }, then: [ { event: t.hen } ], cooldown: 1h, reset_after: 1s }");
        using var ending = new CancellationTokenSource();
        var letting = Task.Run(() =>
        {
            while (!ending.IsCancellationRequested)
            {
                _parts.Book.TakeChanges();
            }
        });
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => Task.WhenAll(OfferAsync(watch, EdgeKind.Fire, $"{i}"), OfferAsync(watch, EdgeKind.Fire, $"{i}")))));
        await ending.CancelAsync();
        await letting;
        await SettledAsync();
        Assert.Equal(200, Done().Then);
    }

    private Watch Make(string rule) => _parts.Make(rule)[0].Watch;

    private void Observe(string? value) => _parts.Roster.Find("a")!.Evaluator.Observe(
        "", new Observation(_parts.Axis.Now, Part.Main, value is null ? Reading.Unknown("no answer") : Reading.Of(value), Facts.None), default, TimeSpan.Zero);

    private Task OfferAsync(Watch watch, EdgeKind kind, string key = "") =>
        _parts.Queues.OfferAsync(new Trigger(watch, key, kind, _parts.Axis.Now, $"{Interlocked.Increment(ref _edges)}") { Noticed = _parts.Axis.Now, Severity = watch.Severity });

    private async Task SayAsync(Watch watch, EdgeKind kind)
    {
        await OfferAsync(watch, kind);
        await SettledAsync();
    }

    private void Pass(int seconds)
    {
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        _parts.Queues.Reconcile();
    }

    /// <summary>What may run has run.</summary>
    private Task SettledAsync() => UntilAsync(() => _parts.Roster.All.SelectMany(live => _parts.Book.Of(live.Watch.Name)).All(queue =>
    {
        lock (queue)
        {
            return !queue.IsBusy;
        }
    }) && _parts.Runs().All(run => run.Status != RunStatus.Running));

    private (int Then, int After) Done() => (Events("t.hen"), Events("a.fter"));

    private int Events(string type) => _parts.Test.Journal.Read(new EventQuery { Types = [type] }).Count;

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var patience = 0; !condition(); patience++)
        {
            Assert.True(patience < 2000, "it did not come true in twenty seconds");
            await Task.Delay(10);
        }
    }
}
