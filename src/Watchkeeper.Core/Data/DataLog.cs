using Microsoft.Extensions.Logging;

namespace Watchkeeper.Core.Data;

internal static partial class DataLog
{
    [LoggerMessage(100, LogLevel.Warning, "{Sentence}")]
    public static partial void Away(ILogger logger, string sentence);

    [LoggerMessage(101, LogLevel.Information, "The database is back after {Seconds} s{Consequence}.")]
    public static partial void Back(ILogger logger, double seconds, string consequence);

    [LoggerMessage(102, LogLevel.Error, "What was to happen after a commit failed.")]
    public static partial void CommitActionFailed(ILogger logger, Exception exception);

    [LoggerMessage(103, LogLevel.Information, "The schema of {Module} is at version {Version} now.")]
    public static partial void Migrated(ILogger logger, string module, int version);

    [LoggerMessage(104, LogLevel.Information, "The clock is trusted now: {Rows} records of this boot were given their true time.")]
    public static partial void Regrounded(ILogger logger, int rows);

    [LoggerMessage(105, LogLevel.Error, "A record about the database itself could not be written.")]
    public static partial void OwnWriteFailed(ILogger logger, Exception exception);
}
