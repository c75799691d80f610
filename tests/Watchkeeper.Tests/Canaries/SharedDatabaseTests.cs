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
public sealed class SharedDatabaseTests
{
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
}
