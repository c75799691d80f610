namespace Watchkeeper.Tests.Canaries.Schedules;

/// <summary>
/// The schedule grammar the slow way: asks of every single minute which directive applies. It shares nothing with the real one but the text: it has its own
/// reading of the fields, written down value by value.
/// </summary>
internal sealed class MinuteWalker(string text)
{
    private readonly (string[] Fields, double Seconds)[] _directives =
    [
        .. text.Split(';').Select(entry => entry.Trim()).Where(entry => entry.Length > 0)
            .Select(entry => entry.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(words => (words[..5], double.Parse(words[5]))),
    ];

    public double? SecondsAt(DateTime minute)
    {
        foreach (var (fields, seconds) in _directives)
        {
            if (Matches(fields, minute))
            {
                return seconds;
            }
        }

        return null;
    }

    public int CountAt(DateTime minute) => _directives.Count(directive => Matches(directive.Fields, minute));

    /// <summary>Coal Mine's four rules, minute by minute; gives up (null) after so many minutes.</summary>
    public DateTime? Deadline(DateTime whence, int patience)
    {
        var minute = new DateTime(whence.Ticks - (whence.Ticks % TimeSpan.TicksPerMinute), DateTimeKind.Utc);
        var here = SecondsAt(minute);
        var end = RunEnd(minute, here, ref patience);
        if (end is null)
        {
            return here is { } only && patience <= 0 ? whence.AddSeconds(only) : null;
        }

        if (here is null)
        {
            return end.Value.AddMinutes(1).AddSeconds(SecondsAt(end.Value.AddMinutes(1))!.Value);
        }

        if (whence.AddSeconds(here.Value) <= end)
        {
            return whence.AddSeconds(here.Value);
        }

        var next = end.Value.AddMinutes(1);
        if (SecondsAt(next) is { } nextSeconds)
        {
            return next > whence.AddSeconds(nextSeconds) ? next : whence.AddSeconds(nextSeconds);
        }

        return RunEnd(next, null, ref patience)?.AddMinutes(1) is { } following ? following.AddSeconds(SecondsAt(following)!.Value) : null;
    }

    private DateTime? RunEnd(DateTime minute, double? value, ref int patience)
    {
        for (; patience-- > 0; minute = minute.AddMinutes(1))
        {
            if (SecondsAt(minute.AddMinutes(1)) != value)
            {
                return minute;
            }
        }

        return null;
    }

    private static bool Matches(string[] fields, DateTime time) =>
        Field(fields[0], time.Minute, 0, 59, time)
        && Field(fields[1], time.Hour, 0, 23, time)
        && Field(fields[2], time.Day, 1, 31, time)
        && Field(fields[3], time.Month, 1, 12, time)
        && (Field(fields[4], (int)time.DayOfWeek, 0, 6, time) || (time.DayOfWeek == DayOfWeek.Sunday && Field(fields[4], 7, 0, 7, time)));

    private static bool Field(string field, int value, int first, int last, DateTime time) => field.Split(',').Any(item =>
    {
        var daysInMonth = DateTime.DaysInMonth(time.Year, time.Month);
        if (item is "?" || item == "*")
        {
            return true;
        }

        if (item == "L")
        {
            return value == daysInMonth;
        }

        if (item[0] == 'L')
        {
            var days = item[1..].Split('-').Select(int.Parse).ToArray();
            return time.Day > daysInMonth - 7 && Enumerable.Range(days[0], days[^1] - days[0] + 1).Any(day => day % 7 == value % 7);
        }

        if (item[0] == 'Z')
        {
            var days = item[1..].Split('-').Select(int.Parse).ToArray();
            return Enumerable.Range(days[0], days[^1] - days[0] + 1).Any(before => value == daysInMonth - before);
        }

        var parts = item.Split('/');
        var range = parts[0] == "*" ? [first, last] : parts[0].Split('-').Select(int.Parse).ToArray();
        var to = range.Length > 1 ? range[1] : parts.Length > 1 ? last : range[0];
        var step = parts.Length > 1 ? int.Parse(parts[1]) : 1;
        return value >= range[0] && value <= to && (value - range[0]) % step == 0;
    });

    public static DateTime ToUtc(Watchkeeper.Core.Time.Instant instant) => instant.ToDateTimeOffset().UtcDateTime;
}
