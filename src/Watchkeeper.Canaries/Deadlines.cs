using Watchkeeper.Canaries.Schedules;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Canaries;

/// <summary>When a canary has to report: what its schedule says and its grace, past snooze and maintenance, and past this program's own absence.</summary>
/// <param name="Maintenance">Windows for all canaries.</param>
internal sealed record Deadlines(IReadOnlyList<MaintenanceWindow> Maintenance)
{
    /// <summary>No window ends later than so many windows after each other.</summary>
    private const int MostWindowsInARow = 100;

    /// <summary>The least that a deadline lies after a start: daemons note every ten seconds that they are there, so an absence is known no better.</summary>
    private static readonly TimeSpan Soonest = TimeSpan.FromSeconds(10);

    /// <summary>The least difference of two times.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMicroseconds(1);

    /// <summary>The canary with the deadline that a report at this time gives it; without one where nothing is expected any more.</summary>
    public Canary Expect(Canary canary, Instant whence, Moment now) => canary.Settings.Schedule.Deadline(whence) is { } expected
        ? Place(canary, Due.At(WallTime.Add(expected, canary.Settings.Grace), now), now)
        : canary with { Deadline = null, Postponed = null };

    /// <summary>The canary with a deadline or, where that falls into a snooze or a maintenance window, with what becomes of it; its own place is kept.</summary>
    public Canary Place(Canary canary, Due deadline, Moment now) => QuietUntil(canary, deadline.Wall) is null
        ? canary with { Deadline = deadline, Postponed = null }
        : canary with { Deadline = PastQuiet(canary, deadline.Wall, now), Postponed = deadline };

    /// <summary>The same for a deadline that may have been moved before.</summary>
    public Canary Again(Canary canary, Due deadline, Moment now)
    {
        var placed = Place(canary, deadline, now);
        return placed with { Postponed = canary.Postponed ?? placed.Postponed };
    }

    /// <summary>
    /// Where a deadline falls into a snooze or a maintenance window, its job could not be expected to run: the next deadline after the end is its next chance.
    /// A job whose next deadline falls into a window too, as of one that runs in it every night, has until the end of the present one and its grace;
    /// otherwise it would never be late.
    /// </summary>
    public Due PastQuiet(Canary canary, Instant deadline, Moment now) =>
        Due.At(QuietUntil(canary, deadline) is { } end ? NextChance(canary, end) ?? Last(canary, end) : deadline, now);

    /// <summary>The end of the snooze and the maintenance windows that a time falls in; null where it falls in none.</summary>
    public Instant? QuietUntil(Canary canary, Instant time)
    {
        var end = canary.SnoozedUntil > time ? canary.SnoozedUntil.Value : time;
        for (var i = 0; i < MostWindowsInARow; i++)
        {
            var later = end;
            foreach (var window in canary.Settings.Maintenance.Concat(Maintenance))
            {
                later = window.EndAt(later) is { } windowEnd && windowEnd > later ? windowEnd : later;
            }

            if (later == end)
            {
                break;
            }

            end = later;
        }

        return end > time ? end : null;
    }

    /// <summary>
    /// A deadline that passed while nobody was there to take the ping: later by as long as nobody was, at most by one period. Where that would make the canary
    /// late at the start or within seconds of it, it has those seconds or, after an absence of more than a period, in which a report was lost for certain,
    /// as long as a report at the start would have given it.
    /// </summary>
    public Due Forgiven(Canary canary, Due deadline, TimeSpan absence, Moment now)
    {
        var period = canary.Settings.Schedule.PeriodAfter(deadline.Wall - canary.Settings.Grace);
        var isLong = period > TimeSpan.Zero && period < absence;
        var moved = deadline.Plus(isLong ? period : absence);
        var soonest = Due.Now(now).Plus(Soonest);
        if (moved.SinceBoot >= soonest.SinceBoot)
        {
            return moved;
        }

        return Expect(canary, now.Wall, now).Deadline is { } next && (isLong || next.SinceBoot < soonest.SinceBoot) ? next : soonest;
    }

    /// <summary>The same for the limit of a run that passed in an absence: at most once as long as a run may take.</summary>
    public static Due Prolonged(Due limit, TimeSpan absence, TimeSpan longest, Moment now)
    {
        var moved = limit.Plus(longest < absence ? longest : absence);
        var soonest = Due.Now(now).Plus(Soonest);
        return moved.SinceBoot > soonest.SinceBoot ? moved : soonest;
    }

    /// <summary>The deadline of the first report that is expected after a window; null where there is none, or where it falls into a window too.</summary>
    private Instant? NextChance(Canary canary, Instant end)
    {
        // A job that begins at the very end of the window is outside it.
        var schedule = canary.Settings.Schedule;
        var chance = schedule.Deadline(schedule.FollowsCalendar ? end - Tick : end) is { } expected ? WallTime.Add(expected, canary.Settings.Grace) : default(Instant?);
        return chance is { } next && QuietUntil(canary, next) is null ? next : null;
    }

    private Instant Last(Canary canary, Instant end)
    {
        var last = WallTime.Add(end, canary.Settings.Grace);
        return QuietUntil(canary, last) is null ? last : end;
    }
}
