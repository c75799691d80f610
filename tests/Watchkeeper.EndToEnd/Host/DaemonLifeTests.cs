using System.Diagnostics;

namespace Watchkeeper.EndToEnd.Host;

/// <summary>Starting, stopping, and what can prevent it.</summary>
public sealed class DaemonLifeTests
{
    [Fact]
    public async Task It_is_healthy_and_shows_its_status()
    {
        await using var daemon = await Daemon.StartAsync();

        Assert.Equal("ok\n", await daemon.Http.GetStringAsync("/healthz"));
        var status = await daemon.Http.GetStringAsync("/api/v1/status");
        Assert.Contains("\"lines\":", status, StringComparison.Ordinal);
        Assert.DoesNotContain("\\u002B", status, StringComparison.Ordinal);
        Assert.Contains("Last downtime", status, StringComparison.Ordinal);
        Assert.Contains("<!doctype html>", await daemon.Http.GetStringAsync("/"), StringComparison.Ordinal);
        Assert.StartsWith(Environment.MachineName, await daemon.OutputOfAsync("status"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    [InlineData("QUIT")]
    public async Task It_stops_within_five_seconds_on(string signal)
    {
        await using var daemon = await Daemon.StartAsync();
        using var stream = await daemon.Http.GetStreamAsync("/api/v1/events/stream");
        var since = Stopwatch.StartNew();

        var code = await daemon.StopAsync(signal);

        Assert.Equal(0, code);
        Assert.InRange(since.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Contains($"Stopping on SIG{signal}", daemon.Log, StringComparison.Ordinal);
        Assert.False(File.Exists(daemon.SocketFile));
    }

    [Fact]
    public async Task It_starts_again_after_a_crash_that_left_its_socket()
    {
        await using var daemon = await Daemon.StartAsync();
        await daemon.KillAsync();
        Assert.True(File.Exists(daemon.SocketFile));

        await daemon.StartAgainAsync();

        Assert.Equal("ok\n", await daemon.LocalHttp.GetStringAsync("/healthz"));
    }

    [Fact]
    public async Task A_port_in_use_is_one_sentence()
    {
        await using var first = await Daemon.StartAsync();
        await using var second = Daemon.Prepare($"listen: 127.0.0.1:{first.Url.Port}");

        var finished = await second.RunAsync("run");

        Assert.Equal(1, finished.ExitCode);
        Assert.Equal(
            $"watchkeeper: 127.0.0.1:{first.Url.Port} is in use by another program; stop that one, or choose another address with 'listen'.\n", finished.Error);
        Assert.Equal([second.ConfigurationFile], Directory.EnumerateFileSystemEntries(second.Folder));
    }

    [Fact]
    public async Task Too_few_files_to_open_is_one_sentence()
    {
        await using var daemon = Daemon.Prepare(string.Empty);

        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", $"ulimit -n 200 && exec '{WatchkeeperProgram.Path}' --config '{daemon.ConfigurationFile}' run"])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        })!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal(1, process.ExitCode);
        Assert.Equal(
            "watchkeeper: The process may have 200 files open (ulimit -n), and the daemon needs 512: raise the limit, under systemd with LimitNOFILE=512 or more.\n", error);
        Assert.Equal([daemon.ConfigurationFile], Directory.EnumerateFileSystemEntries(daemon.Folder));
    }

    [Theory]
    [InlineData("socket: {0}")]
    [InlineData("listen: [\"127.0.0.1:0\", \"unix:{0}\"]")]
    public async Task A_file_where_a_socket_should_be_is_left_alone(string key)
    {
        await using var daemon = Daemon.Prepare();
        var precious = Path.Combine(daemon.Folder, "precious");
        await File.WriteAllTextAsync(precious, "of value");
        daemon.Configure(key.Replace("{0}", precious, StringComparison.Ordinal));

        var finished = await daemon.RunAsync("run");

        Assert.Equal(1, finished.ExitCode);
        Assert.Equal($"watchkeeper: {precious} is there already and is no socket; it is left alone. Choose another path for the socket.\n", finished.Error);
        Assert.Equal("of value", await File.ReadAllTextAsync(precious));
    }

    [Theory]
    [InlineData("not-a-database", "is not an SQLite database")]
    [InlineData("folder", "is a folder")]
    public async Task A_database_that_cannot_be_one_is_one_sentence(string kind, string part)
    {
        await using var daemon = Daemon.Prepare();
        if (kind == "folder")
        {
            Directory.CreateDirectory(daemon.DatabaseFile);
        }
        else
        {
            await File.WriteAllTextAsync(daemon.DatabaseFile, new string('x', 10_000));
        }

        var finished = await daemon.RunAsync("run");

        Assert.Equal(1, finished.ExitCode);
        Assert.Single(finished.Error.Split('\n'), line => line.Contains(part, StringComparison.Ordinal));
        Assert.Contains(part, finished.Error.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
        Assert.False(File.Exists(daemon.SocketFile));
    }

    [Fact]
    public async Task A_first_start_is_told_in_a_few_lines_and_the_first_says_where()
    {
        await using var daemon = await Daemon.StartAsync();

        Assert.Contains(" listens on ", daemon.Log.Split('\n')[0], StringComparison.Ordinal);
        Assert.DoesNotContain("schema", daemon.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_daemon_on_the_same_socket_is_refused()
    {
        await using var daemon = await Daemon.StartAsync();

        var finished = await daemon.RunAsync("run");

        Assert.Equal(1, finished.ExitCode);
        Assert.Contains("Another Watchkeeper is running", finished.Error, StringComparison.Ordinal);
        Assert.Equal("ok\n", await daemon.LocalHttp.GetStringAsync("/healthz"));
    }

    [Theory]
    [InlineData("listen: nowhere", "listen")]
    [InlineData("lisen: 127.0.0.1:0", "lisen")]
    [InlineData("log: { level: loud }", "level")]
    [InlineData("database: sqlite:/proc/nowhere/w.db", "/proc/nowhere")]
    public async Task A_bad_configuration_is_told_in_words(string yaml, string part)
    {
        await using var daemon = Daemon.Prepare(yaml);

        var finished = await daemon.RunAsync("run");

        Assert.NotEqual(0, finished.ExitCode);
        Assert.Contains(part, finished.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", finished.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_file_at_reload_changes_nothing_and_a_good_one_is_taken()
    {
        await using var daemon = await Daemon.StartAsync();

        daemon.Configure("log: { level: nonsense }");
        await daemon.SignalAsync("HUP");
        await daemon.WaitForLogAsync("The configuration was not changed");
        daemon.Configure("log: { level: debug }");
        await daemon.SignalAsync("HUP");
        await daemon.WaitForLogAsync("The configuration was read again");

        Assert.Equal("ok\n", await daemon.Http.GetStringAsync("/healthz"));
    }

    [Fact]
    public async Task Listening_beyond_loopback_takes_a_token_first()
    {
        await using var daemon = Daemon.Prepare("listen: 0.0.0.0:0");

        var refused = await daemon.RunAsync("run");
        var secret = await daemon.OutputOfAsync("tokens", "create", "first");
        await daemon.StartAgainAsync();

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("watchkeeper tokens create", refused.Error, StringComparison.Ordinal);
        Assert.StartsWith("wk_", secret, StringComparison.Ordinal);
    }
}
