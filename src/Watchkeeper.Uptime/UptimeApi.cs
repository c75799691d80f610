using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;
using Watchkeeper.Uptime.Boots;
using Watchkeeper.Uptime.Crashes;
using Watchkeeper.Uptime.Flights;

namespace Watchkeeper.Uptime;

/// <summary><c>/api/v1/uptime</c>.</summary>
internal static class UptimeApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var uptime = routes.MapGroup("/api/v1/uptime").WithTags("uptime");
        uptime.MapGet("", Summary).WithName("GetUptime").WithSummary("Boots, uptime and downtime in figures, within a stretch of time.");
        uptime.MapGet("/boots", Boots).WithName("ListBoots").WithSummary("Every boot: start, end, how it ended, and the downtime after it.");
        uptime.MapGet("/flights", Flights).WithName("ListFlights").WithSummary("Every run of the daemon.");
        uptime.MapGet("/at", At).WithName("GetUptimeAt").WithSummary("What the host was doing at one time.");
        uptime.MapGet("/crashes", Crashes).WithName("ListCrashes").WithSummary("The report of every crash.");
        uptime.MapGet("/crashes/{id}", Crash).WithName("GetCrash").WithSummary("The report of one crash, by its number, or of the last.");
        uptime.MapPost("/import", ImportAsync).WithName("ImportFlights").WithSummary("Takes over flights of a flight-recorder; doing so again doubles nothing.");
    }

    private static JsonHttpResult<HistorySummary> Summary(UptimeReader reader, HostClock clock, string? since, string? until)
    {
        var (from, to) = Range(since, until, clock);
        return TypedResults.Json(reader.History().Summarize(from, to), UptimeJson.Default.HistorySummary);
    }

    private static JsonHttpResult<BootList> Boots(UptimeReader reader, HostClock clock, string? since, string? until, string? sort)
    {
        var (from, to) = Range(since, until, clock);
        return TypedResults.Json(
            new BootList(reader.History().List(new BootListing(from, to, BootOrder.Parse(sort ?? "number")))), UptimeJson.Default.BootList);
    }

    private static JsonHttpResult<FlightList> Flights(UptimeReader reader) =>
        TypedResults.Json(new FlightList([.. reader.Flights().Select(FlightFacts.Of)]), UptimeJson.Default.FlightList);

    private static JsonHttpResult<PointInTime> At(UptimeReader reader, HostClock clock, string time) =>
        TypedResults.Json(reader.History().At(Time(time, clock)!.Value), UptimeJson.Default.PointInTime);

    private static JsonHttpResult<CrashList> Crashes(UptimeReader reader) =>
        TypedResults.Json(new CrashList(reader.Crashes()), UptimeJson.Default.CrashList);

    private static JsonHttpResult<CrashReport> Crash(string id, UptimeReader reader) =>
        TypedResults.Json(CrashReport.Pick(reader.Crashes(), id), UptimeJson.Default.CrashReport);

    private static async Task<JsonHttpResult<ImportResult>> ImportAsync(RecordedFlights flights, UptimeReader reader, CancellationToken cancellation) =>
        TypedResults.Json(await reader.ImportAsync(flights, cancellation), UptimeJson.Default.ImportResult);

    private static (Instant? Since, Instant? Until) Range(string? since, string? until, HostClock clock) => BootRange.Checked(Time(since, clock), Time(until, clock));

    private static Instant? Time(string? text, HostClock clock) => text is null ? null : Times.Parse(text, clock.Now, TimeZoneInfo.Utc);
}
