using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Canaries;

/// <summary>
/// What can happen to a canary, as pure functions: the canary before, what happened, the clocks then; the canary after, the entry of its history, and what
/// the world is told. What happens to it by itself is in <c>Life.Alarms.cs</c>. Windows in which nothing is expected of any canary come from the options.
/// </summary>
/// <param name="Maintenance">Windows for all canaries.</param>
internal sealed partial record Life(IReadOnlyList<MaintenanceWindow> Maintenance)
{
    private readonly Deadlines _deadlines = new(Maintenance);

    public Change Create(long key, string id, CanarySettings settings, bool paused, Moment now)
    {
        var canary = new Canary { Key = key, Id = id, Settings = settings, Created = now.Wall, Paused = paused, LastEntry = Due.Now(now) };
        return new Change(paused ? canary : _deadlines.Expect(canary, now.Wall, now), new Entry(EntryKind.Created, now));
    }

    /// <summary>
    /// A report counts as of the time it was made. One that comes late, after a newer one of a run that ended later, changes nothing any more: it belongs to the
    /// history alone.
    /// </summary>
    public Change Ping(Canary canary, Ping ping, Moment now)
    {
        var entry = new Entry(ping.Kind, now, ping.Comment) { ExitStatus = ping.ExitStatus, RunId = ping.RunId, Body = ping.Body };
        var made = ping.At < now.Wall ? ping.At.Value : now.Wall;
        if (made < now.Wall && ping.EndsRun && IsOfThePast(canary, made))
        {
            return new Change(Finish(canary with { Pings = canary.Pings + 1 }, ping, ref entry, Due.At(made, now)), entry);
        }

        var after = canary.Heard(ping, made, now);
        return ping.Kind switch
        {
            EntryKind.Start => new Change(after with { Runs = OpenRuns.Begin(after.Runs, new OpenRun(ping.RunId, Due.At(made, now))) }, entry),
            EntryKind.Log => new Change(after, entry),
            EntryKind.Fail => Fail(Finish(after, ping, ref entry, Due.At(made, now)), entry, made, now),
            _ => Succeed(Finish(after, ping, ref entry, Due.At(made, now)), entry, made, now),
        };
    }

    public static Change Pause(Canary canary, string comment, Moment now) => new(
        canary with { Paused = true, Deadline = null, Postponed = null, Runs = [], Misses = 0, LastEntry = Due.Now(now) },
        new Entry(EntryKind.Paused, now, comment));

    /// <summary>As in Coal Mine, a canary that was late when it was paused stays late until it reports; where it says so repeatedly, that begins anew.</summary>
    public Change Unpause(Canary canary, string comment, Moment now) => new(
        _deadlines.Expect(canary, now.Wall, now) with { Paused = false, LastEntry = Due.Now(now), LastNotice = canary.LastNotice is null ? null : Due.Now(now) },
        new Entry(EntryKind.Unpaused, now, comment));

    /// <summary>
    /// New settings. A new schedule counts from the newest entry of the history, a new grace moves the deadline by the difference, and either may make the canary
    /// late or no longer late. Misses stay counted.
    /// </summary>
    public Change Update(Canary canary, CanarySettings settings, Moment now)
    {
        var after = canary with { Settings = settings, Runs = OpenRuns.Within(canary.Runs, settings.MaxDuration, now) };
        var entry = new Entry(EntryKind.Updated, now);

        // A run that took too long by the old limit does not by the new one; then only the deadline says whether it is late.
        var isForgiven = canary.Late && canary.Reason is Notice.Overran && canary.Runs.Any(run => run.Overran) && !after.Runs.Any(run => run.Overran);
        if (canary.Paused || (SameTimes(canary.Settings, settings) && !isForgiven))
        {
            return new Change(after, entry);
        }

        after = canary.Settings.Schedule.Text == settings.Schedule.Text
            ? Shifted(after, settings.Grace - canary.Settings.Grace, now)
            : _deadlines.Expect(after, canary.LastEntry.Wall, now);
        if (canary.Late && !isForgiven && canary.Reason is Notice.Failed or Notice.Overran)
        {
            // No deadline mends what it reported.
            return new Change(after, entry);
        }

        var isLate = after.Deadline?.HasPassed(now) == true && (canary.Late || canary.Misses + 1 >= settings.AlertAfter);
        return (canary.Late, isLate) switch
        {
            (false, true) => new Change(
                after with { Late = true, Reason = Notice.Late, Misses = canary.Misses + 1, LastNotice = Due.Now(now) }, entry, Notice.Late),
            (true, false) => new Change(after with { Late = false, Reason = null, Misses = 0, LastNotice = null }, entry, Notice.Recovered),
            _ => new Change(isForgiven ? after with { Reason = Notice.Late } : after, entry),
        };
    }

    /// <summary>
    /// Nothing is said about it until then, and what there is to say is said then; null ends the snooze. A deadline that the snooze had moved goes back to its
    /// place at its end, and nothing else does.
    /// </summary>
    public Change Snooze(Canary canary, Instant? until, Moment now)
    {
        var after = canary with { SnoozedUntil = until };
        if (canary.IsWatched && canary.Deadline is { } deadline)
        {
            after = canary.SnoozedUntil > now.Wall
                ? _deadlines.Place(after, canary.Postponed ?? deadline, now)
                : _deadlines.Again(after, deadline, now);
        }

        if (canary.SpeakAt is not null)
        {
            after = after with { SpeakAt = Due.At(QuietUntil(after, now.Wall) ?? now.Wall, now) };
        }

        return new Change(after, new Entry(EntryKind.Snoozed, now, until is { } end ? $"until {Times.Format(end, TimeZoneInfo.Utc)}" : "no longer"));
    }

    private Instant? QuietUntil(Canary canary, Instant time) => _deadlines.QuietUntil(canary, time);

    /// <summary>Whether a report that comes late was overtaken: by a newer one, or by a pause.</summary>
    private static bool IsOfThePast(Canary canary, Instant made) => made <= canary.LastReport || (canary.Paused && made <= canary.LastEntry.Wall);

    private static Canary Finish(Canary canary, Ping ping, ref Entry entry, Due end)
    {
        var ended = OpenRuns.EndedBy(canary.Runs, ping.RunId);
        var duration = ping.Duration ?? (ended is null || ended.Started.SinceBoot > end.SinceBoot ? null : end.SinceBoot - ended.Started.SinceBoot);
        if (duration is not null)
        {
            entry = entry with { Duration = duration };
            canary = canary with { RunDuration = duration };
        }

        return ended is null ? canary : canary with { Runs = OpenRuns.Without(canary.Runs, ended) };
    }

    private Change Succeed(Canary canary, Entry entry, Instant made, Moment now)
    {
        var after = Renew(canary, made, now);
        if (canary.Late && made < now.Wall && after.Deadline?.HasPassed(now) == true)
        {
            // It succeeded then, and is late again.
            return new Change(after, entry);
        }

        var wasTold = canary.Late && (canary.LastNotice is not null || canary.SpeakAt is null);
        return new Change(
            after with { Late = false, Reason = null, Paused = false, Misses = 0, LastNotice = null, SpeakAt = null }, entry, wasTold ? Notice.Recovered : null);
    }

    /// <summary>One that is late already because it did not run is told of too, once: that it runs and fails is news.</summary>
    private Change Fail(Canary canary, Entry entry, Instant made, Moment now)
    {
        var after = Renew(canary, made, now) with { Paused = false, Misses = canary.Misses + 1 };
        return (canary.Late ? canary.Reason == Notice.Failed : after.Misses < canary.Settings.AlertAfter)
            ? new Change(after, entry)
            : Alert(after, Notice.Failed, entry, now);
    }

    /// <summary>It is late for this reason, which is told now or, in a snooze or a maintenance window, at its end.</summary>
    private Change Alert(Canary canary, Notice reason, Entry entry, Moment now)
    {
        var late = canary with { Late = true, Reason = reason };
        return QuietUntil(canary, now.Wall) is { } quiet
            ? new Change(late with { SpeakAt = Due.At(quiet, now) }, entry)
            : new Change(late with { SpeakAt = null, LastNotice = Due.Now(now) }, entry, reason);
    }

    /// <summary>A report that comes late takes back no deadline that lies after the one it gives: that was forgiven, or moved for another reason.</summary>
    private Canary Renew(Canary canary, Instant made, Moment now)
    {
        var next = _deadlines.Expect(canary, made, now);
        return made < now.Wall && !canary.Late && canary.Deadline?.SinceBoot > next.Deadline?.SinceBoot ? canary : next;
    }

    /// <summary>After a change of grace or windows: counted from where the deadline was without windows, unless that is over.</summary>
    private Canary Shifted(Canary canary, TimeSpan by, Moment now) =>
        canary.Postponed?.Plus(by) is { } own && !own.HasPassed(now) ? _deadlines.Place(canary, own, now)
        : canary.Deadline?.Plus(by) is { } deadline ? _deadlines.Again(canary, deadline, now)
        : canary;

    private static bool SameTimes(CanarySettings one, CanarySettings other) =>
        one.Schedule.Text == other.Schedule.Text && one.Grace == other.Grace
        && one.Maintenance.Select(window => window.Text).SequenceEqual(other.Maintenance.Select(window => window.Text));
}
