using System.Text;
using Watchkeeper.Logs.Journals;
using Watchkeeper.Tests.Logs;
using Watchkeeper.Watches.Lanes;

namespace Watchkeeper.Tests.Watches;

/// <summary>Real journal files, made by systemd's own tool, that grow while they are read.</summary>
public sealed class JournalLaneTests
{
    private const string Rules = """
        electrs: { watch: { journal: electrs }, when: { contains: finished full compaction }, message: "{unit}", cooldown: 0s }
        start-failure: { watch: { journal: nginx, severity: error }, when: { regex: 'Failed to start (?<what>.*)\.' }, message: "{what}" }
        """;

    [Fact]
    public async Task Only_the_named_unit_counts_and_a_restart_goes_on_from_the_cursor()
    {
        using var folder = new TemporaryFolder();
        await using var parts = await LiveParts.OpenAsync();
        Append(folder, 1, ("_SYSTEMD_UNIT=electrs.service", "finished full compaction, before anybody watched"));
        await WatchAsync(parts, folder, async () =>
        {
            Append(
                folder, 2,
                ("_SYSTEMD_UNIT=bitcoind.service", "finished full compaction"),
                ("_SYSTEMD_UNIT=electrs.service", "indexing"),
                ("_SYSTEMD_UNIT=electrs.service", "INFO - finished full compaction"),
                ("UNIT=nginx.service\n_PID=1\nPRIORITY=3", "Failed to start A high performance web server."),
                ("UNIT=nginx.service\n_PID=77\nPRIORITY=3", "Failed to start a lie."),
                ("UNIT=nginx.service\n_PID=1\nPRIORITY=6", "Failed to start a rumour."));
            await UntilAsync(() => parts.Runs().Count == 2);
        });
        Append(folder, 3, ("_SYSTEMD_UNIT=electrs.service", "finished full compaction, while nobody watched"));
        await WatchAsync(parts, folder, () => UntilAsync(() => parts.Runs().Count == 3));

        Assert.Equal(["electrs.service", "A high performance web server", "electrs.service"], parts.Runs().Reverse().Select(run => run.Message));
        Assert.Equal("finished full compaction, while nobody watched", parts.Runs("electrs")[0].Text);
    }

    private static async Task WatchAsync(LiveParts parts, TemporaryFolder folder, Func<Task> meanwhile)
    {
        var live = parts.Make(Rules);
        var lane = new JournalLane(parts.Services, live, JournalLocation.InFolder(folder.Path));
        foreach (var one in live)
        {
            one.Lane = lane;
        }

        parts.Test.Database.Read(session =>
        {
            lane.Restore(session);
            return true;
        });
        using var ending = new CancellationTokenSource();
        var reading = lane.RunAsync(ending.Token);
        await Task.Delay(300);
        await meanwhile();
        await lane.CheckpointAsync();
        await ending.CancelAsync();
        await reading;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var patience = 0; !condition(); patience++)
        {
            Assert.True(patience < 500, "it did not come true in ten seconds");
            await Task.Delay(20);
        }
    }

    /// <summary>One more file of the journal, as a rotation makes them.</summary>
    private static void Append(TemporaryFolder folder, int number, params IEnumerable<(string Fields, string Message)> entries)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1000;
        var export = string.Concat(entries.Select((entry, i) =>
            $"__REALTIME_TIMESTAMP={now + i}\n__MONOTONIC_TIMESTAMP={(number * 1_000_000) + i}\n_BOOT_ID=92c94c794f2c4c01b8fad0e984582c68\n{entry.Fields}\nMESSAGE={entry.Message}\n\n"));
        var made = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.journal");
        Captures.MakeJournal(Encoding.UTF8.GetBytes(export), made);
        File.Move(made, folder.File($"part{number}.journal"));
    }
}
