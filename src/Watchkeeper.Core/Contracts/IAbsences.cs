using Watchkeeper.Core.Time;

namespace Watchkeeper.Core.Contracts;

/// <summary>When nothing on this host could be recorded: what uptime offers to the rooms that draw lines through time, and must not draw them there.</summary>
public interface IAbsences
{
    /// <summary>In rising order, none overlapping another; the same list for as long as it holds the same.</summary>
    IReadOnlyList<Absence> All { get; }
}

/// <summary>A stretch in which the host was off or suspended, or in which no daemon ran on it for a minute and more.</summary>
/// <param name="From">The last sign of life, which may be some seconds before the end.</param>
/// <param name="To">When recording began again.</param>
public readonly record struct Absence(Instant From, Instant To);
