using Microsoft.Extensions.Logging;

namespace Watchkeeper.Metrics;

internal static partial class MetricsLog
{
    [LoggerMessage(500, LogLevel.Warning, "The collector {Collector} fails and will be tried again each time: {Reason}.")]
    public static partial void CollectorFails(ILogger logger, string collector, string reason);

    [LoggerMessage(501, LogLevel.Information, "The collector {Collector} works again.")]
    public static partial void CollectorWorks(ILogger logger, string collector);

    [LoggerMessage(502, LogLevel.Warning, "{Sentence}")]
    public static partial void Damaged(ILogger logger, string sentence);

    [LoggerMessage(503, LogLevel.Warning, "{Sentence}")]
    public static partial void Problem(ILogger logger, string sentence);

    [LoggerMessage(506, LogLevel.Information, "A statsd line is no metric: {Line}")]
    public static partial void BadLine(ILogger logger, string line);

    [LoggerMessage(507, LogLevel.Information, "{Target} takes samples again.")]
    public static partial void Forwarding(ILogger logger, string target);

    [LoggerMessage(508, LogLevel.Debug, "{Target} refuses samples of {Time}, which are dropped: {Reason}")]
    public static partial void Refused(ILogger logger, string target, string time, string reason);

    [LoggerMessage(505, LogLevel.Debug, "Samples were not written: {Reason}")]
    public static partial void NotWritten(ILogger logger, string reason);

    [LoggerMessage(504, LogLevel.Error, "The samples could not be tidied up; it is tried again in an hour.")]
    public static partial void HousekeepingFailed(ILogger logger, Exception exception);
}
