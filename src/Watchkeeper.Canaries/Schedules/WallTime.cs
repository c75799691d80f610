using Watchkeeper.Core.Time;

namespace Watchkeeper.Canaries.Schedules;

/// <summary>Arithmetic on the wall clock that stays between year 1 and year 9999, as Python's does, whose limits the wire format shows.</summary>
internal static class WallTime
{
    private const double MicrosecondsASecond = 1e6;
    private const double LargestDays = 999_999_999;

    public static Instant Last { get; } = Instant.From(DateTimeOffset.MaxValue);

    public static Instant First { get; } = Instant.From(DateTimeOffset.MinValue);

    /// <summary>The last minute that a schedule can name, as a count of minutes since 0001-01-01.</summary>
    public static long LastMinute { get; } = ((DateOnly.MaxValue.DayNumber + 1L) * 1440) - 1;

    private static long EpochMinute { get; } = DateOnly.FromDateTime(DateTimeOffset.UnixEpoch.UtcDateTime).DayNumber * 1440L;

    /// <summary>Seconds as a span of whole microseconds, half to even; a span too long to be held becomes the longest.</summary>
    public static TimeSpan Span(double seconds)
    {
        var microseconds = Math.Round(seconds * MicrosecondsASecond, MidpointRounding.ToEven);
        return microseconds >= long.MaxValue / TimeSpan.TicksPerMicrosecond
            ? TimeSpan.MaxValue
            : TimeSpan.FromTicks((long)microseconds * TimeSpan.TicksPerMicrosecond);
    }

    /// <summary>The sum, or the end of time.</summary>
    public static Instant Add(Instant instant, TimeSpan span) =>
        span > Last - instant ? Last : instant + span;

    /// <summary>A positive number of seconds that no date can be moved by, in the words of Python's datetime.</summary>
    public static ScheduleError? TooLong(double seconds)
    {
        const string Sentence = "The schedule reaches beyond the year 9999; use a smaller number of seconds.";
        if (double.IsPositiveInfinity(seconds))
        {
            return new ScheduleError("OverflowError", "cannot convert float infinity to integer", Sentence);
        }

        var days = Math.Floor(seconds / 86_400);
        if (days <= LargestDays)
        {
            return days > DateOnly.MaxValue.DayNumber ? new ScheduleError("OverflowError", "date value out of range", Sentence) : null;
        }

        return new ScheduleError(
            "OverflowError",
            days > int.MaxValue ? "Python int too large to convert to C int" : $"days={days:F0}; must have magnitude <= 999999999",
            Sentence);
    }

    /// <summary>The minute that a time falls in, counted from 0001-01-01.</summary>
    public static long Minute(Instant instant) => EpochMinute + FloorDivide(instant.Microseconds, 60_000_000);

    /// <summary>The start of a minute.</summary>
    public static Instant FromMinute(long minute) => new((minute - EpochMinute) * 60_000_000);

    /// <summary>The second that a time falls in, counted from 0001-01-01.</summary>
    public static long Second(Instant instant) => (EpochMinute * 60) + FloorDivide(instant.Microseconds, 1_000_000);

    public static Instant FromSecond(long second) => new((second - (EpochMinute * 60)) * 1_000_000);

    private static long FloorDivide(long value, long divisor) => (value / divisor) - (value % divisor < 0 ? 1 : 0);
}
