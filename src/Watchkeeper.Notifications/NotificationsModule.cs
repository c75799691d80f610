using Watchkeeper.Core;

namespace Watchkeeper.Notifications;

public static class NotificationsModule
{
    public static Module Module => new("notifications", "Who is told, and through which channel?");
}
