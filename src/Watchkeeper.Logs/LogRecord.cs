using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Logs;

/// <summary>One record of a log, whatever it came from.</summary>
/// <param name="Text">What was said, without time and program; a kernel record may hold several lines.</param>
public sealed record LogRecord(string Text)
{
    /// <summary>Who said it: <c>kernel</c>, <c>multipathd</c>; empty when the source does not tell.</summary>
    public string Program { get; init; } = "";

    /// <summary>The priority it was written with, where that is known.</summary>
    public Severity? Priority { get; init; }

    /// <summary>When it was said by the wall clock, where that is known.</summary>
    public Instant? Time { get; init; }

    /// <summary>When the kernel said it, on its own clock (time awake since boot): the same whichever way the record came.</summary>
    public TimeSpan? KernelTime { get; init; }

    /// <summary>The boot during which it was said, where that is known.</summary>
    public Guid? BootId { get; init; }

    /// <summary>The kernel's <c>SUBSYSTEM=</c>: <c>scsi</c>, <c>nvme</c>, <c>pci</c>.</summary>
    public string? Subsystem { get; init; }

    /// <summary>The kernel's <c>DEVICE=</c>: <c>b8:0</c>, <c>c246:0</c>, <c>n2</c> or <c>+scsi:0:0:0:0</c>.</summary>
    public string? Device { get; init; }

    /// <summary>Whether the kernel itself said it.</summary>
    public bool IsKernel => Program == "kernel";
}
