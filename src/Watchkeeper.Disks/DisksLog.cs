using Microsoft.Extensions.Logging;

namespace Watchkeeper.Disks;

internal static partial class DisksLog
{
    [LoggerMessage(3001, LogLevel.Warning, "Reading {Source} stopped: {Reason} It is tried again.")]
    public static partial void SourceStopped(ILogger log, string source, string reason);

    [LoggerMessage(3002, LogLevel.Information, "Reading {Source} goes on.")]
    public static partial void SourceReturned(ILogger log, string source);

    [LoggerMessage(3003, LogLevel.Warning, "Storage events wait for the database: {Reason}")]
    public static partial void DatabaseAway(ILogger log, string reason);

    [LoggerMessage(3008, LogLevel.Warning, "{Type} waits to be recorded: {Message}")]
    public static partial void EventWaits(ILogger log, string type, string message);

    [LoggerMessage(3009, LogLevel.Warning, "The database is not there yet: storage is watched, and what happens is told, but recorded later.")]
    public static partial void WatchesUnrecorded(ILogger log);

    [LoggerMessage(3004, LogLevel.Warning, "The Varlink service cannot listen on {Path}: {Reason}")]
    public static partial void VarlinkFailed(ILogger log, string path, string reason);

    [LoggerMessage(3005, LogLevel.Error, "A Varlink call failed.")]
    public static partial void VarlinkCallFailed(ILogger log, Exception failure);

    [LoggerMessage(3006, LogLevel.Warning, "The disks cannot be asked for their health: {Program} cannot be run: {Reason}")]
    public static partial void ProgramMissing(ILogger log, string program, string reason);

    [LoggerMessage(3007, LogLevel.Warning, "{Program} did not answer for {Device} in {Seconds} s, and is not asked again until it ends.")]
    public static partial void ProgramHangs(ILogger log, string program, string device, double seconds);
}
