using System.Diagnostics;

namespace Watchkeeper.EndToEnd.Watches;

/// <summary>A real journald, watched while it lives.</summary>
[Trait("Needs", "root")]
public sealed class LiveJournalTests
{
    [Fact]
    public async Task A_journald_that_is_stopped_killed_and_rotated_loses_and_repeats_nothing_and_the_watch_says_so()
    {
        await using var daemon = Daemon.Prepare($$"""
            watches:
              safe_defaults: false
              rules:
                {{Delays.Rule}}
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

        // And nobody else had to wait for it.
        var delays = Delays.OfHistory(await File.ReadAllLinesAsync(Path.Combine(daemon.Folder, "probes")));
        Assert.InRange(delays.Median, 0, 50);
        Assert.InRange(delays.P99, 0, 100);
    }
}
