using Watchkeeper.Core.CommandLine;
using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;
using Watchkeeper.Logs.Records;

namespace Watchkeeper.Disks;

/// <summary>Tells on a terminal how far a long scan has come: on one line, which is taken away before anything else is printed.</summary>
internal sealed class ScanProgress(TextWriter error, HostClock clock, string file, bool isTerminal)
{
    /// <summary>What takes less needs no word; and no more words than this are needed after it.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private TimeSpan _next = clock.Uptime + Interval;
    private bool _isShown;

    public void Advanced(LogReading reading)
    {
        if (!isTerminal || clock.Uptime < _next)
        {
            return;
        }

        _next = clock.Uptime + Interval;
        _isShown = true;
        error.Write($"\r\e[K{Screen.Clean(file)}: {(reading.Length is { } length ? $"{100 * reading.Bytes / length} % of {Sizes.Format(length)}" : Sizes.Format(reading.Bytes))} read");
        error.Flush();
    }

    public void Clear()
    {
        if (_isShown)
        {
            error.Write("\r\e[K");
            error.Flush();
            _isShown = false;
        }
    }
}
