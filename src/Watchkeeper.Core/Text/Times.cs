using System.Globalization;
using System.Text.RegularExpressions;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Core.Text;

/// <summary>Points in time as people write them on a command line or in a query.</summary>
public static partial class Times
{
    /// <summary>What is accepted, for error messages.</summary>
    public const string Forms =
        "write 2026-11-20T08:00:00Z, 2026-11-20, 2026-11-20 08:00, now, today, yesterday, 6h (ago) or @1795161600";

    /// <summary>
    /// Reads RFC 3339, a local date with or without a time of day, <c>now</c>, <c>today</c>, <c>yesterday</c>, so long ago (<c>6h</c>, <c>6h ago</c>,
    /// <c>-6h</c>), or <c>@</c> Unix seconds. A local time that the zone's clocks skip is the moment of the jump plus what was skipped; one that occurs twice is the first.
    /// </summary>
    public static bool TryParse(string text, Instant now, TimeZoneInfo zone, out Instant time)
    {
        text = text.Trim();
        time = now;
        return text switch
        {
            "now" => true,
            "today" => TryAt(LocalDay(now, zone), zone, out time),
            "yesterday" => TryAt(LocalDay(now, zone).AddDays(-1), zone, out time),
            ['@', .. var seconds] => TryUnix(seconds, out time),
            ['-', .. var span] => TryBefore(now, span, out time),
            [.. var span, ' ', 'a', 'g', 'o'] => TryBefore(now, span, out time),
            _ => TryDate(text, zone, out time) || TryBefore(now, text, out time),
        };
    }

    /// <summary>As <see cref="TryParse"/>, for what a user wrote.</summary>
    /// <param name="option">The option or parameter that it stands in, to be named where it is one of several.</param>
    /// <exception cref="ProblemException">It is not a time.</exception>
    public static Instant Parse(string text, Instant now, TimeZoneInfo zone, string? option = null) => TryParse(text, now, zone, out var time)
        ? time
        : throw new ProblemException(ProblemKind.BadRequest, $"{(option is null ? "" : $"{option}: ")}'{text}' is not a time; {Forms}.");

    /// <summary>RFC 3339 with its offset, and nothing else: what programs send.</summary>
    public static bool TryParseRfc3339(string text, out Instant time) => TryDate(text, zone: null, out time);

    /// <summary>As people read it, in a zone, to the second: <c>2026-11-20 08:00:00</c>; in UTC with a <c>Z</c>.</summary>
    public static string Format(Instant time, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(time.ToDateTimeOffset(), zone)
        .ToString(zone.Equals(TimeZoneInfo.Utc) ? "yyyy-MM-dd HH:mm:ss'Z'" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>A sentence with the times in it, which are RFC 3339 in UTC, as people read them in a zone.</summary>
    public static string Localize(string text, TimeZoneInfo zone) =>
        UtcPattern().Replace(text, match => TryParseRfc3339(match.Value, out var time) ? Format(time, zone) : match.Value);

    [GeneratedRegex(@"\b[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?Z\b", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UtcPattern();

    private static DateTime LocalDay(Instant now, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(now.ToDateTimeOffset(), zone).Date;

    private static bool TryBefore(Instant now, string span, out Instant time)
    {
        time = now;
        if (!Durations.TryParse(span, out var duration) || duration.TotalDays > 365_250)
        {
            return false;
        }

        time = now - duration;
        return InRange(time);
    }

    private static bool TryUnix(string text, out Instant time)
    {
        const NumberStyles Style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;
        time = default;
        if (!decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out var seconds) || Math.Abs(seconds) > 1e12m)
        {
            return false;
        }

        time = new Instant((long)(seconds * 1_000_000));
        return InRange(time);
    }

    private static bool TryDate(string text, TimeZoneInfo? zone, out Instant time)
    {
        time = default;
        var match = DatePattern().Match(text);
        var offset = match.Groups["offset"].ValueSpan;
        if (!match.Success || (zone is null && (offset.IsEmpty || !match.Groups["seconds"].Success)))
        {
            return false;
        }

        var written = $"{match.Groups["day"].Value} {match.Groups["minutes"]}{match.Groups["seconds"]}";
        if (!DateTime.TryParseExact(
            written, ["yyyy-MM-dd ", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            return false;
        }

        var fraction = match.Groups["fraction"].Value.PadRight(6, '0')[..6];
        local = local.AddMicroseconds(int.Parse(fraction, CultureInfo.InvariantCulture));
        return offset.IsEmpty ? TryAt(local, zone!, out time) : TryOffset(local, offset, out time);
    }

    private static bool TryOffset(DateTime local, ReadOnlySpan<char> offset, out Instant time)
    {
        time = Instant.From(new DateTimeOffset(local, TimeSpan.Zero));
        if (offset is "Z" or "z")
        {
            return true;
        }

        var hours = int.Parse(offset[1..3], CultureInfo.InvariantCulture);
        var minutes = int.Parse(offset[^2..], CultureInfo.InvariantCulture);
        var ahead = new TimeSpan(hours, minutes, 0);
        time = offset[0] == '-' ? time + ahead : time - ahead;
        return hours < 24 && minutes < 60 && InRange(time);
    }

    private static bool TryAt(DateTime local, TimeZoneInfo zone, out Instant time)
    {
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max()
            : zone.IsInvalidTime(local) ? zone.GetUtcOffset(local.AddHours(-3))
            : zone.GetUtcOffset(local);
        time = Instant.From(new DateTimeOffset(DateTime.SpecifyKind(local, DateTimeKind.Utc), TimeSpan.Zero)) - offset;
        return InRange(time);
    }

    private static bool InRange(Instant time) =>
        time >= Instant.From(DateTimeOffset.MinValue) && time <= Instant.From(DateTimeOffset.MaxValue);

    [GeneratedRegex(
        @"^(?<day>[0-9]{4}-[0-9]{2}-[0-9]{2})(?:[Tt ](?<minutes>[0-9]{2}:[0-9]{2})(?<seconds>:[0-9]{2})?(?:\.(?<fraction>[0-9]{1,9}))? ?(?<offset>[Zz]|[+-][0-9]{2}:?[0-9]{2})?)?\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex DatePattern();
}
