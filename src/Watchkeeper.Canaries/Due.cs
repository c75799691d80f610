using Watchkeeper.Core.Time;

namespace Watchkeeper.Canaries;

/// <summary>
/// A time that something waits for, on both clocks: boot time decides, so that a step of the wall clock makes nobody late; the wall time is what people see.
/// </summary>
/// <param name="Wall">On the wall clock.</param>
/// <param name="SinceBoot">On this host's boot clock; before the boot it is negative.</param>
internal readonly record struct Due(Instant Wall, TimeSpan SinceBoot)
{
    public static Due Now(Moment now) => new(now.Wall, now.SinceBoot);

    /// <summary>A wall time, seen from now.</summary>
    public static Due At(Instant wall, Moment now) => new(wall, now.SinceBoot + (wall - now.Wall));

    public Due Plus(TimeSpan span) => new(Schedules.WallTime.Add(Wall, span), span > TimeSpan.MaxValue - SinceBoot.Duration() ? TimeSpan.MaxValue : SinceBoot + span);

    public bool HasPassed(Moment now) => SinceBoot <= now.SinceBoot;

    /// <summary>Whether it passed in the time just over.</summary>
    public bool PassedWithin(TimeSpan time, Moment now) => HasPassed(now) && SinceBoot > now.SinceBoot - time;

    /// <summary>The same point of boot time after the wall clock was set.</summary>
    public Due Stepped(ClockStep step) => this with { Wall = Wall + step.Delta };

    /// <summary>After the wall clock was set, a time that belongs to the calendar moves with the calendar, but only to later.</summary>
    public Due SteppedWithCalendar(ClockStep step)
    {
        var calendar = At(Wall, step.After);
        return calendar.SinceBoot > SinceBoot ? calendar : Stepped(step);
    }

    /// <summary>
    /// After the wall clock was set, a deadline from before this boot stands where its wall time is. If that has passed, the step does not make it late:
    /// it keeps what it had left, or one period where that was more.
    /// </summary>
    public Due SteppedFromEarlierBoot(ClockStep step, TimeSpan period)
    {
        var now = Now(step.After);
        var left = SinceBoot - now.SinceBoot;
        var there = At(Wall, step.After);
        return left <= TimeSpan.Zero || !there.HasPassed(step.After) ? there : now.Plus(left < period ? left : period);
    }
}
