namespace Watchkeeper.EndToEnd.Watches;

/// <summary>From a line in a file to a process started, in the real daemon.</summary>
public sealed class WatchesActTests
{
    [Fact]
    public async Task A_line_starts_a_command_with_its_captures_and_all_is_on_record()
    {
        await using var scene = await Scene.StartAsync("""
            boom:
              why: Booms are bad.
              watch: { file: LOG }
              when: { regex: 'boom (?<what>.*)', key: what }
              then:
                - run: [sh, -c, 'echo "$0|$CAPTURE_WHAT|$WATCH|$MORE" >> OUT; echo said', "{what}"]
                  env: { MORE: "{watch} {key}" }
            """);
        scene.Write("nothing", "boom $(id); rm -rf / 'x'", "nothing");
        Assert.Equal("$(id); rm -rf / 'x'|$(id); rm -rf / 'x'|boom|boom $(id); rm -rf / 'x'", (await scene.WrittenAsync(1))[0]);

        await Scene.UntilAsync(() => scene.JsonAsync("watches", "history").Result[0].GetProperty("status").GetString() == "succeeded", () => "the run is not recorded");
        var run = Assert.Single(await scene.JsonAsync("watches", "history", "boom"));
        Assert.Equal(("boom", "fire", 0, "said\n"), (
            run.GetProperty("watch").GetString(), run.GetProperty("edge").GetString(), run.GetProperty("exit").GetInt32(), run.GetProperty("output").GetString()));
        var events = (await scene.JsonAsync("events", "--type", "watches.*")).Select(one => one.GetProperty("type").GetString()).ToList();
        Assert.Equal(["watches.fired", "watches.action-succeeded"], events);
        var listed = Assert.Single(await scene.JsonAsync("watches", "list"));
        Assert.Equal((1, "watching"), (listed.GetProperty("matches").GetInt32(), listed.GetProperty("state").GetString()));
        Assert.Contains("boom $(id)", await scene.Daemon.OutputOfAsync("watches", "explain", "boom"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_fails_is_tried_again_and_given_up_on_with_one_notice()
    {
        await using var scene = await Scene.StartAsync("""
            fails:
              watch: { file: LOG }
              when: { contains: boom }
              then: [ { run: [sh, -c, 'echo x >> OUT; exit 4'] } ]
              cooldown: 0s
              retry: { times: 10, first: 20ms, max: 50ms }
              limit: { runs: 3, within: 1h, rearm_after: 1h }
            """);
        scene.Write("boom");
        await scene.WrittenAsync(3);
        await Scene.UntilAsync(() => scene.JsonAsync("watches", "list").Result[0].GetProperty("state").GetString() == "given-up", () => "it did not give up");
        scene.Write("boom", "boom");
        await Task.Delay(500);
        Assert.Equal(3, scene.Written().Count);
        Assert.Single(await scene.JsonAsync("events", "--type", "watches.gave-up"));
        Assert.Equal(2, (await scene.JsonAsync("watches", "list"))[0].GetProperty("suppressed").GetInt32());

        await scene.Daemon.OutputOfAsync("watches", "reset", "fails");
        scene.Write("boom");
        await scene.WrittenAsync(4);
    }

    [Fact]
    public async Task Windows_and_places_survive_SIGKILL_and_nothing_is_done_twice()
    {
        await using var scene = await Scene.StartAsync("""
            third:
              watch: { file: LOG }
              when: { regex: 'fail from (?<ip>\S+)', key: ip, count: 3, within: 1h }
              then: [ { run: [sh, -c, 'echo "$0" >> OUT', "{ip}"] } ]
            """);
        scene.Write("fail from a", "fail from a", "fail from b", "fail from c", "fail from c", "fail from c");
        await scene.WrittenAsync(1);

        // Long enough for a checkpoint, and then some lines that no checkpoint has seen.
        await Task.Delay(7000);
        scene.Write("fail from d", "fail from d", "fail from d");
        await scene.WrittenAsync(2);

        // What is done is done once that is on record; before, a kill would make it begin anew.
        await Scene.UntilAsync(() => scene.JsonAsync("watches", "history").Result.All(run => run.GetProperty("status").GetString() == "succeeded"), () => "the runs are not recorded");
        await scene.Daemon.KillAsync();
        scene.Write("fail from a", "fail from b");
        File.Move(scene.Log, scene.Log + ".1");
        scene.Write("fail from b");
        await scene.Daemon.StartAgainAsync();
        await scene.WrittenAsync(4);
        await Task.Delay(500);
        Assert.Equal(["a", "b", "c", "d"], scene.Written().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Conditions_are_raised_and_cleared_for_people_and_programs()
    {
        await using var scene = await Scene.StartAsync("""
            goes:
              watch: { file: LOG }
              when: { contains: down }
              then: [ { raise: node-down } ]
            comes:
              watch: { file: LOG }
              when: { contains: "up" }
              then: [ { clear: node-down } ]
            symptom:
              watch: { path: OUT, every: 100ms }
              when: { is: there }
              severity: critical
            """, """
            conditions: { node-down: { priority: 2500, severity: error, message: "The node is down.", inhibits: [symptom] } }
            conditions_file: OUT.json
            """);
        scene.Write("down");
        await TopAsync(scene, "node-down");
        await File.WriteAllTextAsync(scene.Out, "");
        await Task.Delay(600);
        Assert.Contains("\"inhibited_by\":\"node-down\"", await File.ReadAllTextAsync(scene.Out + ".json"), StringComparison.Ordinal);
        Assert.Contains("The node is down.", await scene.Daemon.OutputOfAsync("watches", "conditions"), StringComparison.Ordinal);

        scene.Write("up");
        await TopAsync(scene, "symptom");
        File.Delete(scene.Out);
        await Scene.UntilAsync(() => File.ReadAllText(scene.Out + ".json").Contains("\"top\":null", StringComparison.Ordinal), () => "it is not cleared");
        var told = (await scene.JsonAsync("events", "--type", "watches.condition-*")).Select(one => $"{one.GetProperty("type").GetString()![18..]} {one.GetProperty("subject").GetString()}");
        Assert.Equal(["raised node-down", "cleared node-down", "raised symptom", "cleared symptom"], told);
    }

    [Fact]
    public async Task A_silenced_watch_does_nothing_and_a_reload_keeps_what_others_remember()
    {
        const string Rules = """
            one:
              watch: { file: LOG }
              when: { contains: boom, count: 2, within: 1h }
              then: [ { run: [sh, -c, 'echo one >> OUT'] } ]
            two:
              watch: { file: LOG }
              when: { contains: bang }
              then: [ { run: [sh, -c, 'echo two >> OUT'] } ]
            """;
        await using var scene = await Scene.StartAsync(Rules);
        await scene.Daemon.OutputOfAsync("watches", "silence", "two", "1h");
        scene.Write("boom", "bang");
        await Task.Delay(500);
        Assert.Empty(scene.Written());

        scene.Configure(Rules.Replace("echo two", "echo another", StringComparison.Ordinal));
        await scene.Daemon.SignalAsync("HUP");
        await Task.Delay(1500);
        scene.Write("boom", "bang");
        Assert.Equal(["one"], await scene.WrittenAsync(1));
        await scene.Daemon.OutputOfAsync("watches", "silence", "two", "0");
        scene.Write("bang");
        Assert.Equal(["one", "another"], await scene.WrittenAsync(2));
    }

    private static Task TopAsync(Scene scene, string name) => Scene.UntilAsync(
        () => File.Exists(scene.Out + ".json") && File.ReadAllText(scene.Out + ".json").StartsWith($"{{\"top\":{{\"condition\":\"{name}\"", StringComparison.Ordinal),
        () => $"{name} is not on top:\n{scene.Daemon.Log}");
}
