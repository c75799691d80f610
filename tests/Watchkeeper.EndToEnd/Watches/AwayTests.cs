using System.Globalization;
using Watchkeeper.EndToEnd.Uptime;

namespace Watchkeeper.EndToEnd.Watches;

/// <summary>What the daemon did not see while it was away is neither made up nor missed, whether it was stopped or killed.</summary>
public sealed class AwayTests
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task What_must_hold_for_a_while_must_do_so_under_its_eyes(bool isKilled)
    {
        await using var scene = await Scene.StartAsync("""
            bad: { watch: { path: OUT.bad, every: 200ms }, when: { is: there, for: 15s }, then: [ { run: [sh, -c, 'date +%s.%N >> OUT'] } ] }
            seen: { watch: { path: OUT.bad, every: 200ms }, when: { is: there }, then: [ { run: [touch, OUT.seen] } ] }
            """);
        await File.WriteAllTextAsync(scene.Out + ".bad", "");
        await Scene.UntilAsync(() => File.Exists(scene.Out + ".seen"), () => scene.Daemon.Log);
        await StopAsync(scene, isKilled);
        await Task.Delay(16_000);
        var again = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;
        await scene.Daemon.StartAgainAsync();

        var acted = double.Parse((await scene.WrittenAsync(1))[0], CultureInfo.InvariantCulture);
        Assert.True(acted > again + 14.9, string.Create(CultureInfo.InvariantCulture, $"it acted {acted - again:0.0} s after it was there again"));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task What_was_said_meanwhile_is_no_silence_and_silence_is(bool isKilled)
    {
        await using var scene = await Scene.StartAsync("""
            silent: { watch: { file: LOG }, when: { contains: beat, silent_for: 12s }, then: [ { run: [sh, -c, 'echo silent >> OUT'] } ] }
            """);
        scene.Write("beat");
        await Task.Delay(1000);
        await StopAsync(scene, isKilled);
        await BeatAsync(scene, 14);
        await scene.Daemon.StartAgainAsync();
        await BeatAsync(scene, 5);
        Assert.Empty(scene.Written());
        Assert.Equal(["silent"], await scene.WrittenAsync(1));
    }

    [Fact, Trait("Needs", "root")]
    public async Task A_node_that_is_back_in_another_boot_ends_what_its_going_began()
    {
        await using var scene = await Scene.StartAsync("""
            reboots: { watch: { file: LOG }, when: { contains: Base_Reboot }, then: [ { raise: reboot } ] }
            node-is-back: { watch: { event: uptime.host-started }, when: {}, then: [ { clear: reboot }, { run: [sh, -c, 'echo back >> OUT'] } ] }
            """, """
            conditions: { reboot: { priority: 9000, message: "The node reboots." } }
            """);
        scene.Write("Base_Reboot");
        await Scene.UntilAsync(() => scene.Active() == "reboot ", () => scene.Daemon.Log);
        var before = scene.Written().Count;
        await scene.Daemon.KillAsync();

        await using var next = await NextBoot.StartAsync(scene.Daemon);
        await scene.WrittenAsync(before + 1);
        await Scene.UntilAsync(() => scene.Active().Length == 0, () => scene.Active());
    }

    private static Task StopAsync(Scene scene, bool isKilled) => isKilled ? scene.Daemon.KillAsync() : scene.Daemon.StopAsync();

    private static async Task BeatAsync(Scene scene, int times)
    {
        for (var i = 0; i < times; i++)
        {
            scene.Write("beat");
            await Task.Delay(1000);
        }
    }
}
