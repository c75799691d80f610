using Microsoft.Extensions.Logging.Abstractions;
using Watchkeeper.Canaries;
using Watchkeeper.Canaries.Schedules;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;
using Watchkeeper.Tests.Core.Data;
using Watchkeeper.Tests.Core.Time;

namespace Watchkeeper.Tests.Canaries;

/// <summary>Daemons whose hosts' clocks differ agree about when a canary is due.</summary>
public sealed class SharedClockTests
{
    private static readonly Instant Server = Instant.From(DateTimeOffset.Parse("2026-11-20T12:00:00Z"));

    [Fact]
    public void Without_a_server_it_is_the_hosts_clock()
    {
        var host = new FakeHostClock();
        var clock = new SharedClock(host, static () => null);
        Assert.Null(clock.Look());
        Assert.True(clock.IsTheHosts);
        Assert.Equal(host.Read(), clock.Read());
    }

    [Fact]
    public void With_a_server_steps_of_the_hosts_clock_mean_nothing()
    {
        var (host, server) = (new FakeHostClock(), new FakeHostClock());
        var clock = new SharedClock(host, () => server.Now);
        Assert.Null(clock.Look());
        host.Advance(TimeSpan.FromMinutes(1));
        server.Advance(TimeSpan.FromMinutes(1));
        host.Step(TimeSpan.FromDays(-300));

        Assert.Null(clock.Look());
        Assert.Equal((server.Now, host.Uptime, true), (clock.Read().Wall, clock.Read().SinceBoot, clock.Read().Trusted));
    }

    [Fact]
    public void A_step_of_the_servers_clock_is_a_step_and_drift_is_none()
    {
        var (host, server) = (new FakeHostClock(), new FakeHostClock());
        var clock = new SharedClock(host, () => server.Now);
        clock.Look();
        server.Advance(TimeSpan.FromMilliseconds(300));
        Assert.Null(clock.Look());
        Assert.Equal(server.Now, clock.Read().Wall);

        server.Step(TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.FromHours(1), clock.Look()!.Value.Delta);
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
        clock.Look();
        slow = TimeSpan.FromSeconds(4);
        Assert.Null(clock.Look());
        Assert.Equal(Server + passed, clock.Read().Wall);
    }

    [Fact]
    public async Task Two_daemons_whose_clocks_are_two_hours_apart_agree_on_a_real_postgresql()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, "PostgreSQL is not installed.");
        var (ahead, behind) = (new SkewedClock(TimeSpan.FromHours(1)), new SkewedClock(TimeSpan.FromHours(-1)));
        await using var test = await TestDatabase.OpenAsync(TestEngine.PostgreSql, ahead, CanariesModule.Module);
        var other = await test.OpenAnotherAsync(new HostIdentity("22222222222222222222222222222222", "beta"), behind);
        using var one = await RunAsync(test.Database, ahead, TestDatabase.Host);
        using var two = await RunAsync(other, behind, new HostIdentity("22222222222222222222222222222222", "beta"));
        var settings = new CanarySettings { Name = "job", Slug = "job", Schedule = ScheduleReader.Read("1h", out _)! };
        var made = (await one.DoAsync(pen => Operations.Create(pen, settings, paused: false, 8))).OrThrow();

        await two.RefreshAsync();
        var seen = two.Book.BySlug("job")!;
        Assert.Equal(made.Deadline!.Value.Wall, seen.Deadline!.Value.Wall);
        Assert.InRange(seen.Deadline.Value.SinceBoot - behind.Uptime, TimeSpan.FromMinutes(58), TimeSpan.FromMinutes(60.1));
        var apart = (one.Now - two.Now).Duration();
        Assert.True(apart < TimeSpan.FromMinutes(1), $"They disagree by {apart}.");
        await one.StopAsync(default);
        await two.StopAsync(default);
    }

    private static async Task<CanariesService> RunAsync(Database database, HostClock clock, HostIdentity host)
    {
        var service = new CanariesService(
            database, clock, new SharedClock(clock, database), host, new LiveOptions<CanariesOptions>(new CanariesOptions()), NullLogger<CanariesService>.Instance);
        await service.StartAsync(default);
        await service.Ready;
        return service;
    }

    /// <summary>This host's clocks, with a wall clock that is wrong.</summary>
    private sealed class SkewedClock(TimeSpan skew) : HostClock
    {
        private static readonly HostClock Real = Open();

        public override event Action<ClockStep>? Stepped
        {
            add { }
            remove { }
        }

        public override event Action<Moment>? BecameTrusted
        {
            add { }
            remove { }
        }

        public override Guid BootId => Real.BootId;

        public override Instant Now => Real.Now + skew;

        public override TimeSpan Uptime => Real.Uptime;

        public override TimeSpan AwakeTime => Real.AwakeTime;

        public override bool IsTrusted => true;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => Real.CreateTimer(callback, state, dueTime, period);
    }
}
