using System.Globalization;

namespace Watchkeeper.Canaries.Schedules;

/// <summary>
/// Reads systemd's calendar expressions (systemd.time(7)): <c>Mon..Fri *-*-* 02:30 Europe/Paris</c>, <c>*-*~01 18:00</c>, <c>hourly</c>. Times are in UTC
/// unless a zone is written, whatever the host's own zone: a canary outlives a move of its host.
/// </summary>
internal static class OnCalendarReader
{
    private const int FirstYear = 1970;
    private const int LastYear = 2199;

    private static readonly Dictionary<string, string> Nicknames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["minutely"] = "*-*-* *:*:00",
        ["hourly"] = "*-*-* *:00:00",
        ["daily"] = "*-*-* 00:00:00",
        ["weekly"] = "Mon *-*-* 00:00:00",
        ["monthly"] = "*-*-01 00:00:00",
        ["quarterly"] = "*-01,04,07,10-01 00:00:00",
        ["semiannually"] = "*-01,07-01 00:00:00",
        ["yearly"] = "*-01-01 00:00:00",
        ["annually"] = "*-01-01 00:00:00",
    };

    private static readonly string[] Weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

    public static Schedule? Read(string text, string[] words, out ScheduleError? error)
    {
        var rest = new Queue<string>(words);
        if (Nicknames.TryGetValue(words[0], out var meaning))
        {
            rest = new Queue<string>([.. meaning.Split(' '), .. words.AsSpan(1)]);
        }

        var zone = Zone.Find("UTC")!;
        var parts = new Parts();
        var understood = true;
        if (rest.TryPeek(out var first) && (char.IsAsciiLetter(first[0]) && parts.ReadWeekdays(first)))
        {
            rest.Dequeue();
        }

        if (rest.TryPeek(out var date) && !date.Contains(':', StringComparison.Ordinal) && (date.Contains('-') || date.Contains('~')) && !char.IsAsciiLetter(date[0]))
        {
            understood = parts.ReadDate(rest.Dequeue());
        }

        if (rest.TryPeek(out var time) && time.Contains(':', StringComparison.Ordinal))
        {
            understood &= parts.ReadTime(rest.Dequeue());
        }

        if (rest.TryPeek(out var name) && Zone.Find(name) is { } named)
        {
            zone = named;
            rest.Dequeue();
        }

        if (!understood || rest.Count > 0 || parts.IsEmpty)
        {
            error = ScheduleError.Malformed(
                $"\"{text}\" is not a schedule: write seconds (\"3600\"), a duration (\"1h30m\"), a cron expression (\"30 2 * * * Europe/Paris\"), a calendar "
                + "expression (\"Mon..Fri 02:30\") or directives (\"* 0-11 * * * 60; * 12-23 * * * 600\").");
            return null;
        }

        return CronReader.Complete(text, parts.ToPattern(), zone, out error);
    }

    private sealed class Parts
    {
        private byte _weekdays = 0x7F;
        private bool _anyWeekday = true;
        private DayRule _date = new() { Months = 0x1FFE, AnyDay = true };
        private int[]? _years;
        private ulong _hours = 1;
        private ulong _minutes = 1;
        private ulong _seconds = 1;
        private bool _recurring;

        public bool IsEmpty { get; private set; } = true;

        public CalendarPattern ToPattern() => new(
            _date with { Weekdays = _weekdays, AnyWeekday = _anyWeekday }, (uint)_hours, _minutes, _seconds)
        { Years = _years, Recurring = _recurring };

        public bool ReadWeekdays(string text)
        {
            var days = 0;
            foreach (var item in text.TrimEnd(',').Split(','))
            {
                var separator = item.IndexOf("..", StringComparison.Ordinal);
                var (one, other) = separator >= 0 ? (item[..separator], item[(separator + 2)..])
                    : item.IndexOf('-', StringComparison.Ordinal) is > 0 and var dash ? (item[..dash], item[(dash + 1)..])
                    : (item, item);
                var (from, to) = (Weekday(one), Weekday(other));

                // A week begins on Monday here, and a range does not go round.
                if (from < 0 || to < 0 || (from + 6) % 7 > (to + 6) % 7)
                {
                    return false;
                }

                for (var day = from; ; day = (day + 1) % 7)
                {
                    days |= 1 << day;
                    if (day == to)
                    {
                        break;
                    }
                }
            }

            (_weekdays, _anyWeekday, IsEmpty) = ((byte)days, false, false);
            return true;
        }

        public bool ReadDate(string text)
        {
            IsEmpty = false;
            var fromEnd = text.Contains('~', StringComparison.Ordinal);
            var fields = text.Split('-', '~');
            if (fields.Length is < 2 or > 3 || (fromEnd && text.IndexOf('~', StringComparison.Ordinal) != text.Length - fields[^1].Length - 1))
            {
                return false;
            }

            if (fields.Length == 3 && fields[0] != "*")
            {
                if (!TryValues(fields[0], FirstYear, LastYear, out var years))
                {
                    return false;
                }

                _years = [.. years];
            }

            if (!TryBits(fields[^2], 1, 12, out var months) || !TryBits(fields[^1], 1, 31, out var days))
            {
                return false;
            }

            _date = _date with
            {
                Months = (ushort)months,
                AnyDay = fields[^1] == "*",
                Days = fromEnd ? 0 : (uint)days,
                DaysBeforeLast = fromEnd ? (uint)(days >> 1) : 0,
            };
            return true;
        }

        public bool ReadTime(string text)
        {
            IsEmpty = false;
            var fields = text.Split(':');
            _seconds = 1;
            _recurring = fields[0].StartsWith('*');
            return fields.Length is 2 or 3
                && TryBits(fields[0], 0, 23, out _hours)
                && TryBits(fields[1], 0, 59, out _minutes)
                && (fields.Length == 2 || TryBits(fields[2], 0, 59, out _seconds));
        }

        private static int Weekday(string text) =>
            Array.FindIndex(
            Weekdays, day => day.Equals(text, StringComparison.OrdinalIgnoreCase) || day.AsSpan(0, 3).Equals(text, StringComparison.OrdinalIgnoreCase));

        private static bool TryBits(string text, int first, int last, out ulong bits)
        {
            bits = 0;
            if (!TryValues(text, first, last, out var values))
            {
                return false;
            }

            foreach (var value in values)
            {
                bits |= 1UL << value;
            }

            return true;
        }

        private static bool TryValues(string text, int first, int last, out SortedSet<int> values)
        {
            values = [];
            foreach (var item in text.Split(','))
            {
                var slash = item.IndexOf('/', StringComparison.Ordinal);
                var range = slash < 0 ? item : item[..slash];
                var dots = range.IndexOf("..", StringComparison.Ordinal);
                var step = 1;
                var (from, to) = (first, last);
                if (slash >= 0 && (!TryNumber(item[(slash + 1)..], out step) || step == 0))
                {
                    return false;
                }

                if (range != "*")
                {
                    if (!TryNumber(dots < 0 ? range : range[..dots], out from) || (dots >= 0 && !TryNumber(range[(dots + 2)..], out to)))
                    {
                        return false;
                    }

                    to = dots < 0 && slash < 0 ? from : to;
                }

                if (from < first || to > last || from > to)
                {
                    return false;
                }

                for (var value = from; value <= to; value += step)
                {
                    values.Add(value);
                }
            }

            return true;
        }

        private static bool TryNumber(string text, out int value)
        {
            value = 0;
            return text.Length is > 0 and <= 4 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
        }
    }
}
