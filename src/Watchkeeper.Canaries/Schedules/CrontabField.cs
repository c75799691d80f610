using System.Globalization;

namespace Watchkeeper.Canaries.Schedules;

/// <summary>
/// One field of a crontab line as a set of bits. The grammar is that of the library that Coal Mine reads its schedules with: <c>*</c>, numbers, ranges that
/// do not turn round, lists, steps whose first step stays in range, names of months and weekdays.
/// </summary>
internal sealed class CrontabField
{
    public static CrontabField Minute { get; } = new("minute", 0, 59, []);

    public static CrontabField Hour { get; } = new("hour", 0, 23, []);

    public static CrontabField Day { get; } = new("day of month", 1, 31, []);

    public static CrontabField Month { get; } =
        new("month", 1, 12, ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]);

    public static CrontabField Weekday { get; } = new("day of week", 0, 7, ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]);

    private readonly int _first;
    private readonly int _last;
    private readonly string[] _names;

    private CrontabField(string name, int first, int last, string[] names)
    {
        Name = name;
        _first = first;
        _last = last;
        _names = names;
    }

    public string Name { get; }

    /// <summary>A bit a value; Sunday is both 0 and 7.</summary>
    public ulong All => ((1UL << (_last + 1)) - 1) & ~((1UL << _first) - 1);

    /// <summary>Reads one item of a list: a number, a range or a star, with or without a step.</summary>
    public bool TryItem(string item, out ulong bits)
    {
        bits = 0;
        var slash = item.IndexOf('/', StringComparison.Ordinal);
        var range = slash < 0 ? item : item[..slash];
        if (!TryRange(range, slash >= 0, out var from, out var to))
        {
            return false;
        }

        var step = 1;
        if (slash >= 0 && (!TryNumber(item[(slash + 1)..], out step) || step == 0 || from + step > to))
        {
            return false;
        }

        for (var value = from; value <= to; value += step)
        {
            bits |= 1UL << value;
        }

        if (this == Weekday && (bits & 0x81) != 0)
        {
            bits |= 0x81;
        }

        return true;
    }

    private bool TryRange(string range, bool stepped, out int from, out int to)
    {
        var dash = range.IndexOf('-', StringComparison.Ordinal);
        (from, to) = (_first, this == Weekday ? 6 : _last);
        if (range == "*")
        {
            return true;
        }

        if (dash < 0)
        {
            var known = TryValue(range, out from);
            to = stepped ? to : from;
            return known && from <= to;
        }

        if (!TryValue(range[..dash], out from) || !TryValue(range[(dash + 1)..], out to))
        {
            return false;
        }

        // "sat-sun" means what it says.
        to = this == Weekday && to == 0 ? 7 : to;
        return from <= to;
    }

    private bool TryValue(string text, out int value)
    {
        var name = Array.IndexOf(_names, text.ToLowerInvariant());
        value = name < 0 ? 0 : name + _first;
        return name >= 0 || (TryNumber(text, out value) && value >= _first && value <= _last);
    }

    /// <summary>Digits only, few enough to be a number here.</summary>
    public static bool TryNumber(string text, out int value)
    {
        value = 0;
        return text.Length is > 0 and <= 6 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
