using Microsoft.Extensions.Logging;

namespace Watchkeeper.Canaries;

internal static partial class CanariesLog
{
    [LoggerMessage(600, LogLevel.Information, "{Count} deadlines passed while Watchkeeper was not running ({Seconds:F0} s); they are moved.")]
    public static partial void Forgiven(ILogger logger, int count, double seconds);

    [LoggerMessage(601, LogLevel.Error, "A batch of {Count} changes of canaries failed; its halves are tried on their own.")]
    public static partial void BatchFailed(ILogger logger, int count, Exception exception);

    [LoggerMessage(602, LogLevel.Warning, "{Count} alarms of canaries could not be written and are tried again: {Sentence}")]
    public static partial void AlarmsFailed(ILogger logger, int count, string sentence);

    [LoggerMessage(603, LogLevel.Warning, "Could not note that the canaries are being watched: {Sentence}")]
    public static partial void NotNoted(ILogger logger, string sentence);

    [LoggerMessage(604, LogLevel.Error, "Watching the canaries failed for a moment; it goes on.")]
    public static partial void TurnFailed(ILogger logger, Exception exception);
}
