namespace Watchkeeper.EndToEnd.Watches;

/// <summary>What explains another keeps it quiet, and what is guarded is passed over.</summary>
public sealed class HeldTests
{
    [Fact]
    public async Task A_symptom_waits_for_the_end_of_its_cause_and_is_acted_on_if_it_is_still_there()
    {
        await using var scene = await Scene.StartAsync("""
            cause: { watch: { path: OUT.cause, every: 200ms }, when: { is: there } }
            symptom:
              watch: { path: OUT.symptom, every: 200ms }
              when: { is: there }
              depends_on: cause
              cooldown: 0s
              then: [ { run: [sh, -c, 'echo then >> OUT'] } ]
              after: [ { run: [sh, -c, 'echo after >> OUT'] } ]
            """);

        // One that goes before its cause does was never there for anybody.
        await AppearsAsync(scene, "cause", "");
        await AppearsAsync(scene, "symptom", "cause");
        scene.Remove("symptom");
        await Scene.UntilAsync(() => scene.Active() is "cause ", () => scene.Active());

        await AppearsAsync(scene, "symptom", "cause");
        Assert.Empty(scene.Written());
        Assert.Equal(["cause"], await RaisedAsync(scene));
        scene.Remove("cause");
        Assert.Equal(["then"], await scene.WrittenAsync(1));
        scene.Remove("symptom");
        Assert.Equal(["then", "after"], await scene.WrittenAsync(2));
        await scene.UntilQuietAsync();
        Assert.Equal(["cause", "symptom"], await RaisedAsync(scene));
    }

    [Fact]
    public async Task A_step_is_passed_over_unless_what_guards_it_holds()
    {
        await using var scene = await Scene.StartAsync("""
            go:
              watch: { file: LOG }
              when: { regex: 'go (?<n>\d+)', key: n }
              cooldown: 0s
              then:
                - run: [sh, -c, 'echo "$0 guarded" >> OUT', "{n}"]
                  only_if: { path: OUT.allowed, is: there }
                - run: [sh, -c, 'echo "$0 free" >> OUT', "{n}"]
            """);
        scene.Write("go 1");
        Assert.Equal(["1 free"], await scene.WrittenAsync(1));
        scene.Put("allowed");
        scene.Write("go 2");
        Assert.Equal(["1 free", "2 guarded", "2 free"], await scene.WrittenAsync(3));
    }

    /// <summary>The file is made, and the condition active, with what explains it.</summary>
    private static async Task AppearsAsync(Scene scene, string name, string explainedBy)
    {
        scene.Put(name);
        await Scene.UntilAsync(() => scene.Active().Contains($"{name} {explainedBy}", StringComparison.Ordinal), () => $"{name} is not active:\n{scene.Daemon.Log}");
    }

    private static async Task<IEnumerable<string?>> RaisedAsync(Scene scene) =>
        (await scene.JsonAsync("events", "--type", "watches.condition-raised")).Select(one => one.GetProperty("subject").GetString());
}
