using Watchkeeper.Disks.Table;
using Watchkeeper.Logs;

namespace Watchkeeper.Disks.Recognition;

/// <summary>A line that the table knows.</summary>
/// <param name="Row">What it means.</param>
/// <param name="Line">The line itself; its record may have others.</param>
/// <param name="Facts">The groups of the row's pattern that took part in the match.</param>
internal sealed record Finding(StorageEvent Row, LogRecord Record, string Line, IReadOnlyDictionary<string, string> Facts)
{
    /// <summary>
    /// The device as the kernel itself states it beside the text (<c>DEVICE=</c>): a number <c>8:0</c>, a character device <c>c246:0</c>, a SCSI address, an iSCSI
    /// session, an FC port. Where it can be found on this host it goes before what the text says.
    /// </summary>
    public string? Stated { get; init; }

    /// <summary>The source that gave the record; empty for a log that is read as a whole.</summary>
    public string Source { get; init; } = "";

    /// <summary>
    /// What the line calls the device, the most telling name first: a kernel name or number, then an address, a port, a controller. What is made of devices is
    /// meant itself where the line names none of them.
    /// </summary>
    public string? Device => Own ?? Facts.GetValueOrDefault("holder");

    /// <summary>Whether the line, or what the kernel states beside it, names a device.</summary>
    public bool IsNamed => (Stated ?? Device) is not null;

    /// <summary>What is made of the device: an array, a map, a pool, a filesystem over several devices.</summary>
    public string? Holder => Own is null ? null : Facts.GetValueOrDefault("holder");

    private string? Own => (Facts.TryGetValue("card", out var card) && Facts.TryGetValue("dev", out var drive) ? $"{card} {drive}" : Facts.GetValueOrDefault("dev")) ?? Facts.GetValueOrDefault("hctl") ?? Facts.GetValueOrDefault("port") ?? Facts.GetValueOrDefault("ctrl")
        ?? (Facts.TryGetValue("session", out var session) ? "session" + session : null)
        ?? (Facts.TryGetValue("connection", out var connection) ? "connection" + connection : null)
        ?? (Facts.TryGetValue("rport", out var port) ? "rport-" + port : null);
}
