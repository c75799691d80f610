using System.Net;
using Watchkeeper.EndToEnd.Uptime;
using Watchkeeper.Tests.Core.Data;

namespace Watchkeeper.EndToEnd.Host;

/// <summary>A daemon that loses its database while it runs: what must not be lost is refused in words, and all goes on by itself when the cause is gone.</summary>
public sealed class DatabaseLostTests
{
    [Fact]
    [Trait("Needs", "postgresql")]
    public async Task PostgreSQL_that_crashes_and_comes_back()
    {
        using var server = new PostgresServer();
        await using var daemon = await Daemon.StartAsync($"database: {server.CreateDatabase()}");
        await daemon.OutputOfAsync("canaries", "create", "--name", "before", "--schedule", "1h");

        server.Crash();
        await daemon.WaitForLogAsync("cannot be reached");
        var refused = await daemon.RunAsync("canaries", "create", "--name", "meanwhile", "--schedule", "1h");
        await daemon.StatusWhenAsync(status => status.Contains("Database ", StringComparison.Ordinal) && status.Contains("Memory", StringComparison.Ordinal));
        using var health = await daemon.LocalHttp.GetAsync("/healthz");
        server.Start();
        await daemon.WaitForLogAsync("The database is back");
        await daemon.OutputOfAsync("canaries", "create", "--name", "after", "--schedule", "1h");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("cannot be reached", refused.Error, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        Assert.Equal("ok\n", await daemon.LocalHttp.GetStringAsync("/healthz"));
        var canaries = await daemon.OutputOfAsync("canaries", "list");
        Assert.Contains("before", canaries, StringComparison.Ordinal);
        Assert.Contains("after", canaries, StringComparison.Ordinal);
        await daemon.StatusWhenAsync(status => !status.Contains("Database ", StringComparison.Ordinal));
        Assert.Contains("watchkeeper.database-recovered", await daemon.OutputOfAsync("events"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Needs", "root")]
    public async Task A_disk_that_is_full_and_has_room_again()
    {
        var folder = Directory.CreateTempSubdirectory("watchkeeper-full-").FullName;
        Assert.Equal(0, (await Shell.RunAsync($"mount -t tmpfs -o size=3m tmpfs {folder}")).ExitCode);
        try
        {
            await using var daemon = await Daemon.StartAsync($"database: sqlite:{folder}/w.db\nmetrics: {{ interval: 1s }}\nuptime: {{ interval: 1s }}");

            await daemon.StatusWhenAsync(status => status.Contains("Up ", StringComparison.Ordinal));
            await Shell.RunAsync($"head -c 10m /dev/zero > {folder}/rubbish");
            await daemon.WaitForLogAsync("is full; make room on it");
            var refused = await daemon.RunAsync("canaries", "create", "--name", "meanwhile", "--schedule", "1h");
            await daemon.StatusWhenAsync(status => status.Contains("Up ", StringComparison.Ordinal));
            File.Delete(Path.Combine(folder, "rubbish"));
            await daemon.WaitForLogAsync("The database is back");
            var created = await daemon.RunAsync("canaries", "create", "--name", "after", "--schedule", "1h");

            Assert.Equal(1, refused.ExitCode);
            Assert.Contains("is full", refused.Error, StringComparison.Ordinal);
            Assert.Equal((0, ""), (created.ExitCode, created.Error));
        }
        finally
        {
            await Shell.RunAsync($"umount {folder}");
            Directory.Delete(folder);
        }
    }
}
