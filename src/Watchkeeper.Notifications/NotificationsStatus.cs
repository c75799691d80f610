using System.Text.Json.Nodes;
using Watchkeeper.Core.Configuration;
using Watchkeeper.Core.Contracts;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;

namespace Watchkeeper.Notifications;

/// <summary>What waits and what was not delivered, for the status screen.</summary>
internal sealed class NotificationsStatus(Database database, LiveOptions<NotificationsOptions> options) : IStatusSection
{
    public int Order => 60;

    public ValueTask<StatusReport> ReadAsync(CancellationToken cancellation)
    {
        var counts = database.Read(NotificationStore.Counts);
        int Count(NotificationState state) => counts.GetValueOrDefault(state);
        var undelivered = Count(NotificationState.Refused) + Count(NotificationState.Expired);
        var channels = options.Current.Channels.Count;
        var values = new JsonObject
        {
            ["notifications"] = new JsonObject { ["channels"] = channels, ["pending"] = Count(NotificationState.Pending), ["undelivered"] = undelivered },
        };
        var text = channels == 0 && counts.Count == 0
            ? "nobody is told: no channel is configured (watchkeeper setup)"
            : $"{channels} {(channels == 1 ? "channel" : "channels")}, {Count(NotificationState.Pending)} waiting{(undelivered > 0 ? $", {undelivered} undelivered (watchkeeper notifications list)" : "")}";
        var line = new StatusLine("Notifications", text, undelivered > 0 ? Severity.Warning : Severity.Info)
        {
            Items = undelivered == 0 ? [] :
            [
                new StatusItem("Notifications", undelivered == 1 ? "One message was not delivered." : $"{undelivered} messages were not delivered.", Severity.Warning)
                {
                    Advice = "Each says why; when the cause is gone, they can be tried again.",
                    Link = "notifications",
                },
            ],
        };
        return ValueTask.FromResult(new StatusReport(values, [line]));
    }
}
