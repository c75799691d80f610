using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Watchkeeper.EndToEnd.Watches;

/// <summary>A real journald, watched while it lives.</summary>
[Trait("Needs", "root")]
public sealed class LiveJournalTests(ITestOutputHelper messages)
{
    [Fact]
    public async Task A_journald_that_is_stopped_killed_and_rotated_loses_and_repeats_nothing_and_the_watch_says_so()
    {
        await using var daemon = Daemon.Prepare($$"""
            watches:
              safe_defaults: false
              rules:
                probe: { watch: { file: LOG }, when: { regex: 'probe (?<number>\d+) ', key: number }, cooldown: 0s }
                live:
                  watch: { journal: "*", identifier: live }
                  when: { regex: 'line (?<number>\d+) of', key: number }
                  then: [ { run: [sh, -c, 'echo "$0" >> OUT', "{number}"] } ]
                  cooldown: 0s
            """);
        var (written, log) = (Path.Combine(daemon.Folder, "out"), Path.Combine(daemon.Folder, "app.log"));
        await File.WriteAllTextAsync(log, "");
        await File.WriteAllTextAsync(
            daemon.ConfigurationFile,
            (await File.ReadAllTextAsync(daemon.ConfigurationFile)).Replace("OUT", written, StringComparison.Ordinal).Replace("LOG", log, StringComparison.Ordinal));
        var script = Path.Combine(Tests.Repository.Root, "tests", "Watchkeeper.EndToEnd", "Watches", "journald.sh");
        await using var crowding = new Crowding();
        using var process = Process.Start(new ProcessStartInfo("unshare", ["-m", "-p", "--fork", "--mount-proc", "bash", script, WatchkeeperProgram.Path, daemon.Folder])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.True(process.ExitCode == 0, $"{output}\n{await error}");
        Assert.Equal(Enumerable.Range(1, 100), (await File.ReadAllLinesAsync(written)).Select(int.Parse).Distinct().Order());

        // The daemon was killed once in the middle, and may have done again what that cut off; nothing else came twice.
        Assert.InRange((await File.ReadAllLinesAsync(written)).Length, 100, 116);
        Assert.Contains("systemd-journald does not run", output, StringComparison.Ordinal);
        Assert.Contains("watches.source-recovered", output, StringComparison.Ordinal);

        // And nobody else had to wait for it: another watch on another file was as soon as a plain tail on that file.
        var control = (await File.ReadAllLinesAsync(Path.Combine(daemon.Folder, "tail"))).Select(line => Delay(line, long.Parse(line.Split(' ')[3], CultureInfo.InvariantCulture)));
        var watched = (await File.ReadAllLinesAsync(Path.Combine(daemon.Folder, "probes"))).Select(line => JsonDocument.Parse(line).RootElement)
            .Select(run => Delay(run.GetProperty("line").GetString()!, run.GetProperty("time").GetDateTimeOffset().ToUnixTimeMilliseconds())).Reverse();
        var rounds = watched.Chunk(100).Zip(control.Chunk(100), (here, there) => new Round(here, there, crowding.Factor)).Where(round => round.Delays.Count == 100).ToList();
        Round.Judge(rounds, messages);
    }

    /// <summary>A line ends in the millisecond of its writing.</summary>
    private static double Delay(string line, long acted) => acted - long.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture);
}
