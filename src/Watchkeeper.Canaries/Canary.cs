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

    /// <summary>Nothing is said about it until then.</summary>
    public Instant? SnoozedUntil { get; init; }

    /// <summary>The runs that began and have not finished, the oldest first.</summary>
    public IReadOnlyList<OpenRun> Runs { get; init; } = [];

    /// <summary>How long the last finished run took.</summary>
    public TimeSpan? RunDuration { get; init; }

    /// <summary>The newest entry of the history.</summary>
    public Due LastEntry { get; init; }

    public Instant? LastPing { get; init; }

    public EntryKind? LastKind { get; init; }

    /// <summary>When it was last said that it is late.</summary>
    public Due? LastNotice { get; init; }

    /// <summary>
    /// Whether its stored row speaks of this boot of this host. Until then its times come from the wall clock of an earlier boot, or of another host.
    /// </summary>
    public bool IsOfThisBoot { get; init; }

    /// <summary>How many pings it had in all.</summary>
    public long Pings { get; init; }

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

            if (Late)
            {
                return Settings.Repeat is { } repeat && LastNotice is { } notice ? notice.Plus(repeat).SinceBoot : null;
            }

            var deadline = Deadline?.SinceBoot;
            var overrun = Settings.MaxDuration is { } longest && Runs.Count > 0
                ? Runs.Where(run => !run.Overran).Min(run => (TimeSpan?)run.Started.Plus(longest).SinceBoot)
                : null;
            return overrun is null || deadline < overrun ? deadline : overrun;
        }
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
                Runs = Moved(started => Due.At(started.Wall, step.After)),
                LastEntry = Due.At(LastEntry.Wall, step.After),
                LastNotice = LastNotice is { } notice ? Due.At(notice.Wall, step.After) : null,
            };
        }

        var keepsToCalendar = Settings.Schedule is not Schedules.PeriodSchedule;
        return this with
        {
            Deadline = keepsToCalendar ? Deadline?.SteppedWithCalendar(step) : Deadline?.Stepped(step),
            Runs = Moved(started => started.Stepped(step)),
            LastEntry = LastEntry.Stepped(step),
            LastNotice = LastNotice?.Stepped(step),
        };
    }

    /// <summary>One word for people and programs: <c>paused</c>, <c>late</c>, <c>running</c> or <c>ok</c>.</summary>
    public string State => Paused ? "paused" : Late ? "late" : RunStarted is not null ? "running" : "ok";

    private IReadOnlyList<OpenRun> Moved(Func<Due, Due> move) => Runs.Count == 0 ? Runs : [.. Runs.Select(run => run with { Started = move(run.Started) })];
}
