using Watchkeeper.Core.Events;

namespace Watchkeeper.Core.Text;

/// <summary>The names of the severities, as they stand in JSON, in the configuration and on the command line.</summary>
public static class Severities
{
    /// <summary>What is accepted, for error messages.</summary>
    public const string Forms = "write emergency, alert, critical, error, warning, notice, info or debug";

    private static readonly string[] Names = ["emergency", "alert", "critical", "error", "warning", "notice", "info", "debug"];

    public static string Name(Severity severity) => Names[(int)severity];

    /// <summary>Reads a name, in any case, or one of syslog's short forms (<c>emerg</c>, <c>crit</c>, <c>err</c>, <c>warn</c>).</summary>
    public static bool TryParse(string? text, out Severity severity)
    {
        var name = text?.Trim().ToLowerInvariant() switch
        {
            "emerg" or "panic" => "emergency",
            "crit" => "critical",
            "err" => "error",
            "warn" => "warning",
            "information" => "info",
            var other => other,
        };
        severity = (Severity)Math.Max(0, Array.IndexOf(Names, name));
        return Array.IndexOf(Names, name) >= 0;
    }
}
