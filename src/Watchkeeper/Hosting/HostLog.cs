using System.Net;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Hosting;

/// <summary>All that the program itself logs.</summary>
internal static partial class HostLog
{
    [LoggerMessage(1, LogLevel.Information, "Watchkeeper {Version} listens on {Addresses}; its data is in {Database}")]
    public static partial void Started(ILogger log, string version, string addresses, string database);

    [LoggerMessage(2, LogLevel.Information, "Stopping on {Signal}")]
    public static partial void Stopping(ILogger log, string signal);

    [LoggerMessage(3, LogLevel.Warning, "Not everything stopped within {Seconds} s; leaving all the same")]
    public static partial void StoppedLate(ILogger log, double seconds);

    [LoggerMessage(4, LogLevel.Information, "The configuration was read again")]
    public static partial void Reloaded(ILogger log);

    [LoggerMessage(5, LogLevel.Error, "The configuration was not changed, because what is written there is wrong: {Problem}")]
    public static partial void ReloadRefused(ILogger log, string problem);

    [LoggerMessage(6, LogLevel.Warning, "{Keys} changed, which takes effect at the next start only")]
    public static partial void RestartNeeded(ILogger log, string keys);

    [LoggerMessage(7, LogLevel.Error, "{Service} failed, and the daemon goes on without it: restart it when the cause is gone")]
    public static partial void ServiceFailed(ILogger log, string service, Exception failure);

    [LoggerMessage(8, LogLevel.Error, "{Problem}")]
    public static partial void Problem(ILogger log, string problem);

    [LoggerMessage(20, LogLevel.Error, "{Method} {Path} failed")]
    public static partial void RequestFailed(ILogger log, string method, string path, Exception failure);

    [LoggerMessage(21, LogLevel.Warning, "A wrong or expired token came from {Address} (number {Count} lately)")]
    public static partial void WrongToken(ILogger log, IPAddress address, int count);

    [LoggerMessage(22, LogLevel.Information, "The TLS certificate {File} is in force; it ends at {End}")]
    public static partial void CertificateLoaded(ILogger log, string file, Instant end);

    [LoggerMessage(23, LogLevel.Error, "The renewed TLS certificate is not used, the one before stays in force: {Problem}")]
    public static partial void CertificateKept(ILogger log, string problem);

    [LoggerMessage(24, LogLevel.Error, "The status of {Room} cannot be read")]
    public static partial void StatusFailed(ILogger log, string room, Exception failure);

    [LoggerMessage(9, LogLevel.Warning, "{Warning}")]
    public static partial void ConfigurationWarning(ILogger log, string warning);
}
