using Watchkeeper.Core;
using Watchkeeper.Core.Contracts;
using Watchkeeper.Core.Time;
using Watchkeeper.Uptime.Boots;

namespace Watchkeeper.Uptime;

/// <summary>When this host could not record anything, from its history.</summary>
internal sealed class UptimeAbsences(UptimeReader reader, HostClock clock) : IAbsences
{
    /// <summary>A restart of the daemon is no gap.</summary>
    private static readonly TimeSpan ShortestUnwatched = TimeSpan.FromMinutes(1);

    /// <summary>The history changes when the host wakes, and when its clock is set: a minute later is soon enough.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    private volatile Memory? _memory;

    public IReadOnlyList<Absence> All
    {
        get
        {
            if (_memory is { } memory && clock.Uptime - memory.Read < Remembered)
            {
                return memory.Absences;
            }

            var absences = Read();
            if (_memory is { } before && before.Absences.SequenceEqual(absences))
            {
                absences = before.Absences;
            }

            _memory = new Memory(absences, clock.Uptime);
            return absences;
        }
    }

    /// <summary>The stretches between two that were watched, and those in which the host slept.</summary>
    internal static IReadOnlyList<Absence> Of(IReadOnlyList<Boot> boots)
    {
        var absences = new List<Absence>();
        Boot? before = null;
        foreach (var boot in boots.Where(boot => boot.Watched.Count > 0))
        {
            if (before is { Ended: { } ended } && (before.Downtime ?? before.Unaccounted) is not null)
            {
                var last = Earliest(ended, before.Started + before.Watched[^1].To);
                absences.Add(new Absence(last, boot.Started + boot.Watched[0].From));
            }

            absences.AddRange(boot.Watched.Zip(boot.Watched.Skip(1), (earlier, later) => (earlier.To, later.From))
                .Where(gap => gap.From - gap.To >= ShortestUnwatched)
                .Concat(boot.Suspensions)
                .Select(gap => new Absence(boot.Started + gap.Item1, boot.Started + gap.Item2)));
            before = boot;
        }

        return Joined(absences.Where(absence => absence.From < absence.To).OrderBy(absence => absence.From));
    }

    private static List<Absence> Joined(IEnumerable<Absence> absences)
    {
        var joined = new List<Absence>();
        foreach (var absence in absences)
        {
            if (joined.Count > 0 && absence.From <= joined[^1].To)
            {
                joined[^1] = joined[^1] with { To = absence.To > joined[^1].To ? absence.To : joined[^1].To };
            }
            else
            {
                joined.Add(absence);
            }
        }

        return joined;
    }

    private IReadOnlyList<Absence> Read()
    {
        try
        {
            return Of(reader.History().Boots);
        }
        catch (ProblemException away) when (away.Kind == ProblemKind.Unavailable)
        {
            return _memory?.Absences ?? [];
        }
    }

    private static Instant Earliest(Instant a, Instant b) => a < b ? a : b;

    private sealed record Memory(IReadOnlyList<Absence> Absences, TimeSpan Read);
}
