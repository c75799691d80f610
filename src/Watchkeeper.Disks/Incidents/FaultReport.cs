using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Disks.Table;

namespace Watchkeeper.Disks.Incidents;

/// <summary>What grouping has to say: the first word of an incident, a worse one, or how often it happened again.</summary>
/// <param name="Row">What happened.</param>
/// <param name="Device">To which device, by its kernel name where it is known.</param>
/// <param name="Incident">The same for everything that belongs to one fault.</param>
internal sealed record FaultReport(StorageEvent Row, string Device, Guid Incident)
{
    /// <summary>The type of the incident's first and lowest fault, and its device: the cause, as far as the log tells.</summary>
    public required string RootType { get; init; }

    public required string RootDevice { get; init; }

    /// <summary>What is made of the device, where a line names it.</summary>
    public string? Holder { get; init; }

    /// <summary>How often it happened since the last report of it: 1 for the first.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Whether this only counts what was reported before.</summary>
    public bool IsRepeat { get; init; }

    /// <summary>Lines like it that the kernel kept back, by its own count.</summary>
    public long Suppressed { get; init; }

    /// <summary>What else of the incident came again meanwhile, each with its own count.</summary>
    public IReadOnlyList<Repetition> Also { get; init; } = [];

    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>();

    /// <summary>The lines it was told in, at most <see cref="Incident.MostLines"/>.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    public Instant? Time { get; init; }

    /// <summary>The kernel's own time of the line that decided it, for telling the same line apart from its like.</summary>
    public TimeSpan? KernelTime { get; init; }

    /// <summary>The source that gave the line; empty for a log that is read as a whole.</summary>
    public string Source { get; init; } = "";

    /// <summary>The priority that the source gave the line.</summary>
    public Severity? Priority { get; init; }
}
