using System.Text.Json.Serialization;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Uptime.Boots;

/// <summary>One line of the host's history: a boot and the downtime after it.</summary>
internal sealed record Boot
{
    /// <summary>Its place in the history, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Null for uptime that was imported from a flight-recorder, which knows no boots.</summary>
    public Guid? BootId { get; init; }

    public string? Kernel { get; init; }

    /// <summary>When the kernel started.</summary>
    public required Instant Started { get; init; }

    /// <summary>Null while it runs.</summary>
    public Instant? Ended { get; init; }

    /// <summary>How much later than <see cref="Ended"/> the end may have been, in seconds.</summary>
    public TimeSpan Uncertainty { get; init; }

    public required BootEnd End { get; init; }

    public Cause Cause { get; init; }

    public string? Reason { get; init; }

    /// <summary>In seconds, time suspended included.</summary>
    public required TimeSpan Uptime { get; init; }

    public TimeSpan Suspended { get; init; }

    /// <summary>How much of the uptime no daemon was recording: before its start, between two of its runs, after its stop.</summary>
    public TimeSpan NotWatched { get; init; }

    /// <summary>False where the host never learnt the time: the wall times are what its clock said.</summary>
    public bool ClockTrusted { get; init; } = true;

    /// <summary>How long the host was down after it; null while it runs, and where nothing tells.</summary>
    public TimeSpan? Downtime { get; init; }

    /// <summary>From the end to the next boot's start where it is unknown whether the host was down or nobody watched.</summary>
    public TimeSpan? Unaccounted { get; init; }

    /// <summary>The stretches of this boot that were watched, in boot time; not part of the JSON.</summary>
    [JsonIgnore]
    public IReadOnlyList<(TimeSpan From, TimeSpan To)> Watched { get; init; } = [];

    /// <summary>The suspensions that a daemon saw, in boot time; not part of the JSON.</summary>
    [JsonIgnore]
    public IReadOnlyList<(TimeSpan From, TimeSpan To)> Suspensions { get; init; } = [];
}
