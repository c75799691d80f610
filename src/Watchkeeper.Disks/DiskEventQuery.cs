using Watchkeeper.Core;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;
using Watchkeeper.Disks.Devices;

namespace Watchkeeper.Disks;

/// <summary>Which disk events; every condition that is given must hold, and a list is alternatives.</summary>
internal sealed record DiskEventQuery
{
    public const int DefaultLimit = 1000;

    /// <summary>Types with or without <c>disks.</c>, with globs; peripety's names too.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    public IReadOnlyList<string> Subsystems { get; init; } = [];

    public Severity? Severity { get; init; }

    /// <summary>Which devices; null: all.</summary>
    public DeviceScope? Devices { get; init; }

    public Instant? Since { get; init; }

    public Instant? Until { get; init; }

    public int Limit { get; init; } = DefaultLimit;

    /// <exception cref="ProblemException">A text is not understood.</exception>
    public static DiskEventQuery Read(
        IReadOnlyList<string> types, IReadOnlyList<string> subsystems, string? severity, string? since, string? until, int? limit, DeviceScope? devices, Instant now) => new()
        {
            Types = types,
            Subsystems = subsystems,
            Severity = severity is null ? null : Severities.TryParse(severity, out var known) ? known
                : throw new ProblemException(ProblemKind.BadRequest, $"'{severity}' is not a severity; {Severities.Forms}."),
            Since = Time(since, now),
            Until = Time(until, now),
            Limit = limit is null or > 0 ? limit ?? DefaultLimit : throw new ProblemException(ProblemKind.BadRequest, "limit is 1 or more."),
            Devices = devices,
        };

    /// <summary>The newest events that match, oldest first.</summary>
    public IReadOnlyList<DiskEvent> Run(EventJournal journal)
    {
        var found = journal.Read(new EventQuery { Types = ["disks.*"], Severity = Severity, Since = Since, Until = Until })
            .Select(DisksJson.Read).OfType<DiskEvent>().Where(Matches).ToList();
        return found.Count > Limit ? found[^Limit..] : found;
    }

    public bool Matches(DiskEvent told) =>
        (Severity is not { } least || told.Severity <= least)
        && (Types.Count == 0 || Types.Any(type => Glob.IsMatch(type.StartsWith("disks.", StringComparison.Ordinal) ? type : $"disks.{type}", told.Type) || type == told.PeripetyType))
        && (Subsystems.Count == 0 || Subsystems.Any(subsystem => string.Equals(subsystem, told.Subsystem, StringComparison.OrdinalIgnoreCase)))
        && (Devices is null || Devices.Holds(told));

    private static Instant? Time(string? text, Instant now) => text is null ? null : Times.Parse(text, now, TimeZoneInfo.Local);
}
