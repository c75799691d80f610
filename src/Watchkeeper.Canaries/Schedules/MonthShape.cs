namespace Watchkeeper.Canaries.Schedules;

/// <summary>
/// All that a rule about days can depend on: which month it is, how long it is, and the weekday of its first day. There are 91 of them that ever occur, so
/// what holds for all of them holds for ever.
/// </summary>
/// <param name="Month">1 to 12.</param>
/// <param name="Length">28 to 31 days.</param>
/// <param name="FirstWeekday">The weekday of the first, Sunday being 0.</param>
internal readonly record struct MonthShape(int Month, int Length, int FirstWeekday)
{
    public const int Count = 12 * 14;

    /// <summary>The bits of its days, the first being bit 0.</summary>
    public uint AllDays => uint.MaxValue >> (32 - Length);

    /// <summary>A dense number below <see cref="Count"/>.</summary>
    public int Index => ((Month - 1) * 14) + (Month == 2 && Length == 29 ? 7 : 0) + FirstWeekday;

    public static MonthShape Of(int year, int month)
    {
        var first = new DateOnly(year, month, 1).DayNumber;
        return new MonthShape(month, DateTime.DaysInMonth(year, month), (first + 1) % 7);
    }

    /// <summary>Every shape that occurs in the Gregorian calendar.</summary>
    public static IEnumerable<MonthShape> All()
    {
        for (var month = 1; month <= 12; month++)
        {
            for (var weekday = 0; weekday < 7; weekday++)
            {
                yield return new MonthShape(month, DateTime.DaysInMonth(2023, month), weekday);
                if (month == 2)
                {
                    yield return new MonthShape(2, 29, weekday);
                }
            }
        }
    }

    /// <summary>The days of this month that fall on a weekday.</summary>
    public uint Weekday(int weekday)
    {
        const uint EverySeventh = 0x10204081;
        return (EverySeventh << ((weekday - FirstWeekday + 7) % 7)) & AllDays;
    }
}
