using Watchkeeper.Core;
using Watchkeeper.Core.Data;
using Watchkeeper.Core.Events;

namespace Watchkeeper.Notifications;

/// <summary>The outbox as it is shown, by the daemon or from a stopped daemon's file.</summary>
internal static class NotificationViews
{
    public static NotificationList List(Session session, NotificationState? state, int limit)
    {
        var rows = NotificationStore.List(session, state, limit);
        return new NotificationList([.. rows.Select(row => View(row, EventJournal.Find(session, row.Event)))]);
    }

    /// <exception cref="ProblemException">It is not the name of a state.</exception>
    public static NotificationState? ParseState(string? name) => name switch
    {
        null or "" => null,
        "pending" => NotificationState.Pending,
        "sent" => NotificationState.Sent,
        "refused" => NotificationState.Refused,
        "expired" => NotificationState.Expired,
        _ => throw new ProblemException(ProblemKind.BadRequest, $"'{name}' is no state of a notification; write pending, sent, refused or expired."),
    };

    private static NotificationView View(Notification row, Event? entry) => new(
        row.Id,
        row.Target,
        row.State.ToString().ToLowerInvariant(),
        row.Attempts,
        row.State == NotificationState.Pending ? row.Due : null,
        row.Finished,
        row.Error,
        row.Event,
        entry?.Time.Wall,
        entry?.Type,
        entry?.Severity,
        entry?.Subject,
        entry?.Message);
}
