using Microsoft.AspNetCore.Http.HttpResults;
using Watchkeeper.Core;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Timeline;

/// <summary><c>/api/v1/timeline</c>: all of it on one time axis.</summary>
internal static class TimelineApi
{
    private const int DefaultLimit = 2_000;
    private const int MostEvents = 20_000;
    private const int MostSlices = 2_000;
    private static readonly TimeSpan DefaultWindow = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(3_653);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/timeline", Read)
            .WithName("GetTimeline").WithTags("timeline")
            .WithSummary("Events, boots, gaps and unusual metrics between from and to, or within a window around a moment or the last crash.");
        routes.MapGet("/api/v1/timeline/unusual", UnusualMetrics)
            .WithName("GetUnusualMetrics").WithTags("timeline").WithSummary("The five metrics that moved farthest from their median of the day before, in a range of at most two days.");
        routes.MapGet("/api/v1/timeline/density", Density)
            .WithName("GetTimelineDensity").WithTags("timeline").WithSummary("How many events each capability had in each slice of a range, by severity.");
    }

    private static JsonHttpResult<TimelineView> Read(
        TimelineReader timeline, EventJournal journal, HostClock clock, string? from, string? to, string? around, string? window, int? limit,
        bool unusual = true)
    {
        if (around is null ? window is not null : from is not null || to is not null)
        {
            throw Wrong("A range is told by from and to, or by around and window, not by parts of both.");
        }

        var (start, end) = around is null ? Range(from, to, clock.Now) : Around(around, window, journal, clock.Now);
        var most = limit ?? DefaultLimit;
        return most is < 1 or > MostEvents
            ? throw Wrong($"limit is from 1 to {MostEvents}.")
            : TypedResults.Json(timeline.Read(start, end, most, unusual), TimelineJson.Default.TimelineView);
    }

    private static JsonHttpResult<UnusualView> UnusualMetrics(TimelineReader timeline, HostClock clock, string? from, string? to)
    {
        var (start, end) = Range(from, to, clock.Now);
        return TypedResults.Json(new UnusualView(start, end, timeline.FindUnusual(start, end)), TimelineJson.Default.UnusualView);
    }

    private static JsonHttpResult<DensityView> Density(TimelineReader timeline, HostClock clock, string? from, string? to, int? slices)
    {
        var (start, end) = Range(from, to, clock.Now);
        var parts = slices ?? 180;
        return parts is < 1 or > MostSlices
            ? throw Wrong($"slices is from 1 to {MostSlices}.")
            : TypedResults.Json(timeline.Density(start, end, parts), TimelineJson.Default.DensityView);
    }

    private static (Instant From, Instant To) Range(string? from, string? to, Instant now)
    {
        var start = from is null ? now - TimeSpan.FromDays(1) : Time(from, now);
        var end = to is null ? now : Time(to, now);
        return start < end ? (start, end) : throw Wrong($"The range ends ({end}) before it begins ({start}).");
    }

    private static (Instant From, Instant To) Around(string around, string? window, EventJournal journal, Instant now)
    {
        var span = window is null ? DefaultWindow : Durations.TryParse(window, out var parsed) && parsed > TimeSpan.Zero
            ? parsed
            : throw Wrong($"'{window}' is not a length of time; write for example 15m or 2h.");
        if (span > LongestWindow)
        {
            throw Wrong($"A window of {window} is too long; it is at most {LongestWindow.TotalDays:0}d to each side.");
        }

        var middle = around == "last-crash" ? LastCrash(journal) : Time(around, now);
        return (middle - span, middle + span);
    }

    private static Instant LastCrash(EventJournal journal)
    {
        var crashes = journal.Read(new EventQuery { Types = ["uptime.host-crashed"], Limit = 1 });
        if (crashes.Count == 0)
        {
            throw new ProblemException(ProblemKind.NotFound, "No crash of this host has been recorded.");
        }

        // The event is recorded when the host is back; the fields say when it went down.
        return crashes[0].Fields?["ended"] is { } ended && DateTimeOffset.TryParse((string?)ended, out var time) ? Instant.From(time) : crashes[0].Time.Wall;
    }

    private static Instant Time(string text, Instant now) => Times.Parse(text, now, TimeZoneInfo.Local);

    private static ProblemException Wrong(string sentence) => new(ProblemKind.BadRequest, sentence);
}
