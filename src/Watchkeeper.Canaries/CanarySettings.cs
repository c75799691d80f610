using Watchkeeper.Canaries.Schedules;

namespace Watchkeeper.Canaries;

/// <summary>What a canary's owner decided. Shared by all states of a canary.</summary>
internal sealed record CanarySettings
{
    /// <summary>Longer names of new canaries are refused; Coal Mine's interface, which knows no limit, and imports keep what they have.</summary>
    public const int LongestName = 200;

    public required string Name { get; init; }

    public required string Slug { get; init; }

    /// <summary>What a sentence calls it: a name without a letter or digit has an empty slug.</summary>
    public string ForPeople => Slug.Length > 0 ? Slug : Name;

    public required Schedule Schedule { get; init; }

    public string Description { get; init; } = "";

    /// <summary>Who gets Coal Mine's mails, whatever the routes say; the order is kept.</summary>
    public IReadOnlyList<string> Emails { get; init; } = [];

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>So long after the schedule's deadline it is late.</summary>
    public TimeSpan Grace { get; init; }

    /// <summary>A run that started and did not finish within it is late.</summary>
    public TimeSpan? MaxDuration { get; init; }

    /// <summary>So many misses in a row make it late.</summary>
    public int AlertAfter { get; init; } = 1;

    /// <summary>While it is late, say so again this often.</summary>
    public TimeSpan? Repeat { get; init; }

    /// <summary>When nothing is expected of it.</summary>
    public IReadOnlyList<MaintenanceWindow> Maintenance { get; init; } = [];
}
