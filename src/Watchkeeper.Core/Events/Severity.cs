namespace Watchkeeper.Core.Events;

/// <summary>Syslog's eight severities (RFC 5424, table 2), the worst first; stored and compared as their number.</summary>
public enum Severity
{
    Emergency = 0,
    Alert = 1,
    Critical = 2,
    Error = 3,
    Warning = 4,
    Notice = 5,
    Info = 6,
    Debug = 7,
}
