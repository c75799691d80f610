namespace Watchkeeper.Canaries.Schedules;

/// <summary>Which days a crontab line or a calendar expression means; asked for a whole month at once.</summary>
internal sealed record DayRule
{
    /// <summary>Bit n: month n.</summary>
    public required ushort Months { get; init; }

    /// <summary>Bit n: day n of the month.</summary>
    public uint Days { get; init; }

    /// <summary>Bit n: the day that is n days before the last of the month.</summary>
    public uint DaysBeforeLast { get; init; }

    public bool AnyDay { get; init; }

    /// <summary>Bit n: weekday n, Sunday being 0.</summary>
    public byte Weekdays { get; init; }

    /// <summary>Bit n: the last weekday n of the month.</summary>
    public byte LastWeekdays { get; init; }

    /// <summary>Bit 8 times k plus n: the k-th weekday n of the month, k from 1 to 5.</summary>
    public ulong NthWeekdays { get; init; }

    public bool AnyWeekday { get; init; }

    /// <summary>Vixie cron's rule: where both are restricted, either will do. Coal Mine and systemd ask for both.</summary>
    public bool Either { get; init; }

    /// <summary>The matching days of a month, the first being bit 0.</summary>
    public uint Match(MonthShape month)
    {
        if ((Months & (1 << month.Month)) == 0)
        {
            return 0;
        }

        var days = AnyDay ? month.AllDays : MatchDays(month);
        var weekdays = AnyWeekday ? month.AllDays : MatchWeekdays(month);
        return Either && !AnyDay && !AnyWeekday ? days | weekdays : days & weekdays;
    }

    private uint MatchDays(MonthShape month)
    {
        var days = Days >> 1;
        for (var before = DaysBeforeLast; before != 0; before &= before - 1)
        {
            var day = month.Length - 1 - System.Numerics.BitOperations.TrailingZeroCount(before);
            days |= day >= 0 ? 1u << day : 0;
        }

        return days & month.AllDays;
    }

    private uint MatchWeekdays(MonthShape month)
    {
        var days = 0u;
        for (var weekday = 0; weekday < 7; weekday++)
        {
            var mask = month.Weekday(weekday);
            days |= (Weekdays >> weekday & 1) != 0 ? mask : 0;
            days |= (LastWeekdays >> weekday & 1) != 0 ? mask & ~(month.AllDays >> 7) : 0;
            for (var nth = 1; nth <= 5 && NthWeekdays != 0; nth++)
            {
                days |= (NthWeekdays >> ((8 * nth) + weekday) & 1) != 0 ? mask & (0x7Fu << (7 * (nth - 1))) : 0;
            }
        }

        return days;
    }
}
