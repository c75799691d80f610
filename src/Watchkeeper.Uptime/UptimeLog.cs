using Microsoft.Extensions.Logging;

namespace Watchkeeper.Uptime;

/// <summary>All that the room logs.</summary>
internal static partial class UptimeLog
{
    [LoggerMessage(100, LogLevel.Information, "Flight {Flight} has begun, {Uptime} after the start of the host")]
    public static partial void Begun(ILogger log, long flight, string uptime);

    [LoggerMessage(101, LogLevel.Warning, "The boot before ended in a crash: {Reason}")]
    public static partial void Crashed(ILogger log, string reason);

    [LoggerMessage(102, LogLevel.Warning, "The flight cannot be recorded, and will be when the database is back: {Problem}")]
    public static partial void NotRecorded(ILogger log, string problem);

    [LoggerMessage(103, LogLevel.Information, "The flight is recorded again")]
    public static partial void RecordedAgain(ILogger log);

    [LoggerMessage(104, LogLevel.Information, "Flight {Flight} has ended ({Landing})")]
    public static partial void Ended(ILogger log, long flight, string landing);

    [LoggerMessage(107, LogLevel.Error, "How the boots before ended could not be found out, and will be tried again at the next start")]
    public static partial void InquestFailed(ILogger log, Exception failure);

    [LoggerMessage(106, LogLevel.Error, "The crash report could not be made: {Problem}")]
    public static partial void NotReported(ILogger log, string problem);

    [LoggerMessage(108, LogLevel.Error, "The crash report could not be made, and will be tried again at the next start")]
    public static partial void ReportFailed(ILogger log, Exception failure);

    [LoggerMessage(105, LogLevel.Information, "The crash of {Ended} has its report: watchkeeper uptime crash {Id}")]
    public static partial void Reported(ILogger log, string ended, long id);
}
