using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Watchkeeper.Core;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Http;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Events;

/// <summary>The journal over HTTP: <c>/api/v1/events</c> with filters, <c>/api/v1/events/stream</c> as server-sent events.</summary>
internal static class EventsApi
{
    /// <summary>
    /// So often a line tells both ends, and the proxies between them, that the stream is alive. It is an event and no comment, because a browser shows no
    /// comment to the page that reads: without it the page would take a daemon that hangs, and a cable that is pulled, for a quiet night.
    /// </summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/events", Read)
            .WithName("ListEvents").WithTags("events").WithSummary("Events of the journal, the newest ones up to the limit, oldest first.");
        routes.MapGet("/api/v1/events/stream", StreamAsync)
            .WithName("StreamEvents").WithTags("events")
            .WithSummary("Events as they happen (server-sent events); Last-Event-ID (or after=) goes on where a stream ended, since= begins with stored ones. "
                + "While the database is away an event comes with stored=false, and once more, under the same id, when it is stored.");
        routes.MapGet("/api/v1/events/{id:guid}", Find)
            .WithName("GetEvent").WithTags("events").WithSummary("One event, by its id.");
    }

    private static JsonHttpResult<EventList> Read(
        Database database, HostClock clock, string[]? type, string? severity, string? subject, string? host, string? since, string? until, int? limit)
    {
        var query = EventFilter.Read(
            type ?? [], severity, subject, host, since, until, limit ?? EventFilter.DefaultLimit, clock.Now, TimeZoneInfo.Local);
        var events = database.Journal.Read(query);
        return TypedResults.Json(new EventList([.. events.Select(EventView.Of)]), EventJson.Default.EventList);
    }

    private static JsonHttpResult<EventView> Find(Database database, Guid id) =>
        database.Journal.Find(id) is { } found
            ? TypedResults.Json(EventView.Of(found), EventJson.Default.EventView)
            : throw new ProblemException(ProblemKind.NotFound, $"There is no event {id}, or not any more.");

    private static async Task StreamAsync(
        HttpContext context, Database database, HostClock clock, IHostApplicationLifetime lifetime, string[]? type, string? severity, string? subject, string? host,
        string? since, string? after)
    {
        var query = EventFilter.Read(type ?? [], severity, subject, host, since, null, null, clock.Now, TimeZoneInfo.Local);
        var place = context.Request.Headers["Last-Event-ID"] is [{ Length: > 0 } id] ? id : after;
        var cursor = place is not null ? EventId.Parse(place) : since is not null ? EventId.Beginning : null;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await response.WriteAsync("retry: 2000\n\n", ending.Token);
            await response.Body.FlushAsync(ending.Token);
            var isAllowed = context.Features.Get<Caller>()!.IsInForce;
            await SendAsync(response, database.Journal.FollowAsync(query, cursor, ending.Token), new EventId(cursor), isAllowed, clock, ending.Token);
        }
        catch (OperationCanceledException)
        {
            // The client left, or the daemon stops: the client comes back by itself.
        }
    }

    /// <summary>Until the client leaves, or what it was let in by does not hold any more.</summary>
    private static async Task SendAsync(
        HttpResponse response, IAsyncEnumerable<Event> events, EventId id, Func<bool> isAllowed, HostClock clock, CancellationToken cancellation)
    {
        await using var enumerator = events.GetAsyncEnumerator(cancellation);
        while (true)
        {
            var next = enumerator.MoveNextAsync().AsTask();
            while (await Task.WhenAny(next, Task.Delay(KeepAlive, clock, cancellation)) != next && isAllowed())
            {
                await response.WriteAsync("event: alive\ndata:\n\n", cancellation);
                await response.Body.FlushAsync(cancellation);
            }

            if (!isAllowed() || !await next)
            {
                return;
            }

            var json = JsonSerializer.Serialize(EventView.Of(enumerator.Current), EventJson.Default.EventView);
            // What is not stored yet has no place to go on from.
            var place = enumerator.Current.IsStored ? $"id: {id.After(enumerator.Current)}\n" : "";
            await response.WriteAsync($"{place}data: {json}\n\n", cancellation);
            await response.Body.FlushAsync(cancellation);
        }
    }
}
