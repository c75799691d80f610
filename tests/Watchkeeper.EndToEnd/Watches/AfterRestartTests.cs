namespace Watchkeeper.EndToEnd.Watches;

/// <summary>What was under way, or had yet to begin, when the daemon was stopped or killed.</summary>
public sealed class AfterRestartTests
{
    [Fact]
    public async Task What_waits_for_its_next_try_goes_on_after_an_orderly_stop_and_says_how_it_stands()
    {
        await using var scene = await Scene.StartAsync("""
            download:
              watch: { path: OUT.downloads, every: 200ms }
              when: { is: there }
              then: [ { run: [sh, -c, 'echo then >> OUT'] } ]
              after: [ { run: [sh, -c, 'echo after >> OUT'], require: { path: OUT.height, is: there } } ]
              retry: { times: 1000000, first: 3s, max: 3s, jitter: 0 }
            """);
        scene.Put("downloads");
        await scene.WrittenAsync(1);
        scene.Remove("downloads");
        await Scene.UntilAsync(() => scene.LastRun().GetProperty("status").GetString() == "retrying", () => $"{scene.LastRun()}");
        var waiting = scene.LastRun();
        Assert.Contains("it needs path", waiting.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.True(waiting.GetProperty("attempts").GetInt32() >= 1);
        Assert.True(waiting.GetProperty("next_try").GetDateTimeOffset() > waiting.GetProperty("started").GetDateTimeOffset());
        Assert.Contains("tries again in", await scene.Daemon.OutputOfAsync("watches", "list"), StringComparison.Ordinal);
        Assert.Contains("it needs path", await scene.Daemon.OutputOfAsync("watches", "explain", "download"), StringComparison.Ordinal);

        Assert.Equal(0, await scene.Daemon.StopAsync());
        scene.Put("height");
        await scene.Daemon.StartAgainAsync();
        Assert.Equal(["then", "after"], await scene.WrittenAsync(2));
        await Scene.UntilAsync(() => scene.LastRun().GetProperty("status").GetString() == "succeeded", () => $"{scene.LastRun()}");
    }

    [Fact]
    public async Task What_waits_for_others_of_its_watch_is_begun_after_an_orderly_stop()
    {
        const int Keys = 24;
        await using var scene = await Scene.StartAsync("""
            many:
              watch: { file: LOG }
              when: { regex: 'K(?<k>\d+)', key: k }
              then: [ { run: [sh, -c, 'echo "$0" >> OUT; [ -e OUT.go ] || sleep 1000', "{k}"], timeout: 1h } ]
            """);
        scene.Write(Enumerable.Range(0, Keys).Select(key => $"K{key}"));
        await scene.WrittenAsync(16);
        await Scene.UntilAsync(() => scene.JsonAsync("watches", "history").Result.Count == Keys, () => "not all are on record");
        Assert.Equal(0, await scene.Daemon.StopAsync());
        scene.Put("go");
        await scene.Daemon.StartAgainAsync();

        // Each began once: those that an orderly stop cut off are not repeated, and the others are not lost.
        Assert.Equal(Keys, (await scene.WrittenAsync(Keys)).Distinct(StringComparer.Ordinal).Count());
        await Scene.UntilAsync(() => scene.Statuses() is "interrupted 16, succeeded 8", () => scene.Statuses());
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public async Task What_was_to_be_done_is_done_by_the_next_life_only_if_it_still_holds(bool isKilled, bool stillHolds)
    {
        const string Rule = """
            level:
              watch: { path: OUT.bad, every: 200ms }
              when: { is: there }
              cooldown: 10m
              then: [ { run: [sh, -c, 'echo "$WATCH" >> OUT'] } ]
            """;
        await using var scene = await Scene.StartAsync(Rule);
        scene.Put("bad");
        await scene.WrittenAsync(1);
        scene.Remove("bad");
        await scene.UntilQuietAsync();
        scene.Put("bad");
        await Scene.UntilAsync(() => scene.LastRun().GetProperty("status").GetString() == "waiting", () => $"{scene.LastRun()}");
        await (isKilled ? scene.Daemon.KillAsync() : scene.Daemon.StopAsync());

        // Nothing but the source's word is in its way now.
        scene.Configure(Rule.Replace("10m", "0s", StringComparison.Ordinal));
        if (!stillHolds)
        {
            scene.Remove("bad");
        }

        await scene.Daemon.StartAgainAsync();
        await Scene.UntilAsync(
            () => scene.JsonAsync("watches", "history").Result.All(run => run.GetProperty("status").GetString() is "succeeded" or "dropped"), () => $"{scene.LastRun()}");
        Assert.Equal(stillHolds ? 2 : 1, scene.Written().Count);
    }

    [Fact]
    public async Task A_step_that_a_killed_daemon_left_running_is_ended_before_it_is_begun_anew()
    {
        await using var scene = await Scene.StartAsync("""
            long:
              watch: { file: LOG }
              when: { contains: LONG }
              then: [ { run: [sh, -c, 'trap "echo ends $$ >> OUT; exit" TERM; echo begins $$ >> OUT; while true; do sleep 0.1; done'], timeout: 1h } ]
            """);
        scene.Write("LONG");
        await scene.WrittenAsync(1);

        // That it runs is on record a moment after it began.
        await Task.Delay(TimeSpan.FromSeconds(3));
        await scene.Daemon.KillAsync();
        await scene.Daemon.StartAgainAsync();
        var written = await scene.WrittenAsync(3);
        Assert.Equal(written[0].Replace("begins", "ends", StringComparison.Ordinal), written[1]);
        Assert.StartsWith("begins", written[2], StringComparison.Ordinal);
        Assert.NotEqual(written[0], written[2]);
    }

    [Fact]
    public async Task What_failed_to_be_done_is_not_undone()
    {
        await using var scene = await Scene.StartAsync("""
            fails:
              watch: { path: OUT.bad, every: 200ms }
              when: { is: there }
              then: [ { run: ['false'] } ]
              after: [ { run: [sh, -c, 'echo after >> OUT'] } ]
              retry: { times: 0 }
            works:
              watch: { path: OUT.bad, every: 200ms }
              when: { is: there }
              then: [ { run: ['true'] } ]
              after: [ { run: [sh, -c, 'echo undone >> OUT'] } ]
            """);
        scene.Put("bad");
        await Scene.UntilAsync(() => scene.Statuses() is "failed 1, succeeded 1", () => scene.Statuses());
        scene.Remove("bad");
        await scene.UntilQuietAsync();
        Assert.Equal(["undone"], await scene.WrittenAsync(1));
        Assert.DoesNotContain(await scene.JsonAsync("watches", "history", "fails"), run => run.GetProperty("edge").GetString() == "clear");
    }
}
