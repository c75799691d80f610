using System.Numerics;

namespace Watchkeeper.Canaries.Schedules;

/// <summary>One entry of a varying schedule: <c>min hour dom month dow seconds</c>.</summary>
internal sealed record Directive(string Text, CrontabFields Fields, double Seconds)
{
    /// <summary>Whether it ever applies: there is no thirtieth of February.</summary>
    public bool IsPossible => MonthShape.All().Any(shape => Fields.Days.Match(shape) != 0);

    /// <summary>Its stretches of a day that it applies to, in minutes, both ends included.</summary>
    public IEnumerable<(int Start, int End)> Runs()
    {
        var start = -1;
        for (var minute = 0; minute <= 1440; minute++)
        {
            var active = minute < 1440 && (Fields.Hours >> (minute / 60) & 1) != 0 && (Fields.Minutes >> (minute % 60) & 1) != 0;
            if (active && start < 0)
            {
                start = minute;
            }
            else if (!active && start >= 0)
            {
                yield return (start, minute - 1);
                start = -1;
            }
        }
    }

    /// <summary>The first minute from this one on at which it applies, counted as in <see cref="WallTime.Minute"/>.</summary>
    public long? NextActive(long minute)
    {
        var date = DateOnly.FromDayNumber((int)(minute / 1440));
        var timeOfDay = (int)(minute % 1440);
        var (year, month, day) = (date.Year, date.Month, date.Day);
        while (year <= DateOnly.MaxValue.Year)
        {
            var days = Fields.Days.Match(MonthShape.Of(year, month)) & (uint.MaxValue << (day - 1));
            for (; days != 0; days &= days - 1)
            {
                var found = BitOperations.TrailingZeroCount(days) + 1;
                var time = NextTime(found == day ? timeOfDay : 0);
                if (time is { } minuteOfDay)
                {
                    return (new DateOnly(year, month, found).DayNumber * 1440L) + minuteOfDay;
                }
            }

            (year, month, day, timeOfDay) = month == 12 ? (year + 1, 1, 1, 0) : (year, month + 1, 1, 0);
        }

        return null;
    }

    private int? NextTime(int minuteOfDay)
    {
        var hour = minuteOfDay / 60;
        if ((Fields.Hours >> hour & 1) != 0 && Fields.Minutes >> (minuteOfDay % 60) is > 0 and var left)
        {
            return minuteOfDay + BitOperations.TrailingZeroCount(left);
        }

        var hours = hour == 23 ? 0 : Fields.Hours & (uint.MaxValue << (hour + 1));
        return hours == 0 ? null : (BitOperations.TrailingZeroCount(hours) * 60) + BitOperations.TrailingZeroCount(Fields.Minutes);
    }
}
