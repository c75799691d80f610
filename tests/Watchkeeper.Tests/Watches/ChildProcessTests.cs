using System.Diagnostics;
using Watchkeeper.Core.Time;
using Watchkeeper.Watches.Actions;

namespace Watchkeeper.Tests.Watches;

/// <summary>Real processes that behave as badly as processes do.</summary>
[Collection(Alone.Name)]
public sealed class ChildProcessTests : IDisposable
{
    private readonly HostClock _clock = HostClock.Open();

    [Fact]
    public async Task Arguments_arrive_as_they_are_and_output_and_status_come_back()
    {
        var result = await RunAsync("printf", "%s|", "a b", "$(id)", "; rm -rf /", "'\"", "-x");
        Assert.Equal(("a b|$(id)|; rm -rf /|'\"|-x|", 0), (result.Output, result.Exit));

        var failed = await RunAsync("sh", "-c", "echo out; echo err >&2; exit 3");
        Assert.Equal(3, failed.Exit);
        Assert.Contains("err", failed.Output, StringComparison.Ordinal);
        Assert.StartsWith("sh ended with exit status 3: ", failed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_not_there_fails_with_a_sentence()
    {
        var result = await RunAsync("/no/such/program");
        Assert.False(result.Succeeded);
        Assert.Contains("/no/such/program", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_ignores_SIGTERM_is_killed_with_all_it_started()
    {
        var watch = Stopwatch.StartNew();
        var mark = $"{Random.Shared.Next(100_000, 999_999)}.25";
        var result = await RunAsync(TimeSpan.FromMilliseconds(300), "sh", "-c", $"trap '' TERM; sleep {mark} & sleep {mark} & while true; do sleep {mark}; done");
        Assert.Contains("did not end within 0.3 s", result.Error, StringComparison.Ordinal);
        Assert.InRange(watch.ElapsedMilliseconds, 300, 5000);
        Assert.Empty(Running(mark));
    }

    [Fact]
    public async Task What_the_daemon_was_told_is_not_told_to_it()
    {
        Environment.SetEnvironmentVariable("WATCHKEEPER_TEST_SECRET", "topsecret");
        var result = await RunAsync("env");
        Assert.DoesNotContain("topsecret", result.Output, StringComparison.Ordinal);
        Assert.Contains("PATH=/", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_is_ended_with_the_daemon_has_time_for_its_last_words()
    {
        var said = Path.Combine(Path.GetTempPath(), $"watchkeeper-last-words-{Guid.NewGuid():N}");
        using var ending = new CancellationTokenSource();
        var running = ChildProcess.RunAsync(new ChildOptions(["sh", "-c", "trap 'sleep 1; echo said > \"$0\"; exit' TERM; echo ready > \"$0.ready\"; while true; do sleep 0.1; done", said]), _clock, ending.Token);
        for (var patience = 0; !File.Exists(said + ".ready") && patience < 1000; patience++)
        {
            await Task.Delay(20);
        }

        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.True(File.Exists(said));
        File.Delete(said);
        File.Delete(said + ".ready");
    }

    [Fact]
    public async Task What_it_leaves_behind_goes_with_it()
    {
        var mark = $"{Random.Shared.Next(100_000, 999_999)}.75";
        var watch = Stopwatch.StartNew();
        var result = await RunAsync("sh", "-c", $"sleep {mark} & echo started");
        Assert.Equal("started\n", result.Output);
        Assert.InRange(watch.ElapsedMilliseconds, 0, 5000);
        Assert.Empty(Running(mark));
    }

    [Fact]
    public async Task A_gigabyte_of_output_is_read_and_64_kB_of_it_kept()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var result = await RunAsync(TimeSpan.FromMinutes(10), "sh", "-c", "head -c 1000000000 /dev/zero | tr '\\0' 'x'");
        Assert.True(result.Succeeded, result.Error);
        Assert.InRange(result.Output.Length, 65_536, 65_700);
        Assert.EndsWith("more bytes", result.Output, StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 10_000_000);
    }

    [Fact]
    public void Under_systemd_a_command_is_a_unit_of_its_own()
    {
        var argv = CommandRunner.SystemdRun(
            new CommandStep([], null) { User = "nobody", Timeout = TimeSpan.FromSeconds(10) }, "watchkeeper-action-x-1-1", ["/bin/true", "-x"],
            new Dictionary<string, string> { ["CAPTURE_IP"] = "10.0.0.1" });
        Assert.Equal("systemd-run", argv[0]);
        Assert.Contains("--uid=nobody", argv);
        Assert.Contains("--property=RuntimeMaxSec=10", argv);
        Assert.Contains("--setenv=CAPTURE_IP=10.0.0.1", argv);
        Assert.Equal(["--", "/bin/true", "-x"], argv.TakeLast(3));
    }

    public void Dispose() => (_clock as IDisposable)?.Dispose();

    private Task<StepResult> RunAsync(params string[] argv) => RunAsync(TimeSpan.FromSeconds(20), argv);

    private Task<StepResult> RunAsync(TimeSpan timeout, params string[] argv) =>
        ChildProcess.RunAsync(new ChildOptions(argv) { Timeout = timeout, KillAfter = TimeSpan.FromMilliseconds(200) }, _clock, CancellationToken.None);

    private static List<string> Running(string argument)
    {
        // A killed process is there until its parent has taken notice.
        for (var patience = 0; patience < 100; patience++)
        {
            var found = Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)).Where(folder =>
            {
                try
                {
                    return File.ReadAllText(folder + "/cmdline").Split('\0').Contains(argument);
                }
                catch (IOException)
                {
                    return false;
                }
            }).ToList();
            if (found.Count == 0)
            {
                return found;
            }

            using var pause = new ManualResetEventSlim();
            pause.Wait(20);
        }

        return ["still there"];
    }
}
