using System.Collections.Concurrent;
using System.Text;
using Watchkeeper.Core.CommandLine;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Logging;

/// <summary>Turns log entries into lines and hands them to one <see cref="LogTarget"/>. The libraries below Watchkeeper are heard from warning on.</summary>
internal sealed class LogProvider(LogTarget target, HostClock clock) : ILoggerProvider
{
    private readonly ConcurrentDictionary<string, ILogger> _loggers = new(StringComparer.Ordinal);

    /// <summary>What is left out below; a reload may change it.</summary>
    public LogLevel Level { get; set; } = LogLevel.Information;

    public ILogger CreateLogger(string categoryName) => _loggers.GetOrAdd(categoryName, name => new Logger(this, name));

    public void Dispose() => target.Dispose();

    private void Write(LogLevel level, string room, string message, object? state, Exception? failure)
    {
        var line = new StringBuilder();
        if (target.WantsTime)
        {
            line.Append(clock.Now.ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z' ")).Append(NameOf(level)).Append(' ');
        }

        line.Append(room).Append(": ").Append(Screen.Clean(message));
        if (target.WantsFields && state is IReadOnlyList<KeyValuePair<string, object?>> fields)
        {
            AppendFields(line, fields);
        }

        target.Write(level, line.ToString());
        if (failure is not null)
        {
            foreach (var part in failure.ToString().Split('\n'))
            {
                target.Write(level, "  " + part.TrimEnd());
            }
        }
    }

    /// <summary>
    /// The message's values once more, for programs: <c>key=value</c>, quoted where there are spaces. A value that is a sentence stands in the message
    /// already, and no program does anything with it.
    /// </summary>
    private static void AppendFields(StringBuilder line, IReadOnlyList<KeyValuePair<string, object?>> fields)
    {
        foreach (var (key, value) in fields)
        {
            if (key == "{OriginalFormat}")
            {
                continue;
            }

            var text = Screen.Clean(value?.ToString() ?? "");
            if (IsSentence(text))
            {
                continue;
            }

            line.Append(' ').Append(key.ToLowerInvariant()).Append('=');
            if (text.AsSpan().ContainsAny(" \"=") || text.Length == 0)
            {
                line.Append('"').Append(text.Replace("\\", "\\\\").Replace("\"", "\\\"")).Append('"');
            }
            else
            {
                line.Append(text);
            }
        }
    }

    private static bool IsSentence(string text) => text.EndsWith('.') && text.Contains(' ', StringComparison.Ordinal);

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        _ => "critical",
    };

    /// <summary><c>Watchkeeper.Uptime.UptimeService</c> is <c>uptime</c>; what is not a room's keeps its name.</summary>
    private static string RoomOf(string category)
    {
        var parts = category.Split('.');
        return parts[0] != "Watchkeeper" ? category : parts.Length > 2 ? parts[1].ToLowerInvariant() : "watchkeeper";
    }

    /// <summary>The host's own reports of failed starts and services are ours to make, in words.</summary>
    private static LogLevel FloorOf(string category) => category.Split('.') switch
    {
        ["Watchkeeper", ..] => LogLevel.Trace,
        ["Microsoft", "Extensions", "Hosting", ..] => LogLevel.None,
        _ => LogLevel.Warning,
    };

    private sealed class Logger(LogProvider provider, string category) : ILogger
    {
        private readonly string _room = RoomOf(category);
        private readonly LogLevel _floor = FloorOf(category);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= provider.Level && logLevel >= _floor && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                provider.Write(logLevel, _room, formatter(state, exception), state, exception);
            }
        }
    }
}
