using Watchkeeper.Core.Events;

namespace Watchkeeper.Tests.Core.Data;

/// <summary>A writer is killed in mid-sentence, again and again: what it was told is written is there, whole and once.</summary>
public sealed class KillTests
{
    private const int Rounds = 4;

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task No_acknowledged_write_is_lost_when_the_writer_is_killed(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var acknowledged = new List<string>();
        for (var round = 0; round < Rounds; round++)
        {
            acknowledged.AddRange(await KilledAsync(test.Url, round));
        }

        var stored = test.Journal.Read(new EventQuery());
        Assert.True(acknowledged.Count > Rounds, "The writers wrote next to nothing.");
        Assert.Empty(acknowledged.Except(stored.Select(item => item.Subject)));
        Assert.Empty(acknowledged.Select(CrashingWriter.AlongWith).Except(stored.Select(item => item.Subject)));
        Assert.Equal(Enumerable.Range(1, stored.Count).Select(seq => (long)seq), stored.Select(item => item.Seq).Order());
        if (engine == TestEngine.Sqlite)
        {
            Assert.Equal("ok", test.Database.Read(session => session.First("PRAGMA integrity_check", row => row.Text(0))));
        }
    }

    /// <summary>Starts a writer, lets it write for a while, kills it; returns the whole lines that it said.</summary>
    private static async Task<string[]> KilledAsync(string url, int round)
    {
        using var writer = CrashingWriter.Start(url, round);
        try
        {
            var first = await writer.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
            var rest = writer.StandardOutput.ReadToEndAsync();
            await Task.Delay(100 + (round * 70));
            writer.Kill();
            var said = await rest;
            return [first!, .. said[..(said.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        }
        finally
        {
            writer.Kill();
            await writer.WaitForExitAsync();
        }
    }
}
