using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;
using Watchkeeper.Uptime.Boots;
using Watchkeeper.Uptime.Crashes;
using Watchkeeper.Uptime.Flights;

namespace Watchkeeper.Uptime;

/// <summary>The daemon's answers about its host.</summary>
internal sealed class UptimeReader(Database database, HostClock clock, HostIdentity host, UptimeService service)
{
    /// <summary>What was imported, which may be a great deal, and changes by another import alone.</summary>
    private volatile IReadOnlyList<Boot>? _imported;

    public UptimeHistory History()
    {
        var imported = _imported ??= database.Read(session => UptimeHistory.Imported(session, host.Id));
        return database.Read(session => UptimeHistory.Read(session, host.Id, clock, service.Live, imported));
    }

    public IReadOnlyList<Flight> Flights()
    {
        var live = service.Live;
        return [.. database.Read(session => UptimeStore.Flights(session, host.Id)).Select(flight => flight.Id == live?.Id ? live : flight)];
    }


    /// <summary>The reports as they were made, with the times as they are known now: the clock may have learnt better since.</summary>
    public IReadOnlyList<CrashReport> Crashes()
    {
        var boots = History().Boots;
        var byId = boots.Where(boot => boot.BootId is not null).ToLookup(boot => boot.BootId!.Value);
        return
        [
            .. database.Read(session => UptimeStore.Crashes(session, host.Id)).Select(report => byId[report.BootId].FirstOrDefault() is { Ended: { } ended } boot
                ? report with
                {
                    WentDown = ended,
                    Back = boot.Number < boots.Count ? boots[boot.Number].Started : null,
                    Down = boot.Downtime,
                    ClockTrusted = boot.ClockTrusted && boot.Downtime is not null,
                }
                : report),
        ];
    }

    public Task<ImportResult> ImportAsync(RecordedFlights flights, CancellationToken cancellation) => database.WriteAsync(
        transaction =>
        {
            transaction.OnCommit(() => _imported = null);
            return FlightImport.Run(transaction, host.Id, flights.Flights);
        },
        Durability.Durable, cancellation);
}
