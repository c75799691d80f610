using Watchkeeper.Core.Time;

namespace Watchkeeper.Uptime.Flights;

/// <summary>A flight as a flight-recorder stores it.</summary>
/// <param name="Id">Its key there.</param>
/// <param name="Duration">Seconds.</param>
/// <param name="LastTs">Unix seconds of its last record.</param>
internal sealed record RecordedFlight(long Id, double Duration, double LastTs)
{
    /// <summary>The flight, of a boot that nobody knows.</summary>
    public static Flight ToFlight(long id, double duration, double lastTs) => new(
        id, BootId: null, Instant.FromUnixSeconds(lastTs), TimeSpan.Zero, Instant.FromUnixSeconds(duration) - Instant.Epoch,
        TimeSpan.Zero, TimeSpan.Zero, Trusted: true, Landing: null);

    public static RecordedFlight Of(Flight flight) => new(flight.Id, (flight.Duration.Ticks / TimeSpan.TicksPerMicrosecond) / 1e6, flight.Wall.UnixSeconds);
}

/// <summary>Some of a flight-recorder's flights, to be taken over.</summary>
internal sealed record RecordedFlights(IReadOnlyList<RecordedFlight> Flights);

/// <summary>What taking them over did.</summary>
/// <param name="Added">Flights that were new.</param>
/// <param name="Updated">Flights that were here, and have flown on since.</param>
/// <param name="Unchanged">Flights that were here as they are.</param>
internal sealed record ImportResult(int Added, int Updated, int Unchanged)
{
    public static ImportResult operator +(ImportResult a, ImportResult b) => new(a.Added + b.Added, a.Updated + b.Updated, a.Unchanged + b.Unchanged);
}
