using System.Buffers;
using System.Globalization;
using System.Text;

namespace Watchkeeper.Core.Text;

/// <summary>Durations as people write them (<c>1h30m</c>) and as they read them (<c>1 h 30 min</c>).</summary>
public static class Durations
{
    /// <summary>What is accepted, for error messages.</summary>
    public const string Forms = "write a number and a unit (ms, s, m, h, d, w), as in 90s, 5m or 1h30m";

    private const int DaysOfYear = 365;
    private const int ManyDays = 1_000;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    private static readonly (string Name, long Ticks)[] Units =
    [
        ("w", 7 * TimeSpan.TicksPerDay),
        ("d", TimeSpan.TicksPerDay),
        ("h", TimeSpan.TicksPerHour),
        ("m", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond),
        ("ms", TimeSpan.TicksPerMillisecond),
    ];

    /// <summary>
    /// Reads one or more numbers with units, each unit smaller than the one before: <c>250ms</c>, <c>1.5h</c>, <c>1d 12h</c>. Never negative; a number
    /// without a unit is refused, except <c>0</c>.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = default;
        var rest = text.Trim();
        if (rest is "0")
        {
            return true;
        }

        var total = 0m;
        var largestAllowed = 0;
        do
        {
            if (!TryReadPart(ref rest, ref largestAllowed, out var ticks) || (total += ticks) > long.MaxValue)
            {
                return false;
            }
        }
        while (rest.Length > 0);

        duration = TimeSpan.FromTicks((long)total);
        return true;
    }

    /// <summary>The two largest units, cut off below them: <c>3 d 4 h</c>, <c>1 min 5 s</c>, <c>45 s</c>, <c>250 ms</c>, <c>0 s</c>; from a thousand days on in years of 365 days.</summary>
    public static string Format(TimeSpan duration)
    {
        var sign = duration < TimeSpan.Zero ? "-" : "";
        var length = duration == TimeSpan.MinValue ? TimeSpan.MaxValue : duration.Duration();
        return sign + length switch
        {
            { Days: >= ManyDays } => Two(length.Days / DaysOfYear, "y", length.Days % DaysOfYear, "d"),
            { Days: > 0 } => Two(length.Days, "d", length.Hours, "h"),
            { Hours: > 0 } => Two(length.Hours, "h", length.Minutes, "min"),
            { Minutes: > 0 } => Two(length.Minutes, "min", length.Seconds, "s"),
            { Seconds: > 0 } => $"{length.Seconds} s",
            { Milliseconds: > 0 } => $"{length.Milliseconds} ms",
            _ => "0 s",
        };
    }

    /// <summary>The form of the configuration, which <see cref="TryParse"/> reads back exactly: <c>1m30s</c>, <c>14d</c>, <c>0s</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public static string Write(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        var text = new StringBuilder();
        var rest = duration.Ticks;
        foreach (var (name, ticks) in Units.AsSpan(1, 4))
        {
            if (rest >= ticks)
            {
                text.Append(CultureInfo.InvariantCulture, $"{rest / ticks}{name}");
                rest %= ticks;
            }
        }

        if (rest > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(decimal)rest / TimeSpan.TicksPerMillisecond}ms");
        }

        return text.Length == 0 ? "0s" : text.ToString();
    }

    private static string Two(int large, string largeUnit, int small, string smallUnit) =>
        small == 0 ? $"{large} {largeUnit}" : $"{large} {largeUnit} {small} {smallUnit}";

    private static bool TryReadPart(ref ReadOnlySpan<char> rest, ref int largestAllowed, out decimal ticks)
    {
        ticks = 0;
        var digits = rest.IndexOfAnyExcept(Digits);
        if (digits is <= 0 or > 15 || !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        rest = rest[digits..].TrimStart();
        var length = rest.IndexOfAnyExceptInRange('a', 'z') is var end and >= 0 ? end : rest.Length;
        for (var unit = largestAllowed; unit < Units.Length; unit++)
        {
            if (rest[..length].SequenceEqual(Units[unit].Name))
            {
                rest = rest[length..].TrimStart();
                largestAllowed = unit + 1;
                ticks = number * Units[unit].Ticks;
                return true;
            }
        }

        return false;
    }
}
