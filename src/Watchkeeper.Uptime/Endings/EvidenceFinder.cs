using System.Globalization;
using Watchkeeper.Core.Time;
using Watchkeeper.Logs.Journals;
using Watchkeeper.Uptime.Boots;
using Watchkeeper.Uptime.Flights;

namespace Watchkeeper.Uptime.Endings;

/// <summary>Gathers what this host still knows about the end of one of its boots.</summary>
/// <param name="root">Where <c>/sys</c> and <c>/var</c> are; a test has its own.</param>
/// <param name="journal">The journal to ask.</param>
internal sealed class EvidenceFinder(string root, JournalLocation journal)
{
    /// <param name="boot">The boot that ended.</param>
    /// <param name="flights">Its flights.</param>
    /// <param name="next">The boot that started after it, where it is the one running now: only then do pstore and the watchdog speak of this end.</param>
    public Evidence Find(BootRecord boot, IReadOnlyList<Flight> flights, (Instant Booted, bool Trusted)? next)
    {
        var last = flights.MaxBy(flight => flight.LastAt);
        var lastRecord = last?.LastAt ?? TimeSpan.Zero;
        var suspended = last?.Suspended ?? TimeSpan.Zero;
        return new Evidence
        {
            LastRecord = lastRecord,
            Blind = last?.Blind ?? TimeSpan.Zero,
            Landing = last?.Landing,
            Journal = PreviousJournal.Read(journal, boot.BootId, suspended),
            Wtmp = boot.Trusted ? Wtmp.Find(ReadBytes("var/log/wtmp"), boot.Booted) : null,
            Pstore = next is null ? [] : Pstore.Find(root, boot.Trusted ? boot.Booted : null, lastRecord, suspended),
            WatchdogStatus = next is null ? null : WatchdogStatus(),
            NextStart = next is { Trusted: true } start && boot.Trusted ? start.Booted - boot.Booted : null,
        };
    }

    /// <summary>The hardware watchdog's reason for the last reset (<c>Documentation/watchdog/watchdog-api.rst</c>), decimal.</summary>
    private int? WatchdogStatus() =>
        int.TryParse(
            System.Text.Encoding.UTF8.GetString(ReadBytes("sys/class/watchdog/watchdog0/bootstatus")).Trim(),
            NumberStyles.Integer, CultureInfo.InvariantCulture, out var status)
            ? status
            : null;

    private byte[] ReadBytes(string path)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(root, path));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
