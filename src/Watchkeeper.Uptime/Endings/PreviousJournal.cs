using Watchkeeper.Core;
using Watchkeeper.Logs.Journals;
using Watchkeeper.Uptime.Flights;

namespace Watchkeeper.Uptime.Endings;

/// <summary>Reads the end of a boot's journal, backwards.</summary>
internal static class PreviousJournal
{
    private const int MostEntries = 5_000;

    private static readonly TimeSpan Reach = TimeSpan.FromMinutes(30);

    /// <summary>
    /// Message ids of systemd's catalogue (<c>journalctl --new-id128</c> made them; systemd/sd-messages.h lists them): logind announces a shutdown, and a
    /// target is reached.
    /// </summary>
    private const string ShutdownAnnounced = "98268866d1d54a499c4e98921d93bc40", UnitStarted = "39f53479d3a045ac8e11786248231fbf";

    /// <summary>What the journal says about the end of a boot; null when it keeps nothing of it.</summary>
    /// <param name="location">The host's journal, or a test's files.</param>
    /// <param name="suspended">What CLOCK_MONOTONIC, on which the journal's times run, left out.</param>
    public static JournalTrace? Read(JournalLocation location, Guid bootId, TimeSpan suspended)
    {
        if (!Journal.TryOpen(location, out var journal, out _))
        {
            return null;
        }

        using (journal)
        {
            try
            {
                return Trace(journal.OfBoot(bootId).Backwards(), suspended);
            }
            catch (ProblemException)
            {
                // A file that the crash left damaged: what cannot be read is no evidence.
                return null;
            }
        }
    }

    internal static JournalTrace? Trace(IEnumerable<JournalEntry> backwards, TimeSpan suspended)
    {
        TimeSpan? last = null;
        ShutdownMark? shutdown = null;
        var lines = new List<KernelLine>();
        foreach (var entry in backwards.Take(MostEntries))
        {
            var at = entry.Monotonic + suspended;
            last ??= at;
            if (at < last - Reach)
            {
                break;
            }

            shutdown ??= Mark(entry, at);
            if (entry["_TRANSPORT"] == "kernel" || KernelSigns.Of(entry.Message) is Sign.Heat or Sign.Power)
            {
                lines.Add(new KernelLine(KernelTime(entry, suspended) ?? at, entry.Message, "journal"));
            }
        }

        lines.Reverse();
        return last is null ? null : new JournalTrace(last.Value, shutdown, lines);
    }

    /// <summary>When the kernel said it, which is earlier than when journald received it on a host in distress.</summary>
    private static TimeSpan? KernelTime(JournalEntry entry, TimeSpan suspended) =>
        long.TryParse(entry["_SOURCE_MONOTONIC_TIMESTAMP"], out var microseconds) ? TimeSpan.FromMicroseconds(microseconds) + suspended : null;

    private static ShutdownMark? Mark(JournalEntry entry, TimeSpan at)
    {
        var kind = entry["MESSAGE_ID"] switch
        {
            ShutdownAnnounced => entry["SHUTDOWN"] switch
            {
                "reboot" or "kexec" or "soft-reboot" => Landing.Reboot,
                "power-off" or "halt" => Landing.PowerOff,
                _ => Landing.Shutdown,
            },
            UnitStarted => entry["UNIT"] switch
            {
                "reboot.target" or "kexec.target" => Landing.Reboot,
                "poweroff.target" or "halt.target" => Landing.PowerOff,
                "shutdown.target" or "final.target" => Landing.Shutdown,
                _ => null,
            },
            _ => (Landing?)null,
        };
        return kind is { } known ? new ShutdownMark(known, at, "the journal") : null;
    }
}
