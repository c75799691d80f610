using Watchkeeper.Disks;
using Watchkeeper.Logs.Records;
using Watchkeeper.Tests.Core.Time;
using Watchkeeper.Tests.Logs;

namespace Watchkeeper.Tests.Disks;

/// <summary>What a person at a terminal sees of a scan that takes long.</summary>
public sealed class ScanProgressTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeHostClock _clock = new();
    private readonly StringWriter _screen = new();

    [Fact]
    public void A_scan_that_takes_long_says_how_far_it_is_on_one_line_and_takes_it_away()
    {
        var progress = new ScanProgress(_screen, _clock, "kern.log", isTerminal: true);

        Read(progress, pause: TimeSpan.FromSeconds(0.9));
        progress.Clear();
        progress.Clear();

        var said = _screen.ToString().Split("\r\e[K");
        Assert.Equal(("", ""), (said[0], said[^1]));
        Assert.All(said[1..^1], line => Assert.Matches("^kern.log: [0-9]+ % of 3.81 MiB read$", line));
        Assert.InRange(said.Length, 4, 10);
        Assert.DoesNotContain('\n', _screen.ToString());
    }

    [Theory]
    [InlineData(true, 0.001)]
    [InlineData(false, 10)]
    public void A_scan_that_is_soon_done_or_is_not_watched_says_nothing(bool isTerminal, double pause)
    {
        var progress = new ScanProgress(_screen, _clock, "kern.log", isTerminal);

        Read(progress, TimeSpan.FromSeconds(pause));
        progress.Clear();

        Assert.Empty(_screen.ToString());
    }

    public void Dispose()
    {
        _folder.Dispose();
        _screen.Dispose();
    }

    private void Read(ScanProgress progress, TimeSpan pause)
    {
        File.WriteAllBytes(_folder.File("log"), new byte[4_000_000].Select((_, i) => i % 100 == 99 ? (byte)'\n' : (byte)'x').ToArray());
        _ = LogFile.Read(_folder.File("log"), null, new LogReading(reading =>
        {
            _clock.Advance(pause);
            progress.Advanced(reading);
        })).Count();
    }
}
