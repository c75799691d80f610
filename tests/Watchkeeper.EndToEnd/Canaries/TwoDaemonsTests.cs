using System.Diagnostics;
using Watchkeeper.Tests.Core.Data;

namespace Watchkeeper.EndToEnd.Canaries;

/// <summary>Two daemons on one PostgreSQL.</summary>
public sealed class TwoDaemonsTests : IAsyncLifetime
{
    private PostgresServer _server = null!;
    private Daemon _one = null!;
    private Daemon _other = null!;

    public async ValueTask InitializeAsync()
    {
        _server = new PostgresServer();
        var url = _server.CreateDatabase();
        _one = await Daemon.StartAsync($"host: one\ndatabase: {url}");
        _other = await Daemon.StartAsync($"host: other\ndatabase: {url}");
    }

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _other.DisposeAsync();
        _server.Dispose();
    }

    [Fact]
    public async Task Either_takes_pings_and_knows_what_the_other_did()
    {
        await _one.OutputOfAsync("canaries", "create", "job", "--schedule", "1h");
        await _other.OutputOfAsync("canaries", "trigger", "job", "--comment", "at the other");
        Assert.Contains("Triggered (at the other)", await _one.OutputOfAsync("canaries", "get", "job"), StringComparison.Ordinal);
        await _other.OutputOfAsync("canaries", "delete", "job");
        Assert.Equal(1, (await _one.RunAsync("canaries", "get", "job")).ExitCode);
    }

    [Fact]
    public async Task Exactly_one_raises_each_late_event()
    {
        for (var i = 0; i < 30; i++)
        {
            (await (i % 2 == 0 ? _one : _other).Http.GetAsync($"/coal-mine/v1/canary/create?name=job{i}&periodicity=4")).EnsureSuccessStatusCode();
        }

        await Task.Delay(7000);
        var events = await _one.OutputOfAsync("events", "--type", "canaries.late", "--json");
        Assert.Equal(30, events.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task The_death_of_one_delays_a_late_notice_by_at_most_five_seconds()
    {
        (await _other.Http.GetAsync("/coal-mine/v1/canary/create?name=job&periodicity=3")).EnsureSuccessStatusCode();
        var due = Stopwatch.StartNew();
        await _other.KillAsync();
        while (!(await _one.OutputOfAsync("events", "--type", "canaries.late", "--json")).Contains("\"job\"", StringComparison.Ordinal))
        {
            Assert.True(due.Elapsed < TimeSpan.FromSeconds(3 + 5), "The late event is missing.");
            await Task.Delay(100);
        }
    }
}
