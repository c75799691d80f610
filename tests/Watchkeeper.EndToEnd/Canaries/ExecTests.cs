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
    public async Task What_cannot_be_run_is_a_failure_with_127()
    {
        await using var daemon = await Daemon.StartAsync();
        await daemon.OutputOfAsync("canaries", "create", "job", "--schedule", "1h");
        var finished = await daemon.RunAsync("canaries", "exec", "job", "--", "/no/such/program");
        Assert.Equal(127, finished.ExitCode);
        Assert.Contains("Failed with exit status 127", await daemon.OutputOfAsync("canaries", "get", "job"), StringComparison.Ordinal);
        var unknown = await daemon.RunAsync("canaries", "exec", "nobody", "--", "sh", "-c", "exit 4");
        Assert.Equal(4, unknown.ExitCode);
        Assert.Contains("was not told", unknown.Error, StringComparison.Ordinal);
    }
}
