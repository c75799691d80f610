using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;
using Watchkeeper.Uptime.Flights;

namespace Watchkeeper.Uptime;

/// <summary>The daemon's answers about its host.</summary>
internal sealed class UptimeReader(Database database, HostClock clock, HostIdentity host, UptimeService service)
{
    public UptimeHistory History() => database.Read(session => UptimeHistory.Read(session, host.Id, clock, service.Live));

    public IReadOnlyList<Flight> Flights()
    {
        var live = service.Live;
        return [.. database.Read(session => UptimeStore.Flights(session, host.Id)).Select(flight => flight.Id == live?.Id ? live : flight)];
    }


    public Task<ImportResult> ImportAsync(RecordedFlights flights, CancellationToken cancellation) =>
        database.WriteAsync(transaction => FlightImport.Run(transaction, host.Id, flights.Flights), Durability.Durable, cancellation);
}
