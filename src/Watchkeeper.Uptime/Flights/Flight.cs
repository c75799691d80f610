using Watchkeeper.Core.Time;

namespace Watchkeeper.Uptime.Flights;

/// <summary>One run of the daemon, as last recorded.</summary>
/// <param name="Id">Its number on this database; later flights have higher ones.</param>
/// <param name="BootId">The boot during which it flew; null for one that was imported from a flight-recorder, which does not know.</param>
/// <param name="Wall">The wall clock at the last record.</param>
/// <param name="StartedAt">Boot time at the first record; zero for an imported one.</param>
/// <param name="LastAt">Boot time at the last record; the duration for an imported one.</param>
/// <param name="Suspended">How long the host had been suspended in this boot by the last record.</param>
/// <param name="Blind">The longest that the host can have lived on after the last record that a power cut left: the interval and the kernel's write-back.</param>
/// <param name="Trusted">Whether the wall clock was trusted at the last record, or was put right afterwards.</param>
internal sealed record Flight(
    long Id, Guid? BootId, Instant Wall, TimeSpan StartedAt, TimeSpan LastAt, TimeSpan Suspended, TimeSpan Blind, bool Trusted, Landing? Landing)
{
    public TimeSpan Duration => LastAt - StartedAt;

    public Instant Begin => Wall - Duration;
}

/// <summary>How a flight ended, where the daemon had the time to write it down.</summary>
internal enum Landing
{
    /// <summary>The daemon was stopped; the host went on.</summary>
    Stopped,

    /// <summary>The daemon was stopped because the host was going down, in a way it could not tell.</summary>
    Shutdown,

    /// <summary>… to be powered off or halted.</summary>
    PowerOff,

    /// <summary>… to be started again.</summary>
    Reboot,
}
