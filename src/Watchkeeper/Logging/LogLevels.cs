using Watchkeeper.Core.Events;

namespace Watchkeeper.Logging;

/// <summary>The configuration speaks of severities, the logging of levels.</summary>
internal static class LogLevels
{
    public static LogLevel Of(Severity severity) => severity switch
    {
        <= Severity.Critical => LogLevel.Critical,
        Severity.Error => LogLevel.Error,
        Severity.Warning => LogLevel.Warning,
        Severity.Debug => LogLevel.Debug,
        _ => LogLevel.Information,
    };
}
