using Microsoft.Extensions.Logging;

namespace Watchkeeper.Watches;

internal static partial class WatchesLog
{
    [LoggerMessage(6001, LogLevel.Information, "Watching {Watches} things through {Sources} sources.")]
    public static partial void Watching(ILogger log, int watches, int sources);

    [LoggerMessage(6002, LogLevel.Warning, "The source {Source} cannot be read: {Why} It is tried again.")]
    public static partial void SourceTrouble(ILogger log, string source, string why);

    [LoggerMessage(6010, LogLevel.Debug, "The safe defaults find no {Source} on this host: {Why}")]
    public static partial void NothingToWatch(ILogger log, string source, string why);

    [LoggerMessage(6003, LogLevel.Information, "The source {Source} can be read again.")]
    public static partial void SourceRecovered(ILogger log, string source);

    [LoggerMessage(6004, LogLevel.Warning, "The active conditions could not be kept: {Why} They hold in memory, and are kept when that is possible again.")]
    public static partial void ConditionsNotKept(ILogger log, string why);

    [LoggerMessage(6005, LogLevel.Warning, "The active conditions could not be written to {Path}: {Why}")]
    public static partial void OutletFailed(ILogger log, string path, string why);

    [LoggerMessage(6006, LogLevel.Warning, "What the watches remember could not be kept: {Why} It is tried again.")]
    public static partial void NotKept(ILogger log, string why);

    [LoggerMessage(6007, LogLevel.Warning, "A run of {Watch} could not be recorded: {Why} It runs all the same.")]
    public static partial void RunNotRecorded(ILogger log, string watch, string why);

    [LoggerMessage(6008, LogLevel.Warning, "The steps of {Watch} failed: {Why}")]
    public static partial void RunFailed(ILogger log, string watch, string why);

    [LoggerMessage(6011, LogLevel.Warning, "The watches wait for the database: {Why}")]
    public static partial void Waiting(ILogger log, string why);

    [LoggerMessage(6009, LogLevel.Error, "A fault in the watches; the part goes on: {Part}")]
    public static partial void Fault(ILogger log, string part, Exception fault);
}
