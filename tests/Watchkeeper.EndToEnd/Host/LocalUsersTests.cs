using System.Diagnostics;

namespace Watchkeeper.EndToEnd.Host;

/// <summary>Who may do what on the unix socket, with real users; and the daemon as a user without any rights.</summary>
public sealed class LocalUsersTests
{
    [Fact]
    public async Task Any_user_reads_and_only_administrators_change()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "becoming another user takes root");
        await using var daemon = await Daemon.StartAsync();
        await RunAsync("chmod", "755", daemon.Folder);

        var reads = await AsNobodyAsync("-s", "--unix-socket", daemon.SocketFile, "http://localhost/api/v1/status");
        var lists = await AsNobodyAsync("-s", "--unix-socket", daemon.SocketFile, "http://localhost/api/v1/tokens");
        var changes = await AsNobodyAsync("-s", "-X", "POST", "--unix-socket", daemon.SocketFile, "http://localhost/api/v1/configuration/reload");

        Assert.Contains("\"lines\":", reads, StringComparison.Ordinal);
        Assert.Contains("\"status\":403", lists, StringComparison.Ordinal);
        Assert.Contains("has the role read", changes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_daemon_runs_for_nobody_and_nobody_administers_it()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "becoming another user takes root");
        var home = Directory.CreateTempSubdirectory("watchkeeper-nobody-").FullName;
        await RunAsync("chown", "nobody", home);
        // Nobody may not read a folder of the tests' user, so it gets the program as everybody may: through a copy in its own home.
        await RunAsync("cp", "-r", Path.GetDirectoryName(WatchkeeperProgram.Path)!, Path.Combine(home, "program"));
        await RunAsync("chmod", "-R", "a+rX", home);
        var program = Path.Combine(home, "program", "watchkeeper");

        var script = $"""
            cd {home}; unset XDG_RUNTIME_DIR XDG_STATE_HOME XDG_CONFIG_HOME; export HOME={home} WATCHKEEPER_LISTEN=127.0.0.1:0
            {program} run 2> log & daemon=$!
            for i in $(seq 200); do grep -q ' listens on ' log && {program} status > status 2> error && break; sleep 0.05; done
            cat log status error; {program} tokens create mine; kill $daemon; wait $daemon; echo ended $?
            """;
        var output = await RunAsync("runuser", "-u", "nobody", "--", "bash", "-c", script);
        Directory.Delete(home, recursive: true);

        Assert.Contains(Environment.MachineName, output, StringComparison.Ordinal);
        Assert.Contains("wk_", output, StringComparison.Ordinal);
        Assert.Contains("ended 0", output, StringComparison.Ordinal);
    }

    private static Task<string> AsNobodyAsync(params string[] curl) => RunAsync("runuser", ["-u", "nobody", "--", "curl", .. curl]);

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        return await process.StandardOutput.ReadToEndAsync();
    }
}
