using System.Globalization;

namespace Watchkeeper.EndToEnd.Watches;

/// <summary>The wall clock is set back an hour under the running daemon.</summary>
[Trait("Needs", "faketime")]
public sealed class ClockSetBackTests(ITestOutputHelper output)
{
    [Fact]
    public async Task It_delays_nothing_and_suppresses_nothing()
    {
        var clock = Path.GetTempFileName();
        await File.WriteAllTextAsync(clock, "+0\n");
        await using var probes = await Probes.StartAsync();
        await using var scene = await Scene.StartAsync($$"""
            {{probes.Rule("here")}}
            cooled: { watch: { file: LOG }, when: { contains: boom }, then: [ { run: [sh, -c, 'echo boom >> OUT'] } ], cooldown: 3s }
            """, environment: new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = Directory.EnumerateFiles("/usr/lib", "libfaketime.so.1", SearchOption.AllDirectories).First(),
            ["FAKETIME_TIMESTAMP_FILE"] = clock,
            ["FAKETIME_CACHE_DURATION"] = "1",
            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
        });
        scene.Write("boom");
        await scene.WrittenAsync(1);
        var times = 0;
        await Round.JudgeAsync(
            async () =>
            {
                // Back and forth, in the middle of each round.
                var measuring = probes.MeasureAsync(scene);
                await Task.Delay(300);
                await File.WriteAllTextAsync(clock, times++ % 2 == 0 ? "-3600\n" : "+0\n");
                return await measuring;
            },
            output);
        await File.WriteAllTextAsync(clock, "-3600\n");

        // The clock was set back indeed, and the cooldown of three seconds is over after three seconds, not after an hour.
        var earliest = (await scene.JsonAsync("watches", "history", "probe", "--limit", "10000"))
            .Min(run => DateTimeOffset.Parse(run.GetProperty("time").GetString()!, CultureInfo.InvariantCulture));
        Assert.True(earliest < DateTimeOffset.UtcNow.AddMinutes(-50), $"the clock was not set back: {earliest:O}");
        await Task.Delay(3000);
        scene.Write("boom");
        await scene.WrittenAsync(2);
        File.Delete(clock);
    }
}
