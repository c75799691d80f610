namespace Watchkeeper.EndToEnd.Watches;

/// <summary><c>watches explain</c> and <c>run --dry-run</c>: why something did or did not happen, from the running daemon.</summary>
public sealed class ExplainTests
{
    [Fact]
    public async Task Each_of_the_last_lines_says_why_it_did_or_did_not_count()
    {
        await using var scene = await Scene.StartAsync("""
            third:
              watch: { file: LOG }
              when: { regex: 'fail from (?<ip>\S+)', ignore: from 10\., key: ip, count: 2, within: 1h }
              then: [ { run: [sh, -c, 'echo "$0" >> OUT', "{ip}"] } ]
              cooldown: 1h
            """);
        scene.Write([.. Enumerable.Range(0, 30).Select(i => $"nothing {i}"), "fail from 10.0.0.1", "fail from b", "all is well", "fail from b"]);
        await scene.WrittenAsync(1);
        scene.Write("fail from b", "fail from b");
        var seen = await SeenAsync(scene, "third", "fail from b", "; nothing is done: the cooldown has not ended");

        Assert.Equal(20, seen.Count);
        Assert.Equal(
            [
                ("nothing 29", "", "no: it is not what is looked for"),
                ("fail from 10.0.0.1", "", "no: it is ignored, for it matches from 10\\."),
                ("fail from b", "b", "1 so far"),
                ("all is well", "", "no: it is not what is looked for"),
                ("fail from b", "b", "it fired: 2 times within 1 h; its steps run"),
                ("fail from b", "b", "1 so far"),
                ("fail from b", "b", "it fired: 2 times within 1 h; nothing is done: the cooldown has not ended"),
            ],
            seen.TakeLast(7));
        var text = await scene.Daemon.OutputOfAsync("watches", "explain", "third");
        Assert.Contains("[b] fail from b", text, StringComparison.Ordinal);
        Assert.Contains("→ no: it is ignored", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Matches_stay_when_many_lines_came_after_them_and_time_that_passed_is_told()
    {
        await using var scene = await Scene.StartAsync("silent: { watch: { file: LOG }, when: { contains: tick, silent_for: 500ms } }");
        scene.Write("tick");
        await SeenAsync(scene, "silent", "", "raised: ");
        scene.Write(Enumerable.Range(0, 25).Select(i => $"tock {i}"));
        var seen = await SeenAsync(scene, "silent", "tock 24", "no: ");
        Assert.Equal(20, seen.Count(one => one.Text.StartsWith("tock", StringComparison.Ordinal)));
        Assert.Contains(seen, one => one.Text == "tick");
        Assert.Contains("(time passed)", await scene.Daemon.OutputOfAsync("watches", "explain", "silent"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_say_what_became_of_each()
    {
        await using var scene = await Scene.StartAsync("there: { watch: { path: OUT, every: 100ms }, when: { is: there, for: 1h } }");
        await SeenAsync(scene, "there", "missing", "it does not hold");
        await File.WriteAllTextAsync(scene.Out, "");
        await SeenAsync(scene, "there", "there", "it holds, but not yet for long enough");
    }

    [Fact]
    public async Task A_dry_run_of_a_metric_asks_the_daemon()
    {
        await using var daemon = await Daemon.StartAsync("""
            watches:
              rules:
                memory: { watch: { metric: node_memory_MemTotal_bytes }, when: { above: 1 }, then: [ { notify: [] } ] }
                nothing: { watch: { metric: node_memory_MemTotla_bytes }, when: { above: 1 } }
            """);
        var output = "";
        await Scene.UntilAsync(
            () => (output = daemon.RunAsync("watches", "run", "memory", "--dry-run").Result.Output).Contains("holds: yes", StringComparison.Ordinal), () => output);
        Assert.Contains("would then notify", output, StringComparison.Ordinal);
        Assert.Contains("mountpoint", await daemon.OutputOfAsync("watches", "run", "filesystem-full", "--dry-run", "--json"), StringComparison.Ordinal);

        var nothing = await daemon.RunAsync("watches", "run", "nothing", "--dry-run");
        Assert.Equal(1, nothing.ExitCode);
        Assert.Contains("unknown: there is no data of node_memory_MemTotla_bytes  → holds: unknown\n  What is unknown raises nothing", nothing.Output, StringComparison.Ordinal);

        await daemon.StopAsync();
        var alone = await daemon.RunAsync("watches", "run", "memory", "--dry-run");
        Assert.Equal(1, alone.ExitCode);
        Assert.Contains("holds: unknown", alone.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("would then", alone.Output, StringComparison.Ordinal);
    }

    /// <summary>Waits until the last of what was seen begins so, and returns all of it.</summary>
    private static async Task<IReadOnlyList<(string Text, string Key, string Outcome)>> SeenAsync(Scene scene, string watch, string text, string outcome)
    {
        IReadOnlyList<(string Text, string Key, string Outcome)> seen = [];
        await Scene.UntilAsync(
            () =>
            {
                seen = [.. scene.JsonAsync("watches", "explain", watch).Result[0].GetProperty("seen").EnumerateArray().Select(one =>
                    (one.GetProperty("text").GetString()!, one.GetProperty("key").GetString()!, one.GetProperty("outcome").GetString()!))];
                return seen is [.., var last] && last.Text == text && last.Outcome.Contains(outcome, StringComparison.Ordinal);
            },
            () => string.Join('\n', seen));
        return seen;
    }
}
