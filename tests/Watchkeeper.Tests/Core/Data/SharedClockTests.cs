using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;
using Watchkeeper.Tests.Core.Time;

namespace Watchkeeper.Tests.Core.Data;

/// <summary>Daemons whose hosts' clocks differ agree about the time.</summary>
public sealed class SharedClockTests
{
    private static readonly Instant Server = Instant.From(DateTimeOffset.Parse("2026-11-20T12:00:00Z"));

    [Fact]
    public void Without_a_server_it_is_the_hosts_clock()
    {
        var host = new FakeHostClock();
        var clock = new SharedClock(host, static () => null);
        var steps = Steps(clock);
        clock.Look();
        Assert.Equal(host.Read(), clock.Read());

        host.Step(TimeSpan.FromHours(2));
        Assert.Equal(TimeSpan.FromHours(2), Assert.Single(steps).Delta);
    }

    [Fact]
    public void With_a_server_steps_of_the_hosts_clock_mean_nothing()
    {
        var (host, server) = (new FakeHostClock(), new FakeHostClock());
        var clock = new SharedClock(host, () => server.Now);
        var steps = Steps(clock);
        clock.Look();
        host.Advance(TimeSpan.FromMinutes(1));
        server.Advance(TimeSpan.FromMinutes(1));
        host.Step(TimeSpan.FromDays(-300));

        clock.Look();
        Assert.Empty(steps);
        Assert.Equal((server.Now, host.Uptime, true), (clock.Read().Wall, clock.Read().SinceBoot, clock.Read().Trusted));
    }

    [Fact]
    public void A_step_of_the_servers_clock_is_a_step_and_drift_is_none()
    {
        var (host, server) = (new FakeHostClock(), new FakeHostClock());
        var clock = new SharedClock(host, () => server.Now);
        var steps = Steps(clock);
        clock.Look();
        server.Advance(TimeSpan.FromMilliseconds(300));
        clock.Look();
        Assert.Empty(steps);
        Assert.Equal(server.Now, clock.Read().Wall);

        server.Step(TimeSpan.FromHours(1));
        clock.Look();
        Assert.Equal(TimeSpan.FromHours(1), Assert.Single(steps).Delta);
        Assert.Equal(server.Now, clock.Read().Wall);
    }

    [Fact]
    public void A_slow_answer_changes_nothing()
    {
        var host = new FakeHostClock();
        var slow = TimeSpan.Zero;
        var passed = TimeSpan.Zero;
        var clock = new SharedClock(host, () =>
        {
            // The server reads its clock at once, and the answer takes its time.
            var now = Server + passed;
            host.Advance(slow);
            passed += slow;
            return now;
        });
        var steps = Steps(clock);
        clock.Look();
        slow = TimeSpan.FromSeconds(4);
        clock.Look();
        Assert.Empty(steps);
        Assert.Equal(Server + passed, clock.Read().Wall);
    }

    private static List<ClockStep> Steps(SharedClock clock)
    {
        var steps = new List<ClockStep>();
        clock.Stepped += steps.Add;
        return steps;
    }
}
