using Microsoft.Extensions.Logging;

namespace Watchkeeper.Notifications;

internal static partial class NotificationsLog
{
    [LoggerMessage(1, LogLevel.Debug, "The outbox is being turned over; {Left} were left from before")]
    public static partial void Started(ILogger log, int left);

    [LoggerMessage(2, LogLevel.Information, "Sent to {Target}: {Subject}")]
    public static partial void Sent(ILogger log, string target, string subject);

    [LoggerMessage(3, LogLevel.Warning, "Not sent to {Target}, and tried again in {Seconds:0} s: {Reason}")]
    public static partial void Retrying(ILogger log, string target, string reason, double seconds);

    [LoggerMessage(4, LogLevel.Warning, "The outbox waits for the database: {Problem}")]
    public static partial void OutboxAway(ILogger log, string problem);

    [LoggerMessage(5, LogLevel.Error, "A channel failed in a way that nobody foresaw")]
    public static partial void ChannelFailed(ILogger log, Exception failure);

    [LoggerMessage(6, LogLevel.Warning, "The heartbeat is held back: {Reason}")]
    public static partial void HeartbeatHeldBack(ILogger log, string reason);

    [LoggerMessage(7, LogLevel.Warning, "The heartbeat was not taken: {Reason}")]
    public static partial void HeartbeatFailed(ILogger log, string reason);

    [LoggerMessage(8, LogLevel.Information, "The heartbeat arrives")]
    public static partial void HeartbeatArrives(ILogger log);
}
