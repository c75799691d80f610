namespace Watchkeeper.Canaries.Schedules;

/// <summary>The five time fields of a crontab line, in one of the two dialects.</summary>
/// <param name="Minutes">Bit n: minute n.</param>
/// <param name="Hours">Bit n: hour n.</param>
/// <param name="Days">Which days.</param>
internal sealed record CrontabFields(ulong Minutes, uint Hours, DayRule Days)
{
    /// <summary>Reads the five fields, or names the one that cannot be read.</summary>
    /// <param name="fields">At least five texts.</param>
    /// <param name="vixie">
    /// True for a five-field cron expression (either of two restricted day fields will do; <c>5#2</c>, <c>5L</c>); false for Coal Mine's dialect
    /// (both must hold; <c>?</c>, <c>Z3</c>, <c>L5</c>, <c>L1-3</c>).
    /// </param>
    public static CrontabFields? Read(ReadOnlySpan<string> fields, bool vixie, out string? problem)
    {
        problem = null;
        if (!TryPlain(CrontabField.Minute, fields[0], out var minutes, ref problem)
            || !TryPlain(CrontabField.Hour, fields[1], out var hours, ref problem)
            || !TryPlain(CrontabField.Month, fields[3], out var months, ref problem))
        {
            return null;
        }

        var days = new DayRule { Months = (ushort)months, Either = vixie && !fields[2].StartsWith('*') && !fields[4].StartsWith('*') };
        foreach (var item in fields[2].Split(','))
        {
            days = DayItem(days, item.ToLowerInvariant(), vixie);
            problem ??= days is null ? Unreadable(CrontabField.Day, fields[2]) : null;
            if (days is null)
            {
                return null;
            }
        }

        foreach (var item in fields[4].Split(','))
        {
            days = WeekdayItem(days, item.ToLowerInvariant(), vixie);
            problem ??= days is null ? Unreadable(CrontabField.Weekday, fields[4]) : null;
            if (days is null)
            {
                return null;
            }
        }

        return new CrontabFields(minutes, (uint)hours, days);
    }

    private static bool TryPlain(CrontabField field, string text, out ulong bits, ref string? problem)
    {
        bits = 0;
        foreach (var item in text.Split(','))
        {
            if (!field.TryItem(item, out var some))
            {
                problem = Unreadable(field, text);
                return false;
            }

            bits |= some;
        }

        return true;
    }

    private static string Unreadable(CrontabField field, string text) => $"\"{text}\" is not a {field.Name}";

    private static DayRule? DayItem(DayRule rule, string item, bool vixie)
    {
        if (item == "*" || (item == "?" && !vixie))
        {
            return rule with { AnyDay = true };
        }

        if (item == "l")
        {
            return rule with { DaysBeforeLast = rule.DaysBeforeLast | 1 };
        }

        if (item.StartsWith('z') && !vixie)
        {
            return TryDigits(item[1..], 30, out var from, out var to)
                ? rule with { DaysBeforeLast = rule.DaysBeforeLast | (uint)Bits(from, to) }
                : null;
        }

        return CrontabField.Day.TryItem(item, out var bits) ? rule with { Days = rule.Days | (uint)bits } : null;
    }

    private static DayRule? WeekdayItem(DayRule rule, string item, bool vixie)
    {
        if (item == "*" || (item == "?" && !vixie))
        {
            return rule with { AnyWeekday = true };
        }

        if (!vixie && item.StartsWith('l'))
        {
            return TryDigits(item[1..], 7, out var from, out var to)
                ? rule with { LastWeekdays = (byte)(rule.LastWeekdays | Fold(Bits(from, to))) }
                : null;
        }

        if (vixie && item.Length > 1 && item[^1] == 'l')
        {
            return CrontabField.Weekday.TryItem(item[..^1], out var last)
                ? rule with { LastWeekdays = (byte)(rule.LastWeekdays | Fold(last)) }
                : null;
        }

        var hash = item.IndexOf('#', StringComparison.Ordinal);
        if (vixie && hash > 0)
        {
            return CrontabField.TryNumber(item[(hash + 1)..], out var nth) && nth is >= 1 and <= 5
                && CrontabField.Weekday.TryItem(item[..hash], out var which)
                ? rule with { NthWeekdays = rule.NthWeekdays | ((ulong)Fold(which) << (8 * nth)) }
                : null;
        }

        return CrontabField.Weekday.TryItem(item, out var bits) ? rule with { Weekdays = (byte)(rule.Weekdays | Fold(bits)) } : null;
    }

    private static byte Fold(ulong weekdays) => (byte)((weekdays | (weekdays >> 7)) & 0x7F);

    private static ulong Bits(int from, int to) => ((1UL << (to + 1)) - 1) & ~((1UL << from) - 1);

    private static bool TryDigits(string text, int largest, out int from, out int to)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        to = 0;
        return CrontabField.TryNumber(dash < 0 ? text : text[..dash], out from)
            && CrontabField.TryNumber(dash < 0 ? text : text[(dash + 1)..], out to)
            && from <= to && to <= largest;
    }
}
