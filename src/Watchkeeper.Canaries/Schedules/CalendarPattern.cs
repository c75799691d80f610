using System.Numerics;

namespace Watchkeeper.Canaries.Schedules;

/// <summary>Local times that recur: which days, and on them which hours, minutes and seconds.</summary>
internal sealed record CalendarPattern(DayRule Days, uint Hours, ulong Minutes, ulong Seconds)
{
    private const int SecondsADay = 86_400;

    /// <summary>A pattern that matches nothing in so many years matches never: weekdays and leap days come round in forty.</summary>
    private const int Horizon = 45;

    /// <summary>The years it is limited to, in order; null for any.</summary>
    public int[]? Years { get; init; }

    /// <summary>
    /// Whether it recurs through the day, so that it follows real time when the clocks change: a job of every ten minutes runs every ten minutes then too.
    /// The others keep to the local clock: what falls into the hour that is skipped runs right after it, and nothing runs twice in the hour that comes twice.
    /// </summary>
    public bool Recurring { get; init; }

    /// <summary>The first local second at or after this one, counted from 0001-01-01; null where there is none before the limit.</summary>
    /// <param name="limit">The first local second that is of no interest.</param>
    public long? Next(long local, long limit)
    {
        var date = DateOnly.FromDayNumber((int)Math.Clamp(local / SecondsADay, 0, DateOnly.MaxValue.DayNumber));
        var time = (int)(local % SecondsADay);
        var (year, month, day) = (date.Year, date.Month, date.Day);
        var lastYear = Math.Min(DateOnly.MaxValue.Year, year + Horizon);
        while (year <= lastYear)
        {
            if (NextYear(year) is not { } allowed)
            {
                return null;
            }

            if (allowed > year)
            {
                (year, month, day, time) = (allowed, 1, 1, 0);
                lastYear = Math.Min(DateOnly.MaxValue.Year, Math.Max(lastYear, year + Horizon));
            }

            if (FirstIn(year, month, day, time) is { } found)
            {
                return found < limit ? found : null;
            }

            (year, month, day, time) = month == 12 ? (year + 1, 1, 1, 0) : (year, month + 1, 1, 0);
            if (year <= DateOnly.MaxValue.Year && new DateOnly(year, month, 1).DayNumber * (long)SecondsADay >= limit)
            {
                return null;
            }
        }

        return null;
    }

    private int? NextYear(int year)
    {
        if (Years is null)
        {
            return year;
        }

        var index = Array.BinarySearch(Years, year);
        index = index < 0 ? ~index : index;
        return index < Years.Length ? Years[index] : null;
    }

    private long? FirstIn(int year, int month, int day, int time)
    {
        var days = Days.Match(MonthShape.Of(year, month)) & (uint.MaxValue << (day - 1));
        for (; days != 0; days &= days - 1)
        {
            var found = BitOperations.TrailingZeroCount(days) + 1;
            if (NextTime(found == day ? time : 0) is { } second)
            {
                return (new DateOnly(year, month, found).DayNumber * (long)SecondsADay) + second;
            }
        }

        return null;
    }

    private int? NextTime(int secondOfDay)
    {
        var (hour, minute, second) = (secondOfDay / 3600, secondOfDay / 60 % 60, secondOfDay % 60);
        if ((Hours >> hour & 1) != 0)
        {
            if ((Minutes >> minute & 1) != 0 && From(Seconds, second) is { } sameMinute)
            {
                return (hour * 3600) + (minute * 60) + sameMinute;
            }

            if (From(Minutes, minute + 1) is { } nextMinute)
            {
                return (hour * 3600) + (nextMinute * 60) + BitOperations.TrailingZeroCount(Seconds);
            }
        }

        return From(Hours, hour + 1) is { } nextHour
            ? (nextHour * 3600) + (BitOperations.TrailingZeroCount(Minutes) * 60) + BitOperations.TrailingZeroCount(Seconds)
            : null;
    }

    private static int? From(ulong bits, int first) =>
        first < 64 && (bits & (ulong.MaxValue << first)) is > 0 and var left ? BitOperations.TrailingZeroCount(left) : null;
}
