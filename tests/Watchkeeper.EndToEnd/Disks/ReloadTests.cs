namespace Watchkeeper.EndToEnd.Disks;

/// <summary>Sources are exchanged while the daemon runs.</summary>
public sealed class ReloadTests
{
    [Fact]
    public async Task A_source_that_a_reload_adds_is_read_and_the_others_lose_and_repeat_nothing()
    {
        await using var daemon = Daemon.Prepare();
        var (first, second) = (Path.Combine(daemon.Folder, "first.log"), Path.Combine(daemon.Folder, "second.log"));
        await File.WriteAllTextAsync(first, "");
        await File.WriteAllTextAsync(second, "");
        daemon.Configure($"disks: {{ sources: [{first}], journal: never }}");
        await daemon.StartAgainAsync();

        // Reading begins at the file's end, wherever that is by then: lines are written until one is read.
        for (var disk = 'a'; disk < 'z' && await EventsAsync(daemon, "sdga") == 0; disk++)
        {
            await File.AppendAllTextAsync(first, Line($"sdga{disk}"));
            await Task.Delay(500);
        }

        await File.AppendAllTextAsync(first, Line("sdgb"));
        await DisksTests.WaitForEventsAsync(daemon, "sdgb", 1);

        daemon.Configure($"disks: {{ sources: [{first}, {second}], journal: never }}");
        await daemon.SignalAsync("HUP");
        await daemon.WaitForLogAsync("The configuration was read again");
        await File.AppendAllTextAsync(first, Line("sdgc"));
        for (var disk = 'a'; disk < 'z' && await EventsAsync(daemon, "sdha") == 0; disk++)
        {
            await File.AppendAllTextAsync(second, Line($"sdha{disk}"));
            await Task.Delay(500);
        }

        await DisksTests.WaitForEventsAsync(daemon, "sdha", 1);
        await DisksTests.WaitForEventsAsync(daemon, "sdgc", 1);
        Assert.Equal(1, await EventsAsync(daemon, "sdgb"));
        Assert.Equal(1, await EventsAsync(daemon, "sdgc"));
    }

    private static string Line(string disk) => $"Nov 20 06:00:00 db1 kernel: XFS ({disk}): Filesystem has been shut down due to log error (0x2).\n";

    private static Task<int> EventsAsync(Daemon daemon, string device) => DisksTests.CountAsync(daemon, device);
}
