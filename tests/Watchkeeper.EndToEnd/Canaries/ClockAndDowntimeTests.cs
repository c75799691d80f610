namespace Watchkeeper.EndToEnd.Canaries;

/// <summary>The daemon's own absence, with the real program and the real clock.</summary>
public sealed class ClockAndDowntimeTests
{
    [Fact]
    public async Task A_deadline_that_passed_while_it_was_stopped_is_moved()
    {
        await using var daemon = await Daemon.StartAsync();
        (await daemon.Http.GetAsync("/coal-mine/v1/canary/create?name=job&periodicity=4")).EnsureSuccessStatusCode();
        await daemon.StopAsync();
        await Task.Delay(5000);
        await daemon.StartAgainAsync();
        for (var attempt = 0; !(await daemon.Http.GetStringAsync("/coal-mine/v1/canary/get?name=job")).Contains("Deadline moved by", StringComparison.Ordinal); attempt++)
        {
            Assert.True(attempt < 50, "The deadline was not moved.");
            await Task.Delay(50);
        }
    }

    [Fact]
    public async Task A_run_whose_limit_passed_while_it_was_dead_is_given_more_and_its_end_is_in_time()
    {
        await using var daemon = await Daemon.StartAsync();
        await daemon.OutputOfAsync("canaries", "create", "job", "--schedule", "1h", "--max-duration", "3s");
        (await daemon.Http.GetAsync("/ping/job/start")).EnsureSuccessStatusCode();
        await daemon.KillAsync();
        await Task.Delay(4000);
        await daemon.StartAgainAsync();
        for (var attempt = 0; !(await daemon.OutputOfAsync("canaries", "get", "job")).Contains("Run given ", StringComparison.Ordinal); attempt++)
        {
            Assert.True(attempt < 50, "The run was not given more.");
            await Task.Delay(50);
        }

        (await daemon.Http.GetAsync("/ping/job")).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task With_the_original_behaviour_it_is_late_at_start()
    {
        await using var daemon = await Daemon.StartAsync("canaries: { forgive_downtime: false }");
        (await daemon.Http.GetAsync("/coal-mine/v1/canary/create?name=job&periodicity=2")).EnsureSuccessStatusCode();
        await daemon.StopAsync();
        await Task.Delay(2500);
        await daemon.StartAgainAsync();
        for (var attempt = 0; !(await daemon.Http.GetStringAsync("/coal-mine/v1/canary/get?name=job")).Contains("\"late\": true", StringComparison.Ordinal); attempt++)
        {
            Assert.True(attempt < 100, "The canary is not late.");
            await Task.Delay(50);
        }
    }
}
