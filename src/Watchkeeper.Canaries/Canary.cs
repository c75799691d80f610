using Watchkeeper.Core.Time;

namespace Watchkeeper.Canaries;

/// <summary>A canary as it stands: what its owner decided, and what happened. Immutable; <see cref="Life"/> makes the next one.</summary>
internal sealed record Canary
{
    /// <summary>Rises with each canary that is made: the order of lists.</summary>
    public required long Key { get; init; }

    /// <summary>What the ping URLs contain: eight lower-case letters unless its owner wanted more.</summary>
    public required string Id { get; init; }

    public required CanarySettings Settings { get; init; }

    public Instant Created { get; init; }

    public bool Paused { get; init; }

    public bool Late { get; init; }

    /// <summary>Misses in a row.</summary>
    public int Misses { get; init; }

    /// <summary>When it is late unless it reports; while it is late, when it should have reported. Null while paused, and when nothing is expected any more.</summary>
    public Due? Deadline { get; init; }

    /// <summary>Where the deadline would be without the snooze or the maintenance window that moved it; null where none did.</summary>
    public Due? Postponed { get; init; }

    /// <summary>Why it is late: <see cref="Notice.Late"/>, which null stands for too, <see cref="Notice.Failed"/> or <see cref="Notice.Overran"/>.</summary>
    public Notice? Reason { get; init; }

    /// <summary>When it will be said that it is late, where that became so in a snooze or a maintenance window.</summary>
    public Due? SpeakAt { get; init; }

    /// <summary>Nothing is said about it until then.</summary>
    public Instant? SnoozedUntil { get; init; }

    /// <summary>The runs that began and have not finished, the oldest first.</summary>
    public IReadOnlyList<OpenRun> Runs { get; init; } = [];

    /// <summary>How long the last finished run took.</summary>
    public TimeSpan? RunDuration { get; init; }

    /// <summary>The newest entry of the history, from which a new schedule counts, as in Coal Mine; when a job last counted is <see cref="LastReport"/>.</summary>
    public Due LastEntry { get; init; }

    public Instant? LastPing { get; init; }

    public EntryKind? LastKind { get; init; }

    /// <summary>The last success or failure, where a start or a note has come since.</summary>
    public Instant? EarlierReport { get; init; }

    /// <summary>When the last run ended that was reported.</summary>
    public Instant? LastReport => LastKind is EntryKind.Success or EntryKind.Fail ? LastPing : EarlierReport;

    /// <summary>When it was last said that it is late.</summary>
    public Due? LastNotice { get; init; }

    /// <summary>
    /// Whether its stored row speaks of this boot of this host. Until then its times come from the wall clock of an earlier boot, or of another host.
    /// </summary>
    public bool IsOfThisBoot { get; init; }

    /// <summary>How many pings it had in all.</summary>
    public long Pings { get; init; }

    /// <summary>Whether its deadline matters: one that failed is still expected to run.</summary>
    public bool IsWatched => !Paused && (!Late || Reason == Notice.Failed);

    /// <summary>When the newest run began that is under way and not overdue.</summary>
    public Due? RunStarted => Runs.Count == 0 ? null : Runs.LastOrDefault(run => !run.Overran)?.Started;

    /// <summary>The next time, on boot time, at which something happens to it by itself.</summary>
    public TimeSpan? Alarm
    {
        get
        {
            if (Paused)
            {
                return null;
            }

            var deadline = IsWatched ? Deadline?.SinceBoot : null;
            if (Late)
            {
                var again = Settings.Repeat is { } repeat && LastNotice is { } notice ? notice.Plus(repeat).SinceBoot : default(TimeSpan?);
                return Earlier(Earlier(deadline, again), SpeakAt?.SinceBoot);
            }

            return Settings.MaxDuration is { } longest && Runs.Count > 0
                ? Earlier(deadline, Runs.Where(run => !run.Overran).Min(run => (TimeSpan?)run.Limit(longest).SinceBoot))
                : deadline;
        }
    }

    /// <summary>Whether a run of it has taken too long since the beginning of an absence, which is over now.</summary>
    public bool HasRunThatPassed(TimeSpan absence, Moment now) =>
        Settings.MaxDuration is { } longest && Runs.Any(run => !run.Overran && run.Limit(longest).PassedWithin(absence, now));

    /// <summary>The canary that has heard of its job.</summary>
    /// <param name="made">When the report was made, which may be before others that came sooner.</param>
    public Canary Heard(Ping ping, Instant made, Moment now)
    {
        var isLate = made < now.Wall;
        var isNewest = !isLate || LastPing is not { } last || made >= last;
        return this with
        {
            Pings = Pings + 1,
            LastEntry = !isLate ? Due.Now(now) : made > LastEntry.Wall ? Due.At(made, now) : LastEntry,
            LastPing = isNewest ? made : LastPing,
            LastKind = isNewest ? ping.Kind : LastKind,
            EarlierReport = isNewest ? ping.EndsRun ? null : LastReport : ping.EndsRun ? made : EarlierReport,
        };
    }

    /// <summary>
    /// The canary after the wall clock was set: nobody is late by it. What was recorded in this boot keeps its place on the boot clock; what comes from
    /// before keeps its wall time, because a host may start with a clock that is wrong by years.
    /// </summary>
    public Canary Stepped(ClockStep step)
    {
        if (!IsOfThisBoot)
        {
            return this with
            {
                Deadline = Deadline?.SteppedFromEarlierBoot(step, Settings.Schedule.PeriodAfter(step.After.Wall)),
                Postponed = Postponed?.SteppedFromEarlierBoot(step, Settings.Schedule.PeriodAfter(step.After.Wall)),
                SpeakAt = SpeakAt is { } speak ? Due.At(speak.Wall, step.After) : null,
                Runs = Moved(started => Due.At(started.Wall, step.After)),
                LastEntry = Due.At(LastEntry.Wall, step.After),
                LastNotice = LastNotice is { } notice ? Due.At(notice.Wall, step.After) : null,
            };
        }

        var keepsToCalendar = Settings.Schedule is not Schedules.PeriodSchedule;
        return this with
        {
            Deadline = keepsToCalendar ? Deadline?.SteppedWithCalendar(step) : Deadline?.Stepped(step),
            Postponed = keepsToCalendar ? Postponed?.SteppedWithCalendar(step) : Postponed?.Stepped(step),
            SpeakAt = SpeakAt?.SteppedWithCalendar(step),
            Runs = Moved(started => started.Stepped(step)),
            LastEntry = LastEntry.Stepped(step),
            LastNotice = LastNotice?.Stepped(step),
        };
    }

    /// <summary>One word for people and programs: <c>paused</c>, <c>late</c>, <c>running</c> or <c>ok</c>.</summary>
    /// <summary>Why it is late, in one word for programs; null unless it is.</summary>
    public string? LateBecause => !Late ? null : Reason switch
    {
        Notice.Failed => "failed",
        Notice.Overran => "overran",
        _ => "missed",
    };

    /// <summary>Since when it is late: when it should have reported, when it failed, or when the run began that takes too long.</summary>
    public Instant? LateSince => !Late ? null : Reason switch
    {
        Notice.Failed => LastReport,
        Notice.Overran => Runs.FirstOrDefault(run => run.Overran)?.Started.Wall,
        _ => Deadline?.Wall,
    };

    public string State => Paused ? "paused" : Late ? "late" : RunStarted is not null ? "running" : "ok";

    private static TimeSpan? Earlier(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other : one;

    private IReadOnlyList<OpenRun> Moved(Func<Due, Due> move) => Runs.Count == 0 ? Runs : [.. Runs.Select(run => run with { Started = move(run.Started) })];
}
