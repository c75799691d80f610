using Watchkeeper.EndToEnd.Uptime;

namespace Watchkeeper.EndToEnd.Watches;

/// <summary>The database's disk is full: watching goes on, what people say counts, and all is told and kept when there is room again.</summary>
[Trait("Needs", "root")]
public sealed class FullDiskTests
{
    [Fact]
    public async Task Alarms_are_raised_and_watches_silenced_and_reset_and_nothing_of_it_is_lost()
    {
        var folder = Directory.CreateTempSubdirectory("watchkeeper-full-").FullName;
        Assert.Equal(0, (await Shell.RunAsync($"mount -t tmpfs -o size=6m tmpfs {folder}")).ExitCode);
        try
        {
            await using var scene = await Scene.StartAsync("""
                one: { watch: { file: LOG }, when: { contains: first, lasts: 1h } }
                two: { watch: { file: LOG }, when: { contains: second, lasts: 1h } }
                """, further: "", database: $"{folder}/w.db");
            await Shell.RunAsync($"head -c 20m /dev/zero > {folder}/rubbish");
            await scene.Daemon.WaitForLogAsync("is full; make room on it");
            scene.Write("first", "second");
            await Scene.UntilAsync(() => scene.Active() == "one , two ", () => scene.Active());
            await scene.Daemon.OutputOfAsync("watches", "silence", "one", "2h");
            await scene.Daemon.OutputOfAsync("watches", "reset", "two");
            Assert.Equal("one silence", scene.Active());

            File.Delete(Path.Combine(folder, "rubbish"));
            await Scene.UntilAsync(
                () => Told(scene) is ["watches.condition-raised one", "watches.condition-raised two", "watches.silenced one", "watches.condition-cleared two", "watches.reset two"],
                () => string.Join('\n', Told(scene)));
            await scene.Daemon.StopAsync();
            await scene.Daemon.StartAgainAsync();
            await Scene.UntilAsync(() => scene.Active() == "one silence", () => scene.Active());
        }
        finally
        {
            await Shell.RunAsync($"umount {folder}");
            Directory.Delete(folder);
        }
    }

    private static List<string> Told(Scene scene) =>
        [.. scene.JsonAsync("events", "--type", "watches.*").Result.Select(one => $"{one.GetProperty("type").GetString()} {one.GetProperty("subject").GetString()}")];
}
