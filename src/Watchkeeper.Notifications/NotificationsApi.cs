using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Watchkeeper.Core;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Http;
using Watchkeeper.Core.Time;
using Watchkeeper.Notifications.Outbox;

namespace Watchkeeper.Notifications;

/// <summary><c>/api/v1/notifications</c>.</summary>
internal static class NotificationsApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/notifications").WithTags("notifications");
        group.MapGet("", List).WithName("ListNotifications").WithSummary("What was sent, what waits, and what could not be delivered; the newest first.");
        group.MapPost("/retry", RetryAllAsync).WithName("RetryNotifications").WithSummary("Tries again all that were refused or given up, and at once what waits.");
        group.MapPost("/{id:long}/retry", RetryAsync).WithName("RetryNotification").WithSummary("Tries one again.");
        group.MapGet("/channels", Channels).WithName("ListChannels").WithSummary("The channels, without their secrets.");
        group.MapPost("/channels/{name}/test", TestAsync).WithMetadata(new RequiredRole(Role.Admin) { Proven = true })
            .WithName("TestChannel").WithSummary("Sends a test message now and says how that ended; a channel may be a command, so the caller must have shown who it is.");
    }

    private static JsonHttpResult<NotificationList> List(Database database, string? state = null, int limit = 100)
    {
        var wanted = NotificationViews.ParseState(state);
        if (limit is < 1 or > 10_000)
        {
            throw new ProblemException(ProblemKind.BadRequest, "limit is a number from 1 to 10000.");
        }

        return TypedResults.Json(database.Read(session => NotificationViews.List(session, wanted, limit)), NotificationsJson.Default.NotificationList);
    }

    private static Task<JsonHttpResult<RetryView>> RetryAllAsync(
        Database database, SharedClock clock, LiveOptions<NotificationsOptions> options, OutboxBell bell, CancellationToken cancellation) =>
        TryAgainAsync(null, database, clock, options, bell, cancellation);

    private static async Task<JsonHttpResult<RetryView>> RetryAsync(
        long id, Database database, SharedClock clock, LiveOptions<NotificationsOptions> options, OutboxBell bell, CancellationToken cancellation)
    {
        var answer = await TryAgainAsync(id, database, clock, options, bell, cancellation);
        return answer.Value!.Count > 0 ? answer : throw new ProblemException(ProblemKind.NotFound, $"There is no notification {id} that could be tried again.");
    }

    private static async Task<JsonHttpResult<RetryView>> TryAgainAsync(
        long? id, Database database, SharedClock clock, LiveOptions<NotificationsOptions> options, OutboxBell bell, CancellationToken cancellation)
    {
        var now = clock.Now;
        var count = await database.WriteAsync(
            transaction => NotificationStore.TryAgain(transaction, id, now, now + options.Current.GiveUpAfter), Durability.Durable, cancellation);
        bell.Ring();
        return TypedResults.Json(new RetryView(count), NotificationsJson.Default.RetryView);
    }

    private static JsonHttpResult<ChannelList> Channels(LiveOptions<NotificationsOptions> options) => TypedResults.Json(
        new ChannelList([.. options.Current.Channels.Select(channel => new ChannelView(channel.Name, channel.Kind.Word, channel.Kind.Destination, channel.TimeZone.Id))]),
        NotificationsJson.Default.ChannelList);

    private static async Task<JsonHttpResult<TrialView>> TestAsync(
        string name, Addressbook addressbook, LiveOptions<NotificationsOptions> options, HostIdentity host, HostClock clock, CancellationToken cancellation)
    {
        var recipient = options.Current.Find(name) is null ? null : addressbook.Find(name);
        if (recipient is null)
        {
            var hint = NotificationsOptions.Suggest(name, options.Current.Channels);
            throw new ProblemException(ProblemKind.NotFound, $"There is no channel named \"{name}\"; {hint}{(hint.EndsWith('?') ? "" : ".")}");
        }

        return TypedResults.Json(await Trial.RunAsync(name, recipient, host, clock, cancellation), NotificationsJson.Default.TrialView);
    }
}
