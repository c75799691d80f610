using Microsoft.Extensions.Logging;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;
using Watchkeeper.Uptime.Boots;

namespace Watchkeeper.Uptime.Endings;

/// <summary>Finds out, at the start of a boot, how the boots before it ended, and writes it down once.</summary>
internal sealed class Inquest(Database database, HostClock clock, HostIdentity host, EvidenceFinder finder, ILogger<Inquest> log)
{
    /// <summary>Judges every earlier boot of this host that nobody has judged.</summary>
    public async Task HoldAsync(CancellationToken cancellation)
    {
        var (boots, flights, kept) = database.Read(session =>
            (UptimeStore.Boots(session, host.Id), UptimeStore.OwnFlights(session, host.Id), UptimeStore.BootEvidence(session, host.Id)));
        var byBoot = flights.ToLookup(flight => flight.BootId!.Value);
        var open = boots
            .Where(boot => boot.Outcome is null && boot.BootId != clock.BootId)
            .OrderBy(boot => byBoot[boot.BootId].Select(flight => flight.Id).DefaultIfEmpty().Max())
            .ToArray();
        foreach (var boot in open)
        {
            var now = clock.Read();
            (Instant, bool)? next = boot == open[^1] ? (now.Wall - now.SinceBoot, now.Trusted) : null;
            var evidence = WithoutOld(finder.Find(boot, [.. byBoot[boot.BootId]], next), kept.Values);
            var outcome = Coroner.Judge(evidence);
            var lastWords = Coroner.Worth(evidence);
            await database.WriteAsync(
                transaction =>
                {
                    if (UptimeStore.EndBoot(transaction, boot, outcome, lastWords) && outcome.End == BootEnd.Crash)
                    {
                        transaction.Append(UptimeWords.Crashed(boot, outcome));
                    }
                },
                Durability.Durable, cancellation);
            if (outcome.End == BootEnd.Crash)
            {
                UptimeLog.Crashed(log, outcome.Reason);
            }
        }
    }

    /// <summary>Nobody may ever have cleared pstore: what an earlier boot's end was explained by explains no other.</summary>
    private static Evidence WithoutOld(Evidence evidence, IEnumerable<IReadOnlyList<KernelLine>> kept) =>
        evidence.Pstore is [.., var last] && kept.Any(lines => lines.Contains(last)) ? evidence with { Pstore = [] } : evidence;
}
