using Watchkeeper.Core;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;
using Watchkeeper.Uptime.Boots;
using Watchkeeper.Uptime.Flights;

namespace Watchkeeper.Uptime;

/// <summary>A host's history, by the daemon (which knows its own flight better than its last record) or from a stopped daemon's file.</summary>
/// <param name="Boots">All boots, oldest first.</param>
/// <param name="Now">When it was read.</param>
internal sealed record UptimeHistory(IReadOnlyList<Boot> Boots, Instant Now)
{
    /// <param name="live">The flight in progress, where this is its daemon.</param>
    /// <param name="imported">What was imported, where it is known already.</param>
    public static UptimeHistory Read(Session session, string host, HostClock clock, Flight? live = null, IReadOnlyList<Boot>? imported = null)
    {
        var records = UptimeStore.Boots(session, host);
        var flights = UptimeStore.OwnFlights(session, host);
        if (live is not null && flights.FindIndex(flight => flight.Id == live.Id) is >= 0 and var index)
        {
            flights[index] = live;
        }

        var now = clock.Read();
        imported ??= Imported(session, host);
        return new UptimeHistory(BootHistory.Of(records, flights, UptimeStore.Suspensions(session, host), imported, (clock.BootId, now)), now.Wall);
    }

    /// <summary>The history that a flight-recorder's file tells, which has no boots and no host.</summary>
    public static UptimeHistory Of(FlightTable table, Instant now)
    {
        var flights = new List<Flight>(table.Count);
        for (var i = 0; i < table.Count; i++)
        {
            flights.Add(RecordedFlight.ToFlight(table.Ids[i], table.Durations[i], table.Ends[i]));
        }

        return new UptimeHistory(BootHistory.Of([], [], [], BootHistory.Imported(flights), current: null), now);
    }

    /// <summary>
    /// The host whose history a file holds: this one where it flew there (by its running boot, or its identity), or the only one.
    /// </summary>
    public static string HostOf(Session session, HostClock clock)
    {
        var hosts = UptimeStore.Hosts(session);
        return UptimeStore.HostOfBoot(session, clock.BootId)
            ?? (hosts.Contains(HostIdentity.Of(configured: null).Id, StringComparer.Ordinal) ? HostIdentity.Of(configured: null).Id
                : hosts is [var only] ? only
                : throw new ProblemException(
                    ProblemKind.NotFound,
                    hosts.Count == 0 ? "No boot is on record yet; start the daemon (watchkeeper run)." : "This database holds other hosts only; ask their daemons."));
    }

    public static IReadOnlyList<Boot> Imported(Session session, string host) =>
        BootHistory.Imported(UptimeStore.ImportedFlights(session, host));

    public IReadOnlyList<Boot> List(BootListing listing)
    {
        var boots = BootRange.Within(Boots, listing.Since, listing.Until, Now, clip: false);
        return listing.Sort.Order(boots);
    }

    public HistorySummary Summarize(Instant? since, Instant? until) =>
        HistorySummary.Of(BootRange.Within(Boots, since, until, Now, clip: true), since, until, Now);

    public PointInTime At(Instant time) => PointInTime.At(Boots, time, Now);
}

/// <summary>Which boots, in which order.</summary>
internal sealed record BootListing(Instant? Since, Instant? Until, BootOrder Sort);
