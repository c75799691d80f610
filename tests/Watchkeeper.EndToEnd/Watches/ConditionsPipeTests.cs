using System.Diagnostics;
using System.Text.Json;

namespace Watchkeeper.EndToEnd.Watches;

/// <summary>Other programs follow the active conditions through a named pipe.</summary>
public sealed class ConditionsPipeTests
{
    [Fact]
    public async Task Each_change_is_a_line_of_JSON_however_long_it_is()
    {
        await using var scene = await Scene.StartAsync("""
            down: { watch: { file: LOG }, when: { regex: 'down (?<name>\S+)', key: name, lasts: 1h }, severity: error, message: "{name} is down." }
            """, "conditions_pipe: OUT.pipe");
        var pipe = scene.Out + ".pipe";
        scene.Write("down first");
        await Scene.UntilAsync(() => File.Exists(pipe), () => $"there is no pipe:\n{scene.Daemon.Log}");

        // A reader that stays, as a display would.
        using var reader = Process.Start(new ProcessStartInfo("sh", ["-c", "exec 3<>\"$0\"; echo ready; exec cat <&3", pipe]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        try
        {
            Assert.Equal("ready", await LineAsync(reader));
            scene.Write("down second");
            using var two = JsonDocument.Parse(await LineAsync(reader));
            Assert.Equal("first is down.", two.RootElement.GetProperty("top").GetProperty("message").GetString());
            Assert.Equal(["first", "second"], KeysOf(two));

            // More than a pipe holds: only the newest state counts, and each line is whole.
            scene.Write(Enumerable.Range(0, 600).Select(i => $"down host-{i}"));
            for (var count = 0; count < 602;)
            {
                using var many = JsonDocument.Parse(await LineAsync(reader));
                count = KeysOf(many).Count();
            }
        }
        finally
        {
            reader.Kill();
            await reader.WaitForExitAsync();
        }
    }

    private static IEnumerable<string?> KeysOf(JsonDocument line) => line.RootElement.GetProperty("conditions").EnumerateArray().Select(one => one.GetProperty("key").GetString());

    private static async Task<string> LineAsync(Process reader) => (await reader.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1)))!;
}
