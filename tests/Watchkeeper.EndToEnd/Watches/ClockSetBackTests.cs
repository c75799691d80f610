using System.Diagnostics;
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
        var back = false;
        await Round.JudgeAsync(
            async () =>
            {
                // Back and forth, once in each round: the library looks at the file once a second.
                Set(back = !back);
                var round = await probes.MeasureAsync(scene);
                await IsSetAsync(back);
                return round;
            },
            output);
        Set(true);
        await IsSetAsync(true);

        // The cooldown of three seconds is over after three seconds, not after an hour.
        await Task.Delay(3000);
        scene.Write("boom");
        await scene.WrittenAsync(2);
        var earliest = (await scene.JsonAsync("watches", "history", "cooled")).Min(run => DateTimeOffset.Parse(run.GetProperty("time").GetString()!, CultureInfo.InvariantCulture));
        Assert.True(earliest < DateTimeOffset.UtcNow.AddMinutes(-50), $"the clock was not set back: {earliest:O}");
        File.Delete(clock);

        // As a whole: a file that is read while it is being written is empty.
        void Set(bool back)
        {
            File.WriteAllText(clock + ".new", back ? "-3600\n" : "+0\n");
            File.Move(clock + ".new", clock, overwrite: true);
        }

        async Task IsSetAsync(bool back)
        {
            // Every answer bears the daemon's own time.
            var since = Stopwatch.StartNew();
            DateTimeOffset? now;
            do
            {
                Assert.True(since.Elapsed < TimeSpan.FromMinutes(1), $"the daemon's clock was to be set {(back ? "back" : "right")}");
                await Task.Delay(100);
                using var answer = await scene.Daemon.Http.GetAsync("/healthz");
                now = answer.Headers.Date;
            }
            while (now < DateTimeOffset.UtcNow.AddMinutes(-50) != back);
        }
    }
}
