namespace Watchkeeper.Uptime.Boots;

/// <summary>Causes and ends as programs and people are told them.</summary>
internal static class Causes
{
    public static string Name(Cause cause) => cause switch
    {
        Cause.Requested => "requested",
        Cause.Panic => "panic",
        Cause.OutOfMemory => "oom",
        Cause.Storage => "storage",
        Cause.Heat => "heat",
        Cause.Power => "power",
        Cause.Watchdog => "watchdog",
        _ => "unknown",
    };

    public static string Name(BootEnd end) => end switch
    {
        BootEnd.Running => "running",
        BootEnd.Shutdown => "shutdown",
        BootEnd.Reboot => "reboot",
        BootEnd.Crash => "crash",
        _ => "unknown",
    };

    /// <summary>For people: a cause that is known is part of how a crash is called.</summary>
    public static string Describe(Boot boot) => boot.End switch
    {
        BootEnd.Running => "running",
        BootEnd.Shutdown => "clean shutdown",
        BootEnd.Reboot => "reboot",
        BootEnd.Crash when boot.Cause != Cause.Unknown => $"crash ({Name(boot.Cause)})",
        BootEnd.Crash => "crash",
        _ => "unknown",
    };
}
