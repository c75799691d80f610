using Watchkeeper.Tests.Notifications;

namespace Watchkeeper.EndToEnd.Canaries;

/// <summary><c>canaries exec</c>, with and without a daemon.</summary>
public sealed class ExecTests
{
    [Fact]
    public async Task It_reports_start_end_duration_and_output_and_keeps_the_exit_status()
    {
        await using var daemon = await Daemon.StartAsync();
        await daemon.OutputOfAsync("canaries", "create", "job", "--schedule", "1h");

        var finished = await daemon.RunAsync("canaries", "exec", "job", "--", "sh", "-c", "echo out; echo err >&2; sleep 0.2; exit 3");

        Assert.Equal((3, "out\n", "err\n"), (finished.ExitCode, finished.Output, finished.Error));
        var shown = await daemon.OutputOfAsync("canaries", "get", "job");
        Assert.Contains("Failed with exit status 3, took ", shown, StringComparison.Ordinal);
        Assert.Contains("Started", shown, StringComparison.Ordinal);
        var pings = await daemon.Http.GetStringAsync("/api/v1/canaries/job/pings");
        var number = pings.Split("\"number\":")[1].Split(',')[0];
        var body = await daemon.Http.GetStringAsync($"/api/v1/canaries/job/pings/{number}/body");
        Assert.Contains("out\n", body, StringComparison.Ordinal);
        Assert.Contains("err\n", body, StringComparison.Ordinal);

        Assert.Equal(0, (await daemon.RunAsync("canaries", "exec", "job", "--", "true")).ExitCode);
        Assert.Contains("state:         ok", await daemon.OutputOfAsync("canaries", "get", "job"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_daemon_the_job_runs_and_the_report_comes_later()
    {
        var state = Directory.CreateTempSubdirectory("watchkeeper-spool-").FullName;
        await using var daemon = await Daemon.StartAsync(environment: new Dictionary<string, string> { ["XDG_STATE_HOME"] = state });
        await daemon.OutputOfAsync("canaries", "create", "job", "--schedule", "1h");
        await daemon.StopAsync();

        var finished = await daemon.RunAsync("canaries", "exec", "job", "--", "sh", "-c", "echo ran; exit 7");
        Assert.Equal((7, "ran\n"), (finished.ExitCode, finished.Output));

        await daemon.StartAgainAsync();
        for (var attempt = 0; !(await daemon.OutputOfAsync("canaries", "get", "job")).Contains("Failed with exit status 7 (ended at ", StringComparison.Ordinal); attempt++)
        {
            Assert.True(attempt < 100, "The report was not delivered.");
            await Task.Delay(200);
        }

        Assert.Empty(Directory.GetFiles(state, "*.json", SearchOption.AllDirectories));
        Directory.Delete(state, recursive: true);
    }

    [Fact]
    public async Task What_is_not_there_ends_with_127_and_what_may_not_be_run_with_126()
    {
        await using var daemon = await Daemon.StartAsync();
        await daemon.OutputOfAsync("canaries", "create", "job", "--schedule", "1h");
        var file = Path.Combine(daemon.Folder, "job.sh");
        await File.WriteAllTextAsync(file, "#!/bin/sh\n");

        Assert.Equal(126, (await daemon.RunAsync("canaries", "exec", "job", "--", file)).ExitCode);
        Assert.Equal(127, (await daemon.RunAsync("canaries", "exec", "job", "--", file + "x")).ExitCode);
        Assert.Contains("Failed with exit status 126", await daemon.OutputOfAsync("canaries", "get", "job"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, 3)]
    [InlineData(429, 1)]
    [InlineData(500, 3)]
    [InlineData(503, 1)]
    public async Task A_report_that_the_server_does_not_take_now_is_kept_and_a_daemon_that_is_away_is_told_once(int status, int told)
    {
        await using var server = await Receiver.StartAsync();
        server.Answer = context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };
        using var state = new Folder();
        var errors = "";
        for (var run = 0; run < 3; run++)
        {
            var finished = await WatchkeeperProgram.RunAsync(state.Environment, "canaries", "exec", "job", "--server", server.Url, "--", "sh", "-c", "exit 3");
            Assert.Equal((3, ""), (finished.ExitCode, finished.Output));
            errors += finished.Error;
        }

        Assert.Equal(told, errors.Count(c => c == '\n'));
        Assert.Contains(told == 1 ? "it is kept, and so are those that follow" : "the report is kept", errors, StringComparison.Ordinal);
        Assert.All(state.Reports(), report => Assert.Contains($"\"daemon\":\"{server.Url}", File.ReadAllText(report), StringComparison.Ordinal));
        Assert.Equal(3, state.Reports().Length);
    }

    [Fact]
    public async Task For_a_job_that_must_be_quiet_nothing_is_said_of_a_report_that_waits()
    {
        using var state = new Folder();
        var finished = await WatchkeeperProgram.RunAsync(state.Environment, "canaries", "exec", "job", "--quiet", "--server", "http://127.0.0.1:1", "--", "sh", "-c", "echo ran");
        Assert.Equal((0, "ran\n", ""), (finished.ExitCode, finished.Output, finished.Error));
        Assert.Single(state.Reports());
    }

    [Fact]
    public async Task A_late_report_goes_to_the_daemon_that_it_was_meant_for()
    {
        using var state = new Folder();
        await using var meant = await Daemon.StartAsync(environment: state.Environment);
        await using var other = await Daemon.StartAsync(environment: state.Environment);
        await meant.OutputOfAsync("canaries", "create", "job", "--schedule", "1h");
        await meant.StopAsync();
        Assert.Equal(0, (await meant.RunAsync("canaries", "exec", "job", "--", "true")).ExitCode);

        // A process waits to deliver to the one; that does not keep the other from its own, and the other is not given what is not its own.
        Assert.Equal($"Delivered 0; 0 waiting.\nFor {meant.SocketFile}: 1 waiting.\n", await other.OutputOfAsync("canaries", "deliver"));
        Assert.Single(state.Reports());

        await meant.StartAgainAsync();
        await UntilAsync(async () => (await meant.OutputOfAsync("canaries", "get", "job")).Contains("Triggered (ended at ", StringComparison.Ordinal));
        await UntilAsync(() => Task.FromResult(state.Reports().Length == 0));
    }

    [Fact]
    public async Task A_daemon_that_hangs_does_not_hold_up_the_job()
    {
        using var state = new Folder();
        await using var daemon = await Daemon.StartAsync(environment: state.Environment);
        await daemon.OutputOfAsync("canaries", "create", "job", "--schedule", "1h");
        await daemon.SignalAsync("STOP");
        try
        {
            var finished = await daemon.RunAsync("canaries", "exec", "job", "--", "sh", "-c", "echo ran; exit 5");
            Assert.Equal((5, "ran\n"), (finished.ExitCode, finished.Output));
            Assert.StartsWith("watchkeeper: no daemon took the report for job; it is kept", finished.Error, StringComparison.Ordinal);
            Assert.Single(state.Reports());
        }
        finally
        {
            await daemon.SignalAsync("CONT");
        }

        await UntilAsync(async () => (await daemon.OutputOfAsync("canaries", "get", "job")).Contains("Failed with exit status 5 (ended at ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_cannot_be_run_is_a_failure_with_127()
    {
        await using var daemon = await Daemon.StartAsync();
        await daemon.OutputOfAsync("canaries", "create", "job", "--schedule", "1h");
        var finished = await daemon.RunAsync("canaries", "exec", "job", "--", "/no/such/program");
        Assert.Equal((127, "watchkeeper: /no/such/program cannot be run: No such file or directory\n"), (finished.ExitCode, finished.Error));
        Assert.Contains("Failed with exit status 127", await daemon.OutputOfAsync("canaries", "get", "job"), StringComparison.Ordinal);
        var unknown = await daemon.RunAsync("canaries", "exec", "nobody", "--", "sh", "-c", "exit 4");
        Assert.Equal(4, unknown.ExitCode);
        Assert.Equal("watchkeeper: the canary nobody was not told: There is no such canary.\n", unknown.Error);
    }

    [Fact]
    public async Task A_failure_that_had_to_wait_does_not_undo_the_success_after_it()
    {
        using var state = new Folder();
        await using var daemon = await Daemon.StartAsync(environment: state.Environment);
        await daemon.OutputOfAsync("canaries", "create", "job", "--schedule", "1h");
        await daemon.StopAsync();
        Assert.Equal(1, (await daemon.RunAsync("canaries", "exec", "job", "--", "false")).ExitCode);
        await daemon.StartAgainAsync();

        Assert.Equal(0, (await daemon.RunAsync("canaries", "exec", "job", "--", "true")).ExitCode);
        await daemon.OutputOfAsync("canaries", "deliver");

        var shown = await daemon.OutputOfAsync("canaries", "get", "job");
        Assert.Contains("state:         ok", shown, StringComparison.Ordinal);
        Assert.Contains("Failed with exit status 1 (ended at ", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_waits_is_delivered_at_once_when_asked_for_though_another_process_waits_to_do_so()
    {
        using var state = new Folder();
        await using var daemon = await Daemon.StartAsync(environment: state.Environment);
        await daemon.OutputOfAsync("canaries", "create", "job", "--schedule", "1h");
        await daemon.StopAsync();
        Assert.Equal(0, (await daemon.RunAsync("canaries", "exec", "job", "--", "true")).ExitCode);
        var away = await daemon.RunAsync("canaries", "deliver");
        Assert.Equal((1, "Delivered 0; 1 waiting.\n"), (away.ExitCode, away.Output));

        // The other process has tried after 1, 2 and 4 s, and waits for 8 s now.
        await Task.Delay(TimeSpan.FromSeconds(9));
        await daemon.StartAgainAsync();
        Assert.EndsWith("; 0 waiting.\n", await daemon.OutputOfAsync("canaries", "deliver"), StringComparison.Ordinal);

        Assert.Empty(state.Reports());
        Assert.Contains("Triggered (ended at ", await daemon.OutputOfAsync("canaries", "get", "job"), StringComparison.Ordinal);
        Assert.Equal(["delivering.lock", "waiting.lock"], state.Locks());
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var attempt = 0; !await condition(); attempt++)
        {
            Assert.True(attempt < 300, "It did not come true in time.");
            await Task.Delay(200);
        }
    }

    /// <summary>A state folder of its own, and with it a spool.</summary>
    private sealed class Folder : IDisposable
    {
        private readonly string _path = Directory.CreateTempSubdirectory("watchkeeper-spool-").FullName;

        public Dictionary<string, string> Environment => new() { ["XDG_STATE_HOME"] = _path, ["HOME"] = _path };

        public string[] Reports() => Directory.GetFiles(_path, "*.json", SearchOption.AllDirectories);

        public IEnumerable<string?> Locks() => Directory.GetFiles(_path, "*lock*", SearchOption.AllDirectories).Select(Path.GetFileName).Order();

        /// <summary>A process that still waits to deliver finds nothing left, and ends.</summary>
        public void Dispose() => Directory.Delete(_path, recursive: true);
    }
}
