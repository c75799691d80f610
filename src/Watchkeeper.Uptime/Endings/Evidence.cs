using Watchkeeper.Uptime.Flights;

namespace Watchkeeper.Uptime.Endings;

/// <summary>All that is known about the end of one boot, in boot time of that boot.</summary>
internal sealed record Evidence
{
    /// <summary>When a daemon last recorded a flight.</summary>
    public required TimeSpan LastRecord { get; init; }

    /// <summary>How much later than that record the host can have died while the daemon flew.</summary>
    public required TimeSpan Blind { get; init; }

    /// <summary>How the last flight ended, where the daemon had the time to write it down.</summary>
    public Landing? Landing { get; init; }

    /// <summary>The boot's journal; null when it was not kept or cannot be read.</summary>
    public JournalTrace? Journal { get; init; }

    /// <summary>An orderly shutdown that wtmp shows.</summary>
    public ShutdownMark? Wtmp { get; init; }

    /// <summary>The kernel's last words in persistent storage.</summary>
    public IReadOnlyList<KernelLine> Pstore { get; init; } = [];

    /// <summary>Why the hardware watchdog says that the machine was reset (<c>bootstatus</c> of the boot after); null without one.</summary>
    public int? WatchdogStatus { get; init; }

    /// <summary>How long after this boot's start the next one started, where both clocks were right.</summary>
    public TimeSpan? NextStart { get; init; }
}

/// <summary>What the journal of a boot says about its end.</summary>
/// <param name="Last">Boot time of the last entry.</param>
/// <param name="Kernel">The kernel's messages of the last minutes, and what other programs said about power and heat.</param>
internal sealed record JournalTrace(TimeSpan Last, ShutdownMark? Shutdown, IReadOnlyList<KernelLine> Kernel);

/// <summary>Somebody shut the host down in order.</summary>
internal sealed record ShutdownMark(Landing Kind, TimeSpan At, string Source);

/// <summary>One line of the kernel's log.</summary>
/// <param name="At">Boot time; null where the line carries none.</param>
/// <param name="Source">Where it was found: <c>pstore</c>, <c>journal</c>.</param>
internal sealed record KernelLine(TimeSpan? At, string Text, string Source);
