using System.Text;
using Watchkeeper.Core;
using Watchkeeper.Uptime.Flights;

namespace Watchkeeper.Tests.Uptime;

public sealed class FlightReportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("watchkeeper-report").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("UTC", 1)]
    [InlineData("Europe/Paris", 2)]
    [InlineData("America/St_Johns", 3)]
    [InlineData("Africa/Casablanca", 4)]
    [InlineData("Australia/Lord_Howe", 5)]
    public void It_is_the_reference_s_byte_for_byte(string zone, int seed)
    {
        var file = Path.Combine(_folder, "flight.db");
        Reference.Make(file, seed, 3_000);

        Assert.Equal(Reference.Report(file, zone), Report(FlightRecorderFile.Read(file), zone));
    }

    [Fact]
    public void Without_flights_it_is_empty() => Assert.Empty(Report(new FlightTable(), "UTC"));

    [Fact]
    public void Durations_are_written_as_timedelta_writes_them()
    {
        var flights = new FlightTable();
        flights.Add(1, 0, 1000);
        flights.Add(2, 0.5, 2000.5);
        flights.Add(3, 86_399.9999996, 200_000);
        flights.Add(4, (18_430 * 86_400d) + 11_059.413024, 3_000_000_000);

        Assert.Equal(
            """
            DOWNTIME #1: -INF => 1970-01-01 00:16:40 (INF)

            UPTIME #1: 1970-01-01 00:16:40 => 1970-01-01 00:16:40 (0:00:00)
            	FLIGHT #1: 1970-01-01 00:16:40 => 1970-01-01 00:16:40 (0:00:00)
            DOWNTIME #2: 1970-01-01 00:16:40 => 1970-01-01 00:33:20 (0:16:40)

            UPTIME #2: 1970-01-01 00:33:20 => 1970-01-01 00:33:20 (0:00:00.500000)
            	FLIGHT #2: 1970-01-01 00:33:20 => 1970-01-01 00:33:20 (0:00:00.500000)
            DOWNTIME #3: 1970-01-01 00:33:20 => 1970-01-02 07:33:20 (1 day, 6:59:59.500000)

            UPTIME #3: 1970-01-02 07:33:20 => 1970-01-03 07:33:20 (1 day, 0:00:00)
            	FLIGHT #3: 1970-01-02 07:33:20 => 1970-01-03 07:33:20 (1 day, 0:00:00)
            DOWNTIME #4: 1970-01-03 07:33:20 => 2014-08-10 02:15:40 (16289 days, 18:42:20.586976)

            UPTIME #4: 2014-08-10 02:15:40 => 2065-01-24 05:20:00 (18430 days, 3:04:19.413024)
            	FLIGHT #4: 2014-08-10 02:15:40 => 2065-01-24 05:20:00 (18430 days, 3:04:19.413024)

            """,
            Report(flights, "UTC"));
    }

    [Fact]
    public void A_time_that_no_calendar_shows_is_a_sentence()
    {
        var flights = new FlightTable();
        flights.Add(1, 0, 1e15);

        Assert.Contains("no calendar", Assert.Throws<ProblemException>(() => Report(flights, "UTC")).Message, StringComparison.Ordinal);
    }

    private static string Report(FlightTable flights, string zone)
    {
        using var output = new MemoryStream();
        FlightReport.Write(flights, output, TimeZoneInfo.FindSystemTimeZoneById(zone));
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
