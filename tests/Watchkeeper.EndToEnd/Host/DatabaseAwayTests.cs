using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Watchkeeper.EndToEnd.Host;

/// <summary>A daemon whose database is not there when it starts: it serves all the same, and whoever asks is told what is wrong.</summary>
public sealed class DatabaseAwayTests
{
    /// <summary>What the transport of the command line says when it gives up waiting: no verb may come to that.</summary>
    private const string GaveUp = "does not answer in time";

    private static readonly string[][] Verbs =
    [
        ["events"], ["events", "--follow"], ["timeline"], ["uptime", "list"], ["uptime", "summary"], ["disks", "list"], ["disks", "events"],
        ["metrics", "list"], ["metrics", "query", "node_load1"], ["canaries", "list"], ["canaries", "create", "--name", "x", "--schedule", "1h"],
        ["watches", "list"], ["watches", "conditions"], ["notifications", "list"], ["notifications", "channels"], ["tokens", "list"], ["tokens", "create", "x"],
    ];

    [Fact]
    public async Task Without_postgresql_the_status_shows_what_is_known_and_no_verb_hangs()
    {
        await using var daemon = Daemon.Prepare($"database: postgres://nobody@127.0.0.1:{ClosedPort()}/watchkeeper");
        await daemon.StartAgainAsync(healthy: false);

        await AssertAnswersAsync(daemon, "cannot be reached");
    }

    [Fact]
    [Trait("Needs", "python3")]
    public async Task While_another_program_locks_the_file_the_status_shows_what_is_known_and_no_verb_hangs()
    {
        await using var daemon = Daemon.Prepare();
        using var locker = await LockAsync(daemon.DatabaseFile);
        await daemon.StartAgainAsync(healthy: false);

        await AssertAnswersAsync(daemon, "is locked by another program");

        locker.StandardInput.Close();
        await daemon.WaitForLogAsync("The database is back");
        await daemon.StatusWhenAsync(status => !status.Contains("not known", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Until_it_is_known_which_tokens_exist_nobody_is_let_in_over_tcp()
    {
        await using var daemon = Daemon.Prepare($"database: postgres://nobody@127.0.0.1:{ClosedPort()}/watchkeeper");
        await daemon.StartAgainAsync(healthy: false);

        using var status = await daemon.Http.GetAsync("/api/v1/status");
        using var page = await daemon.Http.GetAsync("/");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status.StatusCode);
        Assert.Contains("through the unix socket", await status.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.DoesNotContain(Environment.MachineName, await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Beyond_loopback_a_daemon_that_waits_for_its_database_stops_when_it_is_told_to()
    {
        await using var daemon = Daemon.Prepare($"listen: 0.0.0.0:0\ndatabase: postgres://nobody@127.0.0.1:{ClosedPort()}/watchkeeper");
        await daemon.StartAgainAsync(healthy: false);

        Assert.Contains("not known", await daemon.OutputOfAsync("status"), StringComparison.Ordinal);
        Assert.Equal(0, await daemon.StopAsync());
    }

    private static async Task AssertAnswersAsync(Daemon daemon, string why)
    {
        var status = await daemon.StatusWhenAsync(status => status.Contains("Up ", StringComparison.Ordinal) && status.Contains("Memory", StringComparison.Ordinal));
        Assert.Single(status.Split('\n'), line => line.Contains(why, StringComparison.Ordinal));
        Assert.Contains("not known", status, StringComparison.Ordinal);
        foreach (var verb in Verbs)
        {
            var finished = await daemon.RunAsync(verb);
            Assert.DoesNotContain(GaveUp, finished.Error, StringComparison.Ordinal);
            Assert.True(finished.ExitCode == 0 || finished.Error.TrimEnd().EndsWith('.'), $"{string.Join(' ', verb)}: {finished.Error}");
        }

        var canaries = await daemon.RunAsync("canaries", "list");
        Assert.Equal("watchkeeper: The canaries are not known yet, because the database is not ready; try again in a moment.\n", canaries.Error);
    }

    private static int ClosedPort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    /// <summary>Another program that has an SQLite file for itself, until its input is closed.</summary>
    private static async Task<Process> LockAsync(string path)
    {
        const string Program =
            """
            import sqlite3, sys
            database = sqlite3.connect(sys.argv[1], isolation_level=None)
            database.execute("BEGIN EXCLUSIVE")
            print("locked", flush=True)
            sys.stdin.read()
            """;
        var start = new ProcessStartInfo("python3", ["-c", Program, path]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        var locker = Process.Start(start)!;
        Assert.Equal("locked", await locker.StandardOutput.ReadLineAsync());
        return locker;
    }
}
