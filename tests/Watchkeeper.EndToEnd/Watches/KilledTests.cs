using System.Diagnostics;
using System.Globalization;

namespace Watchkeeper.EndToEnd.Watches;

/// <summary>The daemon is killed while it matches and acts, again and again: nothing is lost, and twice is done only what a kill cut off.</summary>
[Trait("Needs", "python3")]
public sealed class KilledTests
{
    /// <summary>More with the environment variable, for a longer proof than each run of the tests affords.</summary>
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("WATCHKEEPER_TEST_KILLS") ?? "4", CultureInfo.InvariantCulture);

    [Fact]
    public async Task What_was_written_is_acted_on_at_least_once_and_twice_only_where_a_kill_cut_it_off()
    {
        await using var scene = await Scene.StartAsync("""
            each:
              watch: { file: LOG }
              when: { regex: 'job (?<number>\d+) fails', key: number }
              then: [ { run: [sh, -c, 'echo "$0" >> OUT', "{number}"] } ]
              cooldown: 0s
            """);
        var random = new Random(7);
        var (written, cutOff) = (0, 0);
        for (var kill = 0; kill < Kills; kill++)
        {
            // Not before it is at work: the kill is to come in the middle of it.
            var done = scene.Written().Count;
            scene.Write($"job {written++} fails");
            await scene.WrittenAsync(done + 1);
            for (var lines = random.Next(5, 25); lines > 0; lines--)
            {
                scene.Write($"job {written++} fails", "nothing");
                await Task.Delay(random.Next(15));
            }

            await Task.Delay(random.Next(30));
            await scene.Daemon.KillAsync();
            cutOff += await UnfinishedAsync(scene);
            scene.Write($"job {written++} fails");
            if (kill == 1)
            {
                File.Move(scene.Log, scene.Log + ".1");
                scene.Write($"job {written++} fails");
            }

            await scene.Daemon.StartAgainAsync();
        }

        await Scene.UntilAsync(
            () => scene.Written().Distinct(StringComparer.Ordinal).Count() == written,
            () => $"never done: {string.Join(' ', Enumerable.Range(0, written).Select(i => $"{i}").Except(scene.Written()))}\n{scene.Daemon.Log}");
        await Scene.UntilAsync(
            () => scene.JsonAsync("watches", "history", "--limit", "10000").Result.All(run => run.GetProperty("status").GetString() == "succeeded"), () => "not every run is done");
        Assert.Equal(written, (await scene.JsonAsync("watches", "history", "--limit", "10000")).Count);

        Assert.InRange(scene.Written().Count, written, written + cutOff);
    }

    [Fact]
    public async Task What_an_orderly_stop_cuts_off_is_not_done_again()
    {
        await using var scene = await Scene.StartAsync("""
            slow:
              watch: { file: LOG }
              when: { contains: boom }
              then: [ { run: [sh, -c, 'echo begins >> OUT; sleep 1000'], timeout: 1h } ]
            """);
        scene.Write("boom");
        await scene.WrittenAsync(1);
        Assert.Equal(0, await scene.Daemon.StopAsync());
        await scene.Daemon.StartAgainAsync();
        await scene.ReadyAsync();
        Assert.Equal("interrupted", Assert.Single(await scene.JsonAsync("watches", "history")).GetProperty("status").GetString());
        Assert.Single(scene.Written());
    }

    [Fact]
    public async Task A_reload_begins_no_second_run_beside_the_one_that_is_going_on()
    {
        const string Rule = """
            one-at-a-time:
              why: First.
              watch: { file: LOG }
              when: { contains: boom }
              then: [ { run: [sh, -c, 'echo begins >> OUT; while [ ! -e OUT.go ]; do sleep 0.1; done; echo ends >> OUT'], timeout: 1h } ]
              cooldown: 0s
            """;
        await using var scene = await Scene.StartAsync(Rule);
        scene.Write("boom");
        await scene.WrittenAsync(1);
        scene.Configure(Rule.Replace("First", "Second", StringComparison.Ordinal));
        await scene.Daemon.SignalAsync("HUP");
        await Scene.UntilAsync(
            () => scene.JsonAsync("watches", "list").Result[0].GetProperty("why").GetString() == "Second.", () => "it was not read anew");
        scene.Write("boom");
        await Scene.UntilAsync(() => scene.JsonAsync("watches", "history").Result.Count == 2, () => "the second is not accepted");
        Assert.Single(scene.Written());
        scene.Put("go");
        Assert.Equal(["begins", "ends", "begins", "ends"], await scene.WrittenAsync(4));
    }

    /// <summary>How many runs the killed daemon had begun, or accepted, and not seen to their end.</summary>
    private static async Task<int> UnfinishedAsync(Scene scene)
    {
        var script = "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute('SELECT count(*) FROM watches_runs WHERE status < 2').fetchone()[0])";
        using var python = Process.Start(new ProcessStartInfo("python3", ["-c", script, scene.Daemon.DatabaseFile]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var answer = await python.StandardOutput.ReadToEndAsync();
        await python.WaitForExitAsync();
        return int.Parse(answer, CultureInfo.InvariantCulture);
    }
}
