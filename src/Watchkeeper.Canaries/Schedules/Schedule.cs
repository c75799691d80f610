using Watchkeeper.Core.Time;

namespace Watchkeeper.Canaries.Schedules;

/// <summary>When a canary is expected to report. Immutable, without a clock; every deadline costs microseconds, whatever the shape.</summary>
/// <param name="text">The schedule as its user wrote it.</param>
internal abstract class Schedule(string text)
{
    /// <summary>The schedule as its user wrote it.</summary>
    public string Text { get; } = text;

    /// <summary>
    /// Whether the deadlines stand on the wall clock (a crontab line, a calendar expression) rather than a stretch of time after the last ping. Such a
    /// canary is expected at the start of its job, so it gets a grace time of its own, and a step of the clock may only move its deadline later.
    /// </summary>
    public virtual bool FollowsCalendar => false;

    /// <summary>The deadline of a ping at this time, before any grace; null where nothing is expected any more.</summary>
    public abstract Instant? Deadline(Instant whence);

    /// <summary>The periods that follow a time, as far as a person wants to look ahead.</summary>
    public abstract IReadOnlyList<Period> Preview(Instant from);

    /// <summary>The stretch from this deadline to the one that a ping at this deadline would have: at most so far a deadline is moved.</summary>
    public virtual TimeSpan PeriodAfter(Instant deadline) => Deadline(deadline) is { } next ? next - deadline : TimeSpan.Zero;

    public sealed override string ToString() => Text;
}

/// <summary>A stretch with one periodicity: both ends are starts of minutes in Coal Mine's grammar; null seconds mean that no report is expected.</summary>
internal readonly record struct Period(Instant Start, Instant End, double? Seconds);

/// <summary>Why a schedule is refused.</summary>
/// <param name="Exception">The name of the exception that Coal Mine's wire format shows.</param>
/// <param name="Wire">Coal Mine's words.</param>
/// <param name="Sentence">Ours: what is wrong, where, and what to do.</param>
internal sealed record ScheduleError(string Exception, string Wire, string Sentence)
{
    /// <summary>Coal Mine's answer to everything that it cannot read.</summary>
    public const string MalformedWire =
        "malformed periodicity: must be positive number or semicolon-delimited crontab schedule; see documentation for more information";

    public static ScheduleError Malformed(string sentence) => new("TypeError", MalformedWire, sentence);
}
