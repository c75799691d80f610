using Watchkeeper.Core;
using Watchkeeper.Core.Events;
using Watchkeeper.Core.Text;
using Watchkeeper.Disks.Table;

namespace Watchkeeper.Disks;

/// <summary>The names that a query of disk events may use. One that nothing bears would look like health, so it is a mistake.</summary>
/// <param name="own">The rows of the configuration.</param>
internal sealed class KnownNames(EventJournal journal, IReadOnlyList<StorageEvent> own)
{
    /// <summary>What is told without a line of the table.</summary>
    private static readonly string[] OtherTypes = ["error-counter", "log-overrun", "source-lost", "source-returned", "smart-failing", "smart-sectors", "smart-errors", "temperature"];

    private static readonly string[] OtherSubsystems = ["counter", "smart"];

    private IEnumerable<StorageEvent> Rows => StorageEvents.All.Concat(own);

    /// <exception cref="ProblemException">A type, a subsystem or a device of the query is that of no event and no device.</exception>
    public void Check(DiskEventQuery query)
    {
        foreach (var type in query.Types.Where(type => !IsType(type)))
        {
            throw Unknown("event type", type, Rows.Select(row => row.Type).Concat(OtherTypes));
        }

        foreach (var subsystem in query.Subsystems.Where(subsystem => !Subsystems.Contains(subsystem, StringComparer.OrdinalIgnoreCase)))
        {
            throw Unknown("subsystem", subsystem, Subsystems);
        }

        if (query.Devices is { IsKnown: false } device && !device.References.Any(IsSubject) && new DiskEventQuery { Devices = device, Limit = 1 }.Run(journal).Count == 0)
        {
            throw new ProblemException(ProblemKind.NotFound, $"There is no block device '{device.Reference}', and no event tells of one; watchkeeper disks list shows those there are.");
        }
    }

    private IEnumerable<string> Subsystems => Rows.Select(row => row.Subsystem).Concat(OtherSubsystems).Distinct(StringComparer.Ordinal);

    private bool IsType(string type) =>
        Rows.Any(row => Glob.IsMatch(DiskEventQuery.WholeType(type), $"disks.{row.Type}") || row.PeripetyType == type)
        || OtherTypes.Any(other => Glob.IsMatch(DiskEventQuery.WholeType(type), $"disks.{other}"))
        || journal.Read(new EventQuery { Types = [DiskEventQuery.WholeType(type)], Limit = 1, AndWaiting = true }).Count > 0;

    private bool IsSubject(string device) => journal.Read(new EventQuery { Types = ["disks.*"], Subject = device, Limit = 1, AndWaiting = true }).Count > 0;

    private static ProblemException Unknown(string what, string name, IEnumerable<string> known)
    {
        var all = known.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var meant = Nearest.To(name, all) is { } near ? $"; did you mean {near}?" : "";
        return new ProblemException(ProblemKind.BadRequest, $"There is no {what} '{name}'{meant} Known are {string.Join(", ", all)}.".Replace("' Known", "'. Known", StringComparison.Ordinal));
    }
}
