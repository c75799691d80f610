using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Watches.Matching;

/// <summary>
/// Reads the stamp with which a line begins: RFC 3339 and its relatives (<c>2026-11-20T08:00:00.123+01:00</c>, <c>2026/11/20 08:00:00</c>), syslog's
/// (<c>Nov 20 08:00:00</c>, in the year that puts it nearest before now), a web server's (<c>[20/Nov/2026:08:00:00 +0000]</c>) and Unix seconds. A stamp
/// without an offset is in the host's zone. Keeps the zone's offset of the hour it saw last, so one thread at a time.
/// </summary>
internal sealed partial class LineTime(TimeZoneInfo zone)
{
    private static readonly SearchValues<char> Number = SearchValues.Create("0123456789.");
    private static readonly string[] Zones = ["CET", "CEST", "EET", "EEST", "WET", "WEST", "BST", "MSK", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT", "IST", "JST", "AEST", "AEDT"];

    private const string Months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private long _hour = long.MinValue;
    private long _offset;

    /// <param name="now">For stamps that lack the year.</param>
    public bool TryRead(ReadOnlySpan<char> line, Instant now, out Instant time)
    {
        var start = line.TrimStart("[<( ");
        if (start.Length >= 15 && char.IsAsciiLetterUpper(start[0]) && TrySyslog(start, now, out time))
        {
            return true;
        }

        if (start.Length >= 10 && char.IsAsciiDigit(start[0]) && (TryDate(start, out time) || TryUnix(start, out time)))
        {
            return true;
        }

        return TryWeb(line, out time);
    }

    private bool TrySyslog(ReadOnlySpan<char> text, Instant now, out Instant time)
    {
        time = default;
        var month = Months.AsSpan().IndexOf(text[..3]);
        if (month < 0 || month % 3 != 0 || text[3] != ' ' || !TryDigits(text.Slice(4, 2), out var day) || !TryClock(text[7..], out var clock))
        {
            return false;
        }

        // Tomorrow is allowed for, because a clock may run ahead; what would lie further in the future is of last year.
        var year = now.ToDateTimeOffset().Year;
        var first = TryLocal(year + 1, (month / 3) + 1, day, clock, out time) && time <= now + TimeSpan.FromDays(1);
        return first
            || (TryLocal(year, (month / 3) + 1, day, clock, out time) && time <= now + TimeSpan.FromDays(1))
            || TryLocal(year - 1, (month / 3) + 1, day, clock, out time);
    }

    private bool TryDate(ReadOnlySpan<char> text, out Instant time)
    {
        time = default;
        if (text.Length < 19 || text[4] is not ('-' or '/') || text[10] is not ('T' or ' ' or '_')
            || !TryDigits(text[..4], out var year) || !TryDigits(text.Slice(5, 2), out var month) || !TryDigits(text.Slice(8, 2), out var day)
            || !TryClock(text[11..], out var clock))
        {
            return false;
        }

        var rest = text[19..];
        if (rest is ['.' or ',', ..])
        {
            var digits = rest[1..].IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? end : rest.Length - 1;
            clock += digits > 0 ? (long)(double.Parse(string.Concat("0.", rest.Slice(1, digits)), CultureInfo.InvariantCulture) * 1e6) : 0;
            rest = rest[(1 + digits)..];
        }

        // What another zone's letters mean depends on who wrote them: such a stamp is none.
        return TryOffset(rest, out var offset) ? TryUtc(year, month, day, clock - offset, out time) : !IsZone(rest) && TryLocal(year, month, day, clock, out time);
    }

    private static bool TryUnix(ReadOnlySpan<char> text, out Instant time)
    {
        var length = text.IndexOfAnyExcept(Number) is var end and >= 0 ? end : text.Length;
        var isSeconds = length >= 10 && text[..length].IndexOfAnyExceptInRange('0', '9') is -1 or 10;
        time = isSeconds && double.TryParse(text[..length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds < 1e11
            ? Instant.FromUnixSeconds(seconds)
            : default;
        return time != default;
    }

    private static bool TryWeb(ReadOnlySpan<char> line, out Instant time)
    {
        time = default;
        foreach (var match in WebStamp().EnumerateMatches(line.Length > 300 ? line[..300] : line))
        {
            var text = line.Slice(match.Index + 1, match.Length - 2);
            var month = Months.AsSpan().IndexOf(text.Slice(3, 3));
            return month >= 0 && TryDigits(text[..2], out var day) && TryDigits(text.Slice(7, 4), out var year) && TryClock(text[12..], out var clock)
                && TryOffset(text[20..], out var offset) && TryUtc(year, (month / 3) + 1, day, clock - offset, out time);
        }

        return false;
    }

    /// <summary>Microseconds of <c>hh:mm:ss</c>.</summary>
    private static bool TryClock(ReadOnlySpan<char> text, out long clock)
    {
        clock = 0;
        if (text.Length < 8 || text[2] != ':' || text[5] != ':' || !TryDigits(text[..2], out var hour) || !TryDigits(text.Slice(3, 2), out var minute)
            || !TryDigits(text.Slice(6, 2), out var second) || hour > 23 || minute > 59 || second > 60)
        {
            return false;
        }

        clock = ((hour * 3600L) + (minute * 60) + second) * 1_000_000;
        return true;
    }

    private static bool TryOffset(ReadOnlySpan<char> text, out long offset)
    {
        offset = 0;
        text = text.TrimStart(' ');
        if (text is ['Z', ..] || IsWord(text, "UTC") || IsWord(text, "GMT"))
        {
            return true;
        }

        var colon = text.Length > 3 && text[3] == ':' ? 1 : 0;
        if (text.Length < 5 + colon || text[0] is not ('+' or '-') || !TryDigits(text.Slice(1, 2), out var hours) || !TryDigits(text.Slice(3 + colon, 2), out var minutes))
        {
            return false;
        }

        offset = ((hours * 3600L) + (minutes * 60)) * (text[0] == '-' ? -1_000_000 : 1_000_000);
        return true;
    }

    private static bool IsWord(ReadOnlySpan<char> text, string word) =>
        text.StartsWith(word, StringComparison.Ordinal) && (text.Length == word.Length || !char.IsAsciiLetterOrDigit(text[word.Length]));

    private static bool IsZone(ReadOnlySpan<char> rest)
    {
        rest = rest.TrimStart(' ');
        foreach (var zone in Zones)
        {
            if (IsWord(rest, zone))
            {
                return true;
            }
        }

        return false;
    }

    private static bool TryDigits(ReadOnlySpan<char> text, out int number)
    {
        number = 0;
        foreach (var letter in text)
        {
            // Syslog pads the day with a space.
            if (!char.IsAsciiDigit(letter) && !(letter == ' ' && number == 0))
            {
                return false;
            }

            number = (number * 10) + (letter == ' ' ? 0 : letter - '0');
        }

        return true;
    }

    private static bool TryUtc(int year, int month, int day, long clock, out Instant time)
    {
        var isDate = year is > 1900 and < 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
        time = isDate ? new Instant(((new DateOnly(year, month, day).DayNumber - 719_162L) * 86_400_000_000) + clock) : default;
        return isDate;
    }

    private bool TryLocal(int year, int month, int day, long clock, out Instant time)
    {
        if (!TryUtc(year, month, day, clock, out time))
        {
            return false;
        }

        var hour = time.Microseconds / 3_600_000_000;
        if (hour != _hour)
        {
            var local = DateTime.SpecifyKind(time.ToDateTimeOffset().DateTime, DateTimeKind.Unspecified);
            (_hour, _offset) = (hour, zone.GetUtcOffset(local).Ticks / TimeSpan.TicksPerMicrosecond);
        }

        time = new Instant(time.Microseconds - _offset);
        return true;
    }

    [GeneratedRegex(@"\[\d\d/[A-Z][a-z][a-z]/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WebStamp();
}
