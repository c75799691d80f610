using Watchkeeper.Core.Time;
using Watchkeeper.Uptime.Flights;

namespace Watchkeeper.Uptime.Boots;

/// <summary>Makes a host's history of what is stored: pure, so that every disaster of the clock can be told as a test.</summary>
internal static class BootHistory
{
    /// <summary>No flight-recorder was written before: a flight that says so began with a clock that had not been set.</summary>
    private static readonly Instant EarliestFlight = Instant.From(new DateTimeOffset(2010, 1, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>
    /// The boots in the order in which they happened, which is that of their numbers and not that of a clock that may have been wrong. What
    /// was imported, which has no boot, is sorted in by time.
    /// </summary>
    /// <param name="imported">Made by <see cref="Imported"/>.</param>
    /// <param name="current">The boot that runs now, and its clocks; null where the host is another one than this.</param>
    public static IReadOnlyList<Boot> Of(
        IReadOnlyList<BootRecord> records, IReadOnlyList<Flight> flights, IReadOnlyList<Suspension> suspensions, IReadOnlyList<Boot> imported,
        (Guid BootId, Moment Now)? current)
    {
        var suspended = suspensions.ToLookup(suspension => suspension.BootId, suspension => (suspension.WokeAt - suspension.Length, suspension.WokeAt));
        var byBoot = flights.ToLookup(flight => flight.BootId!.Value);
        var boots = records
            .Select(record => (Record: record, Flights: byBoot[record.BootId].OrderBy(flight => flight.Id).ToArray()))
            .OrderBy(boot => boot.Flights.Length > 0 ? boot.Flights[0].Id : long.MaxValue)
            .Select(boot => Watched(boot.Record, boot.Flights, current) with { Suspensions = [.. suspended[boot.Record.BootId]] })
            .ToList();
        var known = Insert(boots, imported);
        return [.. known.Select((boot, i) => WithDowntime(boot with { Number = i + 1 }, i + 1 < known.Count ? known[i + 1] : null))];
    }

    private static Boot Watched(BootRecord record, Flight[] flights, (Guid BootId, Moment Now)? current)
    {
        var running = current is { } now && now.BootId == record.BootId;
        var last = flights.Length == 0 ? TimeSpan.Zero : flights.Max(flight => flight.LastAt);
        var ended = running ? current!.Value.Now.SinceBoot : Max(record.Outcome?.EndedAt ?? last, last);
        var watched = Union(flights);
        return new Boot
        {
            Number = 0,
            BootId = record.BootId,
            Kernel = record.Kernel,
            Started = running ? current!.Value.Now.Wall - ended : record.Booted,
            Ended = running ? null : record.Booted + ended,
            Uncertainty = running ? TimeSpan.Zero : record.Outcome?.Uncertainty ?? TimeSpan.Zero,
            End = running ? BootEnd.Running : record.Outcome?.End ?? BootEnd.Unknown,
            Cause = record.Outcome?.Cause ?? Cause.Unknown,
            Reason = running ? null : record.Outcome?.Reason,
            Uptime = ended,
            Suspended = flights.Length == 0 ? TimeSpan.Zero : flights.Max(flight => flight.Suspended),
            NotWatched = ended - watched.Aggregate(TimeSpan.Zero, (sum, span) => sum + (span.To - span.From)),
            ClockTrusted = running ? current!.Value.Now.Trusted : record.Trusted,
            Watched = watched,
        };
    }

    private static List<(TimeSpan From, TimeSpan To)> Union(IEnumerable<Flight> flights)
    {
        var union = new List<(TimeSpan From, TimeSpan To)>();
        foreach (var flight in flights.OrderBy(flight => flight.StartedAt))
        {
            if (union.Count > 0 && flight.StartedAt <= union[^1].To)
            {
                union[^1] = (union[^1].From, Max(union[^1].To, flight.LastAt));
            }
            else
            {
                union.Add((flight.StartedAt, flight.LastAt));
            }
        }

        return union;
    }

    /// <summary>Flights without a boot, merged where they overlap.</summary>
    public static List<Boot> Imported(IEnumerable<Flight> flights)
    {
        var boots = new List<Boot>();
        foreach (var flight in flights.OrderBy(flight => flight.Begin))
        {
            if (boots.Count > 0 && flight.Begin <= boots[^1].Ended)
            {
                var end = flight.Wall > boots[^1].Ended!.Value ? flight.Wall : boots[^1].Ended!.Value;
                boots[^1] = Stretch(boots[^1].Started, end);
            }
            else
            {
                boots.Add(Stretch(flight.Begin, flight.Wall));
            }
        }

        return boots;

        static Boot Stretch(Instant start, Instant end) => new()
        {
            Number = 0,
            Started = start,
            Ended = end,
            End = BootEnd.Unknown,
            Reason = "Imported from a flight-recorder, which does not tell how its flights ended.",
            Uptime = end - start,
            ClockTrusted = start >= EarliestFlight,
            Watched = [(TimeSpan.Zero, end - start)],
        };
    }

    /// <summary>Puts imported stretches between the boots; what overlaps a boot that this host recorded itself says nothing new.</summary>
    private static List<Boot> Insert(List<Boot> boots, IReadOnlyList<Boot> imported)
    {
        var all = new List<Boot>();
        var next = 0;
        foreach (var boot in boots)
        {
            while (next < imported.Count && imported[next].Started < boot.Started)
            {
                var stretch = imported[next++];
                if (stretch.Ended <= boot.Started && (all.Count == 0 || all[^1].Ended <= stretch.Started))
                {
                    all.Add(stretch);
                }
            }

            all.Add(boot);
        }

        all.AddRange(imported.Skip(next).Where(stretch => all.Count == 0 || all[^1].Ended <= stretch.Started));
        return all;
    }

    private static Boot WithDowntime(Boot boot, Boot? next)
    {
        if (next is null || boot.Ended is not { } ended)
        {
            return boot;
        }

        var gap = next.Started - ended;
        if (gap < TimeSpan.Zero || !boot.ClockTrusted || !next.ClockTrusted)
        {
            return boot;
        }

        // A flight-recorder's gaps are downtimes by its own word; here an end that nobody saw may as well be an unwatched hour.
        return boot.End == BootEnd.Unknown && boot.BootId is not null ? boot with { Unaccounted = gap } : boot with { Downtime = gap };
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
