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

    /// <summary>So many events are read at once where not all of them may be wanted.</summary>
    private const int PageSize = 500;

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
        IReadOnlyList<string> types, IReadOnlyList<string> subsystems, string? severity, string? since, string? until, int? limit, DeviceScope? devices, Instant now)
    {
        var query = new DiskEventQuery
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
        return query.Since >= query.Until
            ? throw new ProblemException(ProblemKind.BadRequest, $"since ({since}) is not before until ({until}), so nothing can lie between them.") : query;
    }

    /// <summary>The newest events that match, oldest first.</summary>
    public IReadOnlyList<DiskEvent> Run(EventJournal journal)
    {
        // Of what no device is now, all events are looked at: others may say that they are in it.
        var found = Devices is null or { IsKnown: false } ? Newest(journal, null) : Devices.References.SelectMany(device => Newest(journal, device)).DistinctBy(pair => pair.Entry.Id);
        return [.. found.OrderByDescending(pair => pair.Entry.Time.Wall).ThenByDescending(pair => pair.Entry.Seq).Take(Limit).Reverse().Select(pair => pair.Told)];
    }

    public bool Matches(DiskEvent told) =>
        (Severity is not { } least || told.Severity <= least)
        && (Types.Count == 0 || Types.Any(type => Glob.IsMatch(WholeType(type), told.Type) || type == told.PeripetyType))
        && (Subsystems.Count == 0 || Subsystems.Any(subsystem => string.Equals(subsystem, told.Subsystem, StringComparison.OrdinalIgnoreCase)))
        && (Devices is null || Devices.Holds(told));

    /// <summary>A type as the journal has it.</summary>
    public static string WholeType(string type) => type.StartsWith("disks.", StringComparison.Ordinal) ? type : $"disks.{type}";

    /// <summary>The newest events of a subject that match, newest first and no more than are wanted, read page by page.</summary>
    private IEnumerable<(Event Entry, DiskEvent Told)> Newest(EventJournal journal, string? subject)
    {
        // Peripety's names are among the fields, which the journal does not search.
        IReadOnlyList<string> types = Types.Count == 0 || Types.Any(type => type.Any(char.IsAsciiLetterUpper)) ? ["disks.*"] : [.. Types.Select(WholeType)];
        var isExact = Subsystems.Count == 0 && Devices is null && types[0] != "disks.*";
        var (size, left, until) = (isExact ? Limit : PageSize, Limit, Until);
        var seen = new HashSet<Guid>();
        while (true)
        {
            var page = journal.Read(new EventQuery { Types = types, Severity = Severity, Subject = subject, Since = Since, Until = until, Limit = size, AndWaiting = true });
            foreach (var entry in page.Reverse())
            {
                if (seen.Add(entry.Id) && DisksJson.Read(entry) is { } told && Matches(told))
                {
                    yield return (entry, told);
                    if (--left == 0)
                    {
                        yield break;
                    }
                }
            }

            if (page.Count < size)
            {
                yield break;
            }

            // What happened in the oldest microsecond of this page may go on in the next one.
            var next = page[0].Time.Wall + TimeSpan.FromMicroseconds(1);
            size = next == until ? size * 2 : size;
            until = next;
        }
    }

    private static Instant? Time(string? text, Instant now) => text is null ? null : Times.Parse(text, now, TimeZoneInfo.Local);
}
