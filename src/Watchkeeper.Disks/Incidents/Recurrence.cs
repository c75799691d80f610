namespace Watchkeeper.Disks.Incidents;

/// <summary>How often one row of the table has spoken of one device again since that was last told.</summary>
internal sealed class Recurrence(Heard first)
{
    /// <summary>The latest of them.</summary>
    public Heard Last { get; private set; } = first;

    /// <summary>When that was.</summary>
    public TimeSpan LastHeard { get; private set; }

    public int Count { get; private set; }

    /// <summary>Lines like it that the kernel kept back.</summary>
    public long Suppressed { get; private set; }

    public void Add(Heard again, TimeSpan at) => (Last, LastHeard, Count) = (again, at, Count + 1);

    public void AddSuppressed(long lines, TimeSpan at) => (LastHeard, Suppressed) = (at, Suppressed + lines);
}
