using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Canaries;

/// <summary>
/// What can happen to a canary, as pure functions: the canary before, what happened, the clocks then; the canary after, the entry of its history, and what
/// the world is told. Windows in which nothing is expected of any canary come from the options.
/// </summary>
/// <param name="Maintenance">Windows for all canaries.</param>
internal sealed record Life(IReadOnlyList<MaintenanceWindow> Maintenance)
{
    private readonly Deadlines _deadlines = new(Maintenance);

    public Change Create(long key, string id, CanarySettings settings, bool paused, Moment now)
    {
        var canary = new Canary { Key = key, Id = id, Settings = settings, Created = now.Wall, Paused = paused, LastEntry = Due.Now(now) };
        return new Change(canary with { Deadline = paused ? null : Next(canary, now.Wall, now) }, new Entry(EntryKind.Created, now));
    }

    public Change Ping(Canary canary, Ping ping, Moment now)
    {
        var entry = new Entry(ping.Kind, now, ping.Comment) { ExitStatus = ping.ExitStatus, RunId = ping.RunId, Body = ping.Body };
        var after = canary with { LastEntry = Due.Now(now), LastPing = now.Wall, LastKind = ping.Kind, Pings = canary.Pings + 1 };
        return ping.Kind switch
        {
            EntryKind.Start => new Change(after with { Runs = OpenRuns.Begin(after.Runs, new OpenRun(ping.RunId, Due.Now(now))) }, entry),
            EntryKind.Log => new Change(after, entry),
            EntryKind.Fail => Fail(Finish(after, ping, ref entry, now), entry, now),
            _ => Succeed(Finish(after, ping, ref entry, now), entry, now),
        };
    }

    public static Change Pause(Canary canary, string comment, Moment now) => new(
        canary with { Paused = true, Deadline = null, Runs = [], Misses = 0, LastEntry = Due.Now(now) }, new Entry(EntryKind.Paused, now, comment));

    /// <summary>As in Coal Mine, a canary that was late when it was paused stays late until it reports.</summary>
    public Change Unpause(Canary canary, string comment, Moment now) => new(
        canary with { Paused = false, Deadline = Next(canary, now.Wall, now), LastEntry = Due.Now(now) }, new Entry(EntryKind.Unpaused, now, comment));

    /// <summary>New settings; a new schedule counts from the newest entry of the history, and may make the canary late or no longer late.</summary>
    public Change Update(Canary canary, CanarySettings settings, Moment now)
    {
        var after = canary with { Settings = settings };
        var entry = new Entry(EntryKind.Updated, now);
        if (canary.Paused || SameTimes(canary.Settings, settings))
        {
            return new Change(after, entry);
        }

        after = after with { Deadline = Next(after, canary.LastEntry.Wall, now) };
        after = after with { Late = after.Deadline?.HasPassed(now) ?? false, Misses = 0 };
        return (canary.Late, after.Late) switch
        {
            (false, true) => new Change(after with { Misses = 1, LastNotice = Due.Now(now) }, entry, Notice.Late),
            (true, false) => new Change(after with { LastNotice = null }, entry, Notice.Recovered),
            _ => new Change(after, entry),
        };
    }

    /// <summary>Nothing is said about it until then; null ends the snooze.</summary>
    public Change Snooze(Canary canary, Instant? until, Moment now)
    {
        var after = canary with { SnoozedUntil = until };
        if (!canary.Paused && !canary.Late)
        {
            after = after with
            {
                Deadline = until is null ? Next(after, canary.LastEntry.Wall, now) : canary.Deadline is { } deadline ? _deadlines.PastQuiet(after, deadline.Wall, now) : null,
            };
        }

        return new Change(after, new Entry(EntryKind.Snoozed, now, until is { } end ? $"until {Times.Format(end, TimeZoneInfo.Utc)}" : "no longer"));
    }

    /// <summary>Its time has come: <see cref="Canary.Alarm"/> has passed. Null when it turns out that nothing is to be done.</summary>
    public Change? Ring(Canary canary, Moment now)
    {
        if (canary.Alarm is not { } alarm || alarm > now.SinceBoot)
        {
            return null;
        }

        var quietUntil = QuietUntil(canary, now.Wall);
        if (canary.Late)
        {
            return RingAgain(canary, quietUntil, now);
        }

        if (canary.Deadline is not { } deadline || !deadline.HasPassed(now))
        {
            return Overrun(canary, quietUntil, now);
        }

        var entry = new Entry(EntryKind.Late, now);
        if (quietUntil is not null)
        {
            return new Change(canary with { Deadline = _deadlines.PastQuiet(canary, now.Wall, now) }, entry with { Comment = "in maintenance" });
        }

        var missed = canary with { Misses = canary.Misses + 1 };
        if (missed.Misses >= canary.Settings.AlertAfter)
        {
            return new Change(missed with { Late = true, LastNotice = Due.Now(now) }, entry, Notice.Late);
        }

        var next = Next(canary, deadline.Wall - canary.Settings.Grace, now);
        next = next is { } due && due.HasPassed(now) ? Next(canary, now.Wall, now) : next;
        return new Change(missed with { Deadline = next }, entry with { Comment = $"miss {missed.Misses} of {canary.Settings.AlertAfter}" });
    }

    /// <summary>Moves a deadline that passed while nobody was there to take the ping; the history says by how much.</summary>
    /// <param name="absence">For how long nobody was there.</param>
    public Change Forgive(Canary canary, TimeSpan absence, Moment now)
    {
        var deadline = canary.Deadline!.Value;
        var moved = _deadlines.Forgiven(canary, deadline, absence, now);
        return new Change(canary with { Deadline = moved }, new Entry(EntryKind.Moved, now, Durations.Format(moved.SinceBoot - deadline.SinceBoot)));
    }

    private Due? Next(Canary canary, Instant whence, Moment now) => _deadlines.Next(canary, whence, now);

    private Instant? QuietUntil(Canary canary, Instant time) => _deadlines.QuietUntil(canary, time);

    private static Canary Finish(Canary canary, Ping ping, ref Entry entry, Moment now)
    {
        var ended = OpenRuns.EndedBy(canary.Runs, ping.RunId);
        var duration = ping.Duration ?? (ended is null ? null : now.SinceBoot - ended.Started.SinceBoot);
        if (duration is null)
        {
            return canary;
        }

        entry = entry with { Duration = duration };
        return canary with { Runs = ended is null ? canary.Runs : OpenRuns.Without(canary.Runs, ended), RunDuration = duration };
    }

    /// <summary>The run stays under way: when it ends after all, its history says how long it took.</summary>
    private static Change Overrun(Canary canary, Instant? quietUntil, Moment now)
    {
        var longest = canary.Settings.MaxDuration!.Value;
        var overdue = canary.Runs.First(run => !run.Overran && run.Started.Plus(longest).HasPassed(now));
        var entry = new Entry(EntryKind.Late, now, "the run takes too long") { RunId = overdue.Id };
        var noted = canary with { Runs = OpenRuns.Overrun(canary.Runs, overdue) };
        if (quietUntil is not null)
        {
            return new Change(noted, entry);
        }

        noted = noted with { Misses = noted.Misses + 1 };
        return noted.Misses < canary.Settings.AlertAfter
            ? new Change(noted, entry)
            : new Change(noted with { Late = true, LastNotice = Due.Now(now) }, entry, Notice.Overran);
    }

    private Change Succeed(Canary canary, Entry entry, Moment now) => new(
        canary with { Late = false, Paused = false, Misses = 0, LastNotice = null, Deadline = Next(canary, now.Wall, now) },
        entry,
        canary.Late ? Notice.Recovered : null);

    private Change Fail(Canary canary, Entry entry, Moment now)
    {
        var after = canary with { Paused = false, Deadline = Next(canary, now.Wall, now) };
        if (QuietUntil(canary, now.Wall) is not null)
        {
            return new Change(after, entry);
        }

        after = after with { Misses = canary.Misses + 1 };
        return canary.Late || after.Misses < canary.Settings.AlertAfter
            ? new Change(after, entry)
            : new Change(after with { Late = true, LastNotice = Due.Now(now) }, entry, Notice.Failed);
    }

    private static Change RingAgain(Canary canary, Instant? quietUntil, Moment now)
    {
        var repeat = canary.Settings.Repeat!.Value;
        return quietUntil is { } quiet
            ? new Change(canary with { LastNotice = Due.At(quiet - repeat, now) }, new Entry(EntryKind.Late, now, "in maintenance"))
            : new Change(canary with { LastNotice = Due.Now(now) }, new Entry(EntryKind.Late, now, "still"), Notice.StillLate);
    }

    private static bool SameTimes(CanarySettings one, CanarySettings other) =>
        one.Schedule.Text == other.Schedule.Text && one.Grace == other.Grace
        && one.Maintenance.Select(window => window.Text).SequenceEqual(other.Maintenance.Select(window => window.Text));
}
