using System.Globalization;
using Watchkeeper.Core;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Time;
using Watchkeeper.Uptime.Boots;

namespace Watchkeeper.Uptime.Crashes;

/// <summary>All that is known about one crash, put together once the host is back.</summary>
internal sealed record CrashReport
{
    /// <summary>Its number on this database, from 1.</summary>
    public long Id { get; init; }

    /// <summary>The boot that crashed.</summary>
    public required Guid BootId { get; init; }

    public required string Kernel { get; init; }

    /// <summary>The last sign of life, or the time that the kernel itself wrote down.</summary>
    public required Instant WentDown { get; init; }

    /// <summary>How much later than that it may have happened, in seconds.</summary>
    public required TimeSpan Uncertainty { get; init; }

    /// <summary>When the kernel started again; null where no later boot is known.</summary>
    public Instant? Back { get; init; }

    /// <summary>From going down to being back, in seconds; null where a clock was wrong.</summary>
    public TimeSpan? Down { get; init; }

    /// <summary>How long the host had been up, in seconds.</summary>
    public required TimeSpan Uptime { get; init; }

    public required Cause Cause { get; init; }

    /// <summary>The likely cause in one sentence, with its evidence.</summary>
    public required string Reason { get; init; }

    /// <summary>What the kernel said last.</summary>
    public IReadOnlyList<EvidenceLine> LastWords { get; init; } = [];

    /// <summary>What load, memory, disks and temperatures did in the half hour before.</summary>
    public IReadOnlyList<MetricBefore> Metrics { get; init; } = [];

    /// <summary>What had been recorded in the half hour before.</summary>
    public IReadOnlyList<EventBefore> Events { get; init; } = [];

    /// <summary>The watches whose condition stood when the host went down, or that fired in the half hour before.</summary>
    public IReadOnlyList<string> Watches { get; init; } = [];

    /// <summary>The canaries that were missed since.</summary>
    public IReadOnlyList<string> Canaries { get; init; } = [];

    /// <summary>Whether the times come from a clock that was right.</summary>
    public bool ClockTrusted { get; init; }

    /// <summary>The crash with a number, or the last.</summary>
    /// <exception cref="ProblemException">There is no such crash.</exception>
    public static CrashReport Pick(IReadOnlyList<CrashReport> crashes, string id)
    {
        if (id == "last")
        {
            return crashes.Count > 0 ? crashes[^1] : throw new ProblemException(ProblemKind.NotFound, "No crash is on record.");
        }

        return long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? crashes.FirstOrDefault(crash => crash.Id == number)
                ?? throw new ProblemException(ProblemKind.NotFound, $"There is no crash {number}; watchkeeper uptime crashes lists them.")
            : throw new ProblemException(ProblemKind.BadRequest, $"'{id}' is no crash; write its number, or last.");
    }
}

/// <summary>A line of evidence.</summary>
/// <param name="At">When; null for a line without a time.</param>
/// <param name="Source">Where it was found: <c>pstore</c>, <c>journal</c>.</param>
internal sealed record EvidenceLine(Instant? At, string Source, string Text);

/// <summary>One series of the half hour before.</summary>
/// <param name="Name">What it is, in words.</param>
/// <param name="Unit"><c>%</c>, <c>°C</c>, or empty.</param>
internal sealed record MetricBefore(string Name, string Unit, double First, double Least, double Most, double Last);

internal sealed record EventBefore(Instant Time, string Type, Severity Severity, string Subject, string Message);

/// <summary>A line of the list of crashes.</summary>
internal sealed record CrashList(IReadOnlyList<CrashReport> Crashes);
