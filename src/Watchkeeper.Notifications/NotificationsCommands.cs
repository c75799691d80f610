using System.CommandLine;
using System.Globalization;
using Watchkeeper.Core.CommandLine;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Notifications;

/// <summary><c>watchkeeper notifications list|channels|test|retry</c>.</summary>
internal static class NotificationsCommands
{
    public static Command Create() => new("notifications", "Who was told, who was not, and why.") { List(), Channels(), Test(), Retry() };

    private static Verb List()
    {
        var state = new Option<string?>("--state") { Description = "Only pending, sent, refused or expired ones." };
        var limit = new Option<int>("--limit") { Description = "At most so many, the newest.", DefaultValueFactory = static _ => 100 };
        return new Verb("list", "Lists notifications, the newest first.", async invocation =>
        {
            var wanted = NotificationViews.ParseState(invocation.Get(state));
            var most = invocation.Get(limit);
            var path = $"/api/v1/notifications?limit={most}{(wanted is { } only ? $"&state={only.ToString().ToLowerInvariant()}" : "")}";
            var answer = await invocation.GetAsync(
                path, NotificationsJson.Default.NotificationList, database => database.Read(session => NotificationViews.List(session, wanted, most)));
            if (invocation.Json)
            {
                foreach (var one in answer.Notifications)
                {
                    invocation.PrintJson(one, NotificationsJson.Default.NotificationView);
                }

                return 0;
            }

            invocation.PrintTable(new Table(
                [new Column("ID", RightAligned: true), new Column("WHEN"), new Column("TO"), new Column("STATE"), new Column("TRIES", RightAligned: true), new Column("MESSAGE")],
                [.. answer.Notifications.Select(one => Row(one, invocation.Clock.Now))]));
            return 0;
        })
        {
            state,
            limit,
        };
    }

    private static IReadOnlyList<Cell> Row(NotificationView one, Instant now) =>
    [
        one.Id.ToString(CultureInfo.InvariantCulture),
        one.Time?.ToDateTimeOffset().ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "",
        one.Target,
        State(one, now),
        one.Attempts.ToString(CultureInfo.InvariantCulture),
        one.Error is null ? one.Message ?? "" : $"{one.Message} ({one.Error})",
    ];

    private static Cell State(NotificationView one, Instant now) => one switch
    {
        { State: "refused" or "expired" } => new Cell(one.State, Severity.Error),
        { Due: { } due, Error: not null } => new Cell(due > now ? $"again in {Durations.Format(TimeSpan.FromSeconds(Math.Ceiling((due - now).TotalSeconds)))}" : "again now", Severity.Warning),
        _ => one.State,
    };

    private static Verb Channels() => new("channels", "Lists the configured channels.", async invocation =>
    {
        var answer = await invocation.Daemon.GetAsync("/api/v1/notifications/channels", NotificationsJson.Default.ChannelList, invocation.Cancellation);
        if (invocation.Json)
        {
            foreach (var one in answer.Channels)
            {
                invocation.PrintJson(one, NotificationsJson.Default.ChannelView);
            }

            return 0;
        }

        invocation.PrintTable(new Table(
            [new Column("NAME"), new Column("KIND"), new Column("TO"), new Column("TIME ZONE")],
            [.. answer.Channels.Select(one => (IReadOnlyList<Cell>)[one.Name, one.Kind, one.Destination, one.TimeZone])]));
        return 0;
    });

    private static Verb Test()
    {
        var channel = new Argument<string>("CHANNEL") { Description = "Its name in the configuration." };
        return new Verb("test", "Sends a test message through a channel, now.", async invocation =>
        {
            var answer = await invocation.Daemon.SendAsync(
                HttpMethod.Post,
                $"/api/v1/notifications/channels/{Uri.EscapeDataString(invocation.Get(channel)!)}/test",
                new Nothing(),
                NotificationsJson.Default.Nothing,
                NotificationsJson.Default.TrialView,
                invocation.Cancellation);
            if (invocation.Json)
            {
                invocation.PrintJson(answer, NotificationsJson.Default.TrialView);
            }
            else if (answer.Result == "sent")
            {
                await invocation.Out.WriteLineAsync($"Sent to {answer.Channel}.");
            }
            else
            {
                await invocation.Error.WriteLineAsync($"watchkeeper: nothing was sent to {answer.Channel}: {answer.Reason}.");
            }

            return answer.Result == "sent" ? 0 : 1;
        })
        {
            channel,
        };
    }

    private static Verb Retry()
    {
        var id = new Argument<long?>("ID") { Description = "One notification; without it, all that were refused or given up.", Arity = ArgumentArity.ZeroOrOne };
        return new Verb("retry", "Tries again what could not be delivered, and at once what waits.", async invocation =>
        {
            var path = invocation.Get(id) is { } one ? $"/api/v1/notifications/{one}/retry" : "/api/v1/notifications/retry";
            var answer = await invocation.Daemon.SendAsync(
                HttpMethod.Post, path, new Nothing(), NotificationsJson.Default.Nothing, NotificationsJson.Default.RetryView, invocation.Cancellation);
            if (invocation.Json)
            {
                invocation.PrintJson(answer, NotificationsJson.Default.RetryView);
            }
            else
            {
                await invocation.Out.WriteLineAsync(answer.Count == 1 ? "1 notification is tried again." : $"{answer.Count} notifications are tried again.");
            }

            return 0;
        })
        {
            id,
        };
    }
}
