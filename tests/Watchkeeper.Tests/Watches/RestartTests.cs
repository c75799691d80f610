using Watchkeeper.Core.Events;
using Watchkeeper.Watches;
using Watchkeeper.Watches.Conditions;

namespace Watchkeeper.Tests.Watches;

/// <summary>What the daemon did not see while it was away is neither made up nor missed.</summary>
public sealed class RestartTests
{
    private const long Second = 1_000_000;
    private readonly List<Trigger> _triggers = [];

    [Fact]
    public void A_value_that_nobody_looked_at_did_not_hold_all_along()
    {
        const string Rule = "a: { watch: { path: /x }, when: { is: there, for: 12s } }";
        var before = Begin(Rule);
        Observe(before, 0, "there");
        var after = Restart(before, 16);
        after.Advance(17 * Second);
        Observe(after, 18, "there");
        after.Advance(29 * Second);
        Assert.Empty(_triggers);
        after.Advance(30 * Second);
        Assert.Equal(EdgeKind.Raise, Assert.Single(_triggers).Kind);
    }

    [Fact]
    public void A_beat_that_is_read_late_breaks_the_silence_and_none_does_not()
    {
        const string Rule = "a: { watch: { file: /x }, when: { contains: beat, silent_for: 12s } }";
        var heard = Begin(Rule);
        Observe(heard, 3, "beat");
        heard = Restart(heard, 20);
        heard.Advance(21 * Second);
        Observe(heard, 22, "beat");
        heard.Advance(33 * Second);
        Assert.Empty(_triggers);

        var silent = Begin(Rule);
        Observe(silent, 3, "beat");
        silent = Restart(silent, 20);
        silent.Advance(40 * Second);
        Assert.Equal(EdgeKind.Raise, Assert.Single(_triggers).Kind);
    }

    [Fact]
    public async Task An_event_that_comes_before_anybody_watches_again_is_not_missed()
    {
        await using var parts = await LiveParts.OpenAsync();
        const string Rule = "back: { watch: { event: uptime.host-started }, when: {} }";
        await parts.Test.Journal.AppendAsync(new EventDraft("uptime.host-started", Severity.Info, "", "An old one."));
        await WatchAsync(parts, Rule, () => Task.Delay(500));
        await parts.Test.Journal.AppendAsync(new EventDraft("uptime.host-started", Severity.Info, "", "The host has started."));
        await WatchAsync(parts, Rule, () => UntilAsync(() => parts.Runs().Count > 0));
        Assert.Equal("The host has started.", Assert.Single(parts.Runs()).Text);
    }

    [Fact]
    public async Task A_record_that_was_open_goes_on_after_a_restart()
    {
        using var folder = new Logs.TemporaryFolder();
        await using var parts = await LiveParts.OpenAsync();
        var (log, rule) = (folder.File("app.log"), $"a: {{ watch: {{ file: '{folder.File("app.log")}', record_start: '^\\S' }}, when: {{ regex: 'ERR (?<n>\\d)[^$]*boom[^$]*more' }} }}");
        await File.WriteAllTextAsync(log, "start\n");
        await WatchAsync(parts, rule, async () =>
        {
            await Task.Delay(500);
            await File.AppendAllTextAsync(log, "ERR 1\n boom\n");
            await Task.Delay(1000);
        });
        await File.AppendAllTextAsync(log, " more\nERR 2\n boom\n");
        await WatchAsync(parts, rule, () => UntilAsync(() => parts.Runs().Count > 0));
        Assert.Equal("ERR 1\n boom\n more", Assert.Single(parts.Runs()).Text);
    }

    [Fact]
    public async Task The_last_match_is_told_also_where_it_led_to_nothing()
    {
        using var folder = new Logs.TemporaryFolder();
        await using var parts = await LiveParts.OpenAsync();
        await File.WriteAllTextAsync(folder.File("app.log"), "");
        await WatchAsync(parts, $"a: {{ watch: {{ file: '{folder.File("app.log")}' }}, when: {{ contains: boom, count: 3, within: 1h }} }}", async () =>
        {
            await Task.Delay(300);
            await File.AppendAllTextAsync(folder.File("app.log"), "boom\n");
            await UntilAsync(() => parts.Roster.Find("a")!.LastMatch is not null);
        });
    }

    private static async Task WatchAsync(LiveParts parts, string rule, Func<Task> meanwhile)
    {
        var lane = Assert.Single(parts.Lanes.Make(parts.Make(rule)));
        parts.Test.Database.Read(session =>
        {
            lane.Restore(session);
            return true;
        });
        using var ending = new CancellationTokenSource();
        var reading = lane.RunAsync(ending.Token);
        await meanwhile();
        await lane.CheckpointAsync();
        await ending.CancelAsync();
        await reading;
    }

    [Fact]
    public void The_second_of_a_pair_that_comes_too_late_is_none_though_nobody_was_there_when_its_time_ended()
    {
        var before = Begin("a: { watch: { file: /x }, when: { contains: A, followed_by: { contains: B }, within: 3s } }");
        before.Observe("", new Observation(0, Part.Main, Reading.Of("A"), Facts.None), new LineOrigin(1, 0), TimeSpan.Zero);

        var after = Restart(before, 10);
        after.Observe("", new Observation(11 * Second, Part.Second, Reading.Of("B"), Facts.None), new LineOrigin(2, 0), TimeSpan.Zero);

        Assert.Empty(_triggers);
    }

    private Evaluator Begin(string rule)
    {
        var evaluator = new Evaluator(WatchesWritten.Watch(rule), _triggers.Add);
        evaluator.Begin(0);
        return evaluator;
    }

    private static void Observe(Evaluator evaluator, long second, string value) =>
        evaluator.Observe("", new Observation(second * Second, Part.Main, Reading.Of(value), Facts.None), new LineOrigin(second, 0), TimeSpan.Zero);

    private Evaluator Restart(Evaluator before, long second)
    {
        var after = new Evaluator(before.Watch, _triggers.Add);
        foreach (var (key, state) in before.Main.TakeChanges())
        {
            Assert.True(after.Main.Restore(key, state!));
        }

        after.Interrupt(second * Second);
        after.Begin(second * Second);
        return after;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var patience = 0; !condition(); patience++)
        {
            Assert.True(patience < 1500, "it did not come true in half a minute");
            await Task.Delay(20);
        }
    }
}
