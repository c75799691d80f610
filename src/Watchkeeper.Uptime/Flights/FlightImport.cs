using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Uptime.Flights;

/// <summary>
/// Takes over flights so that doing it again doubles nothing. A flight is one that is here already if it has the same key and overlaps it in time; the
/// newest of an earlier import may also have been put right by its recorder since, and is known by its key and a duration that did not shrink. An export
/// of ours numbers flights anew: there they are known by their times.
/// </summary>
internal static class FlightImport
{
    public static ImportResult Run(Transaction transaction, string host, IReadOnlyList<RecordedFlight> flights)
    {
        if (flights.Count == 0)
        {
            return new ImportResult(0, 0, 0);
        }

        var known = UptimeStore.FlightsWithKeys(transaction, host);
        var byKey = known.Where(flight => flight.Key is not null).ToLookup(flight => flight.Key!.Value, flight => flight.Flight);
        var here = new Here(known.ConvertAll(flight => flight.Flight));
        var newest = known.Max(flight => flight.Key);
        var result = new ImportResult(0, 0, 0);
        foreach (var recorded in flights)
        {
            var flight = RecordedFlight.ToFlight(0, recorded.Duration, recorded.LastTs);
            var same = byKey[recorded.Id].FirstOrDefault(old => Overlap(old, flight) || (recorded.Id == newest && flight.Duration >= old.Duration));
            if (here.Has(flight))
            {
                result += new ImportResult(0, 0, 1);
            }
            else if (same is null)
            {
                UptimeStore.AddFlight(transaction, host, flight, recorded.Id);
                result += new ImportResult(1, 0, 0);
            }
            else
            {
                UptimeStore.UpdateFlight(transaction, host, flight with { Id = same.Id });
                result += new ImportResult(0, 1, 0);
            }
        }

        return result;
    }

    private static bool Overlap(Flight a, Flight b) => a.Begin <= b.Wall && b.Begin <= a.Wall;

    /// <summary>What is here before the import begins.</summary>
    private sealed class Here(IReadOnlyList<Flight> flights)
    {
        /// <summary>A clock that is slewed moves the beginning of a flight that still goes on, a little.</summary>
        private static readonly TimeSpan SameStart = TimeSpan.FromSeconds(2);

        private readonly HashSet<(Instant, TimeSpan)> _flights = [.. flights.Select(flight => (flight.Wall, flight.Duration))];
        private readonly Flight? _inTheAir = flights.LastOrDefault(flight => flight.BootId is not null);

        public bool Has(Flight flight) =>
            _flights.Contains((flight.Wall, flight.Duration)) || (_inTheAir is { } ours && (ours.Begin - flight.Begin).Duration() <= SameStart);
    }
}
