using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Canaries;

/// <summary>What happens to a canary by itself, when its time has come, and at a start of the daemon.</summary>
internal sealed partial record Life
{
    /// <summary>Its time has come: <see cref="Canary.Alarm"/> has passed. Null when it turns out that nothing is to be done.</summary>
    public Change? Ring(Canary canary, Moment now)
    {
        if (canary.Alarm is not { } alarm || alarm > now.SinceBoot)
        {
            return null;
        }

        var quietUntil = QuietUntil(canary, now.Wall);
        return canary.SpeakAt?.HasPassed(now) == true ? Speak(canary, quietUntil, now)
            : canary is { IsWatched: true, Deadline: { } deadline } && deadline.HasPassed(now) ? Miss(canary, deadline, quietUntil, now)
            : canary.Late ? RingAgain(canary, quietUntil, now)
            : Overrun(canary, now);
    }

    /// <summary>Moves a deadline that passed while nobody was there to take the ping; the history says by how much.</summary>
    /// <param name="absence">For how long nobody was there.</param>
    public Change Forgive(Canary canary, TimeSpan absence, Moment now)
    {
        var deadline = canary.Deadline!.Value;
        var moved = _deadlines.Forgiven(canary, deadline, absence, now);
        return new Change(canary with { Deadline = moved, Postponed = null }, new Entry(EntryKind.Moved, now, Durations.Format(moved.SinceBoot - deadline.SinceBoot)));
    }

    /// <summary>Gives the runs whose limit passed meanwhile as much longer: their end may have been reported to nobody. Null where there are none.</summary>
    /// <param name="absence">For how long nobody was there.</param>
    public static Change? Prolong(Canary canary, TimeSpan absence, Moment now)
    {
        if (!canary.HasRunThatPassed(absence, now))
        {
            return null;
        }

        var longest = canary.Settings.MaxDuration!.Value;
        var by = TimeSpan.Zero;
        OpenRun Prolonged(OpenRun run)
        {
            var limit = run.Limit(longest);
            if (run.Overran || !limit.PassedWithin(absence, now))
            {
                return run;
            }

            var more = Deadlines.Prolonged(limit, absence, longest, now).SinceBoot - limit.SinceBoot;
            by = more > by ? more : by;
            return run with { Forgiven = run.Forgiven + more };
        }

        IReadOnlyList<OpenRun> runs = [.. canary.Runs.Select(Prolonged)];
        return new Change(canary with { Runs = runs }, new Entry(EntryKind.Prolonged, now, Durations.Format(by)));
    }

    private Change Miss(Canary canary, Due deadline, Instant? quietUntil, Moment now)
    {
        var entry = new Entry(EntryKind.Late, now);
        if (quietUntil is not null)
        {
            return new Change(_deadlines.Place(canary, Due.Now(now), now) with { Postponed = canary.Postponed ?? deadline }, entry with { Comment = "in maintenance" });
        }

        var missed = canary with { Misses = canary.Misses + 1 };
        if (canary.Late || missed.Misses >= canary.Settings.AlertAfter)
        {
            return Alert(missed, Notice.Late, entry, now);
        }

        // The miss is the newest entry: a schedule that is changed now counts from there.
        var whence = deadline.Plus(-canary.Settings.Grace);
        var next = _deadlines.Expect(missed, whence.Wall, now);
        next = next.Deadline?.HasPassed(now) == true ? _deadlines.Expect(missed, now.Wall, now) : next;
        next = next with { LastEntry = whence.SinceBoot > canary.LastEntry.SinceBoot ? whence : canary.LastEntry };
        return new Change(next, entry with { Comment = $"miss {missed.Misses} of {canary.Settings.AlertAfter}" });
    }

    /// <summary>The run stays under way: when it ends after all, its history says how long it took.</summary>
    private Change Overrun(Canary canary, Moment now)
    {
        var longest = canary.Settings.MaxDuration!.Value;
        var overdue = canary.Runs.First(run => !run.Overran && run.Limit(longest).HasPassed(now));
        var entry = new Entry(EntryKind.Late, now, "the run takes too long") { RunId = overdue.Id };
        var noted = canary with { Runs = OpenRuns.Overrun(canary.Runs, overdue), Misses = canary.Misses + 1 };
        return noted.Misses < canary.Settings.AlertAfter ? new Change(noted, entry) : Alert(noted, Notice.Overran, entry, now);
    }

    private static Change RingAgain(Canary canary, Instant? quietUntil, Moment now)
    {
        var repeat = canary.Settings.Repeat!.Value;
        return quietUntil is { } quiet
            ? new Change(canary with { LastNotice = Due.At(quiet - repeat, now) }, new Entry(EntryKind.Late, now, "in maintenance"))
            : new Change(canary with { LastNotice = Due.Now(now) }, new Entry(EntryKind.Late, now, "still"), Notice.StillLate);
    }

    /// <summary>The quiet time is over, and what there was to say in it is said; unless another has begun.</summary>
    private static Change Speak(Canary canary, Instant? quietUntil, Moment now) => quietUntil is { } quiet
        ? new Change(canary with { SpeakAt = Due.At(quiet, now) }, new Entry(EntryKind.Late, now, "in maintenance"))
        : new Change(canary with { SpeakAt = null, LastNotice = Due.Now(now) }, new Entry(EntryKind.Late, now, "told after the quiet time"), canary.Reason ?? Notice.Late);
}
