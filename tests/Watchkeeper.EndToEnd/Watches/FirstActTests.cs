using System.Diagnostics;
using System.Globalization;

namespace Watchkeeper.EndToEnd.Watches;

/// <summary>From a line written to the first thing that the command itself does, beside what it takes the machine to start that command.</summary>
public sealed class FirstActTests(ITestOutputHelper output)
{
    private const int Lines = 50;

    [Fact]
    public async Task A_command_acts_50_ms_after_its_line_in_the_median_and_100_ms_at_p99()
    {
        await using var scene = await Scene.StartAsync("""
            act: { watch: { file: LOG }, when: { regex: 'act (?<number>\d+)', key: number }, then: [ { run: [touch, "OUT.{number}"] } ], cooldown: 0s }
            """);
        var next = 0;
        await Round.JudgeAsync(
            async () =>
            {
                await using var crowding = new Crowding();
                var (delays, control) = (new List<double>(), new List<double>());
                for (var i = 0; i < Lines; i++)
                {
                    var line = (next++).ToString(CultureInfo.InvariantCulture);
                    delays.Add(await TouchedAsync(scene, $"{scene.Out}.{line}", _ => scene.Write($"act {line}")));
                    control.Add(await TouchedAsync(scene, $"{scene.Out}.control.{line}", file => Process.Start("touch", file).Dispose()));
                }

                return new Round(delays, control, crowding.Factor);
            },
            output);
    }

    private static async Task<double> TouchedAsync(Scene scene, string file, Action<string> touch)
    {
        var began = DateTime.UtcNow;
        touch(file);
        await Scene.UntilAsync(() => File.Exists(file), () => $"{file} was not touched:\n{scene.Daemon.Log}");
        return (File.GetLastWriteTimeUtc(file) - began).TotalMilliseconds;
    }
}
