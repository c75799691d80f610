using System.Text.Json;

namespace Watchkeeper.EndToEnd.Uptime;

/// <summary>The daemon records this very host, and the verbs tell of it.</summary>
public sealed class HistoryTests
{
    [Fact]
    public async Task This_host_is_running_and_says_so_everywhere()
    {
        await using var daemon = await Daemon.StartAsync("uptime: { interval: 1s }");
        await daemon.WaitForLogAsync("has begun");
        var boot = (await File.ReadAllTextAsync("/proc/sys/kernel/random/boot_id")).Trim();
        var uptime = double.Parse((await File.ReadAllTextAsync("/proc/uptime")).Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);

        using var line = JsonDocument.Parse(await daemon.OutputOfAsync("uptime", "list", "--json"));
        Assert.Equal(boot, line.RootElement.GetProperty("boot_id").GetString());
        Assert.Equal("running", line.RootElement.GetProperty("end").GetString());
        Assert.InRange(line.RootElement.GetProperty("uptime").GetDouble(), uptime, uptime + 30);
        Assert.False(line.RootElement.TryGetProperty("ended", out _));

        Assert.Contains("running", await daemon.OutputOfAsync("uptime", "list"), StringComparison.Ordinal);
        Assert.Contains("Availability:       100.000 %", await daemon.OutputOfAsync("uptime", "summary"), StringComparison.Ordinal);
        Assert.Contains(": UP", await daemon.OutputOfAsync("uptime", "at", "now"), StringComparison.Ordinal);
        Assert.Contains("UP but not watched", await daemon.OutputOfAsync("uptime", "at", "@" + (DateTimeOffset.UtcNow.ToUnixTimeSeconds() - (long)(uptime / 2))), StringComparison.Ordinal);
        using var unwatched = JsonDocument.Parse(await daemon.OutputOfAsync("uptime", "at", "@" + (DateTimeOffset.UtcNow.ToUnixTimeSeconds() - (long)(uptime / 2)), "--json"));
        Assert.InRange(unwatched.RootElement.GetProperty("remaining").GetDouble(), uptime / 2 - 60, uptime / 2);
        Assert.Contains("UNKNOWN", await daemon.OutputOfAsync("uptime", "at", "2001-02-03", "--utc"), StringComparison.Ordinal);
        Assert.Equal("No crash is on record.\n", await daemon.OutputOfAsync("uptime", "crashes"));
        Assert.Contains("uptime.host-started", await daemon.OutputOfAsync("events"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stopped_daemon_s_file_tells_the_same()
    {
        await using var daemon = await Daemon.StartAsync("uptime: { interval: 1s }");
        await daemon.WaitForLogAsync("has begun");
        await daemon.StopAsync();

        Assert.Contains("running", await daemon.OutputOfAsync("uptime", "list"), StringComparison.Ordinal);
        Assert.StartsWith("number,boot_id,started", await daemon.OutputOfAsync("uptime", "list", "--csv"), StringComparison.Ordinal);
        Assert.StartsWith("DOWNTIME #1: -INF", await daemon.OutputOfAsync("uptime", "report"), StringComparison.Ordinal);
        Assert.Contains("FLIGHT #1", await daemon.OutputOfAsync("uptime", "report", "--database", daemon.DatabaseFile), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Flights_are_imported_from_a_recorder_that_runs_and_exported_for_its_scripts()
    {
        using var flights = await Flights.MakeAsync(21, 300);
        await using var daemon = await Daemon.StartAsync();
        await daemon.WaitForLogAsync("has begun");
        // A recorder in flight: its last insert stands in the write-ahead log alone, and it keeps the file open.
        var recorder = $"python3 -c \"import sqlite3, time; c = sqlite3.connect('{flights.File}'); c.execute('PRAGMA wal_autocheckpoint=0'); "
            + "c.execute('INSERT INTO flight (duration, last_ts) VALUES (60, 1790000000)'); c.commit(); print('up', flush=True); time.sleep(20)\" & "
            + $"sleep 2; $W --config {daemon.ConfigurationFile} uptime import {flights.File}; $W --config {daemon.ConfigurationFile} uptime import {flights.File}; kill %1";

        var finished = await Shell.RunAsync(recorder);

        Assert.Contains("301 flights added, 0 updated, 0 known already.\n0 flights added, 0 updated, 301 known already.", finished.Output, StringComparison.Ordinal);

        var exported = Path.Combine(daemon.Folder, "export.db");
        Assert.StartsWith("302 flights written", await daemon.OutputOfAsync("uptime", "export", exported), StringComparison.Ordinal);
        Assert.Equal("0 flights added, 0 updated, 302 known already.\n", await daemon.OutputOfAsync("uptime", "import", exported));
        var appended = await Shell.RunAsync($"python3 -c \"import sqlite3; c = sqlite3.connect('{exported}'); c.execute('INSERT INTO flight (duration, last_ts) VALUES (1, 1900000000)'); c.commit()\"");
        Assert.Equal((0, ""), (appended.ExitCode, appended.Error));
        var report = await Shell.RunAsync($"TZ=UTC $W uptime report --database {exported}");
        Assert.Equal(await Flights.ReportAsync(exported, "UTC"), report.Output);
    }

    [Theory]
    [InlineData("at", "nonsense", "is not a time")]
    [InlineData("list", "--sort=colour", "is no order")]
    [InlineData("crash", "12", "There is no crash 12")]
    [InlineData("list", "--since=2026-13-45", "is not a time")]
    [InlineData("list", "--since=1h --until=2h", "before it begins")]
    [InlineData("summary", "--since=1h --until=2h", "before it begins")]
    [InlineData("list", "--csv --json", "--json and --csv are two forms of the same output")]
    public async Task What_is_typed_wrongly_is_one_sentence(string verb, string arguments, string sentence)
    {
        await using var daemon = await Daemon.StartAsync();
        var finished = await daemon.RunAsync(["uptime", verb, .. arguments.Split(' ')]);

        Assert.NotEqual(0, finished.ExitCode);
        Assert.Contains(sentence, finished.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", finished.Error, StringComparison.Ordinal);
    }
}
