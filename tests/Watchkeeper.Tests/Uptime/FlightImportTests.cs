using Watchkeeper.Core.Data;
using Watchkeeper.Core.Time;
using Watchkeeper.Tests.Core.Data;
using Watchkeeper.Uptime;
using Watchkeeper.Uptime.Boots;
using Watchkeeper.Uptime.Flights;

namespace Watchkeeper.Tests.Uptime;

public sealed class FlightImportTests
{
    private static readonly RecordedFlight[] Flights =
    [
        new(1, 3600, 1_700_000_000),
        new(2, 7200.25, 1_700_010_000.5),
        new(3, 10, 1_700_010_005),
        new(5, 50, 1_700_100_000),
    ];

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Importing_twice_doubles_nothing(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine, UptimeModule.Module);

        Assert.Equal(new ImportResult(4, 0, 0), await ImportAsync(test, Flights));
        Assert.Equal(new ImportResult(0, 0, 4), await ImportAsync(test, Flights));
        Assert.Equal(4, Stored(test).Count);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_flight_that_has_flown_on_is_brought_up_to_date(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine, UptimeModule.Module);
        await ImportAsync(test, Flights);

        var later = new RecordedFlight(5, 150, 1_700_100_100);
        Assert.Equal(new ImportResult(1, 1, 0), await ImportAsync(test, [later, new RecordedFlight(6, 1, 1_700_200_000)]));
        Assert.Equal(TimeSpan.FromSeconds(150), Stored(test).Single(flight => flight.Wall == Instant.FromUnixSeconds(1_700_100_100)).Duration);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task The_newest_flight_may_have_learnt_the_time_since(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine, UptimeModule.Module);
        await ImportAsync(test, [.. Flights, new RecordedFlight(6, 20, 25)]);

        Assert.Equal(new ImportResult(0, 1, 0), await ImportAsync(test, [new RecordedFlight(6, 60, 1_700_300_000)]));
        Assert.DoesNotContain(Stored(test), flight => flight.Wall < Instant.FromUnixSeconds(1000));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_flight_of_a_clock_that_was_never_set_makes_no_downtime_of_half_a_century(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine, UptimeModule.Module);
        await ImportAsync(test, [new RecordedFlight(1, 20, 25), .. Flights[1..]]);

        var history = test.Database.Read(session => UptimeHistory.Read(session, TestDatabase.Host.Id, test.Clock)).Boots;

        Assert.Equal([false, true, true], history.Select(boot => boot.ClockTrusted));
        Assert.Null(history[0].Downtime);
        Assert.NotNull(history[1].Downtime);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_is_reported_afterwards_is_what_was_imported(TestEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine, UptimeModule.Module);
        await ImportAsync(test, Flights);

        var history = test.Database.Read(session => UptimeHistory.Read(session, TestDatabase.Host.Id, test.Clock)).Boots;

        Assert.Equal([(1, 3600d), (2, 7200.25 + 4.5), (3, 50)], history.Select(boot => (boot.Number, boot.Uptime.TotalSeconds)));
        Assert.All(history, boot => Assert.Equal(BootEnd.Unknown, boot.End));
        Assert.Equal(TimeSpan.FromSeconds(1_700_010_000.5 - 7200.25 - 1_700_000_000), history[0].Downtime);
    }

    private static Task<ImportResult> ImportAsync(TestDatabase test, RecordedFlight[] flights) =>
        test.Database.WriteAsync(transaction => FlightImport.Run(transaction, TestDatabase.Host.Id, flights), Durability.Durable);

    private static List<Flight> Stored(TestDatabase test) => test.Database.Read(session => UptimeStore.Flights(session, TestDatabase.Host.Id));
}
