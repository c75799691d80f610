using System.Collections.Concurrent;
using Watchkeeper.Core.Text;

namespace Watchkeeper.Canaries.Schedules;

/// <summary>
/// Reads a schedule in any of its forms. The forms never mean two things: a number is seconds, a duration has units, five fields are cron, six are Coal
/// Mine's grammar (or cron with a time zone), and the rest is a calendar expression.
/// </summary>
internal static class ScheduleReader
{
    /// <summary>Longer texts are refused before they are read.</summary>
    private const int MostCharacters = 65_536;

    /// <summary>Many canaries share few schedules; so many are kept.</summary>
    private const int MostKept = 10_000;

    private static readonly ConcurrentDictionary<string, Schedule> Kept = new(StringComparer.Ordinal);

    public static Schedule? Read(string text, out ScheduleError? error)
    {
        error = null;
        text = text.Trim();
        if (Kept.TryGetValue(text, out var kept))
        {
            return kept;
        }

        var schedule = ReadAnew(text, out error);
        if (schedule is not null && Kept.Count < MostKept)
        {
            Kept.TryAdd(text, schedule);
        }

        return schedule;
    }

    /// <summary>What is wrong with a text that should be a schedule; null: it is one.</summary>
    public static string? Objection(string text) => Read(text, out var error) is null ? error!.Sentence : null;

    private static Schedule? ReadAnew(string text, out ScheduleError? error)
    {
        if (text.Length is 0 or > MostCharacters)
        {
            error = ScheduleError.Malformed(text.Length == 0 ? "The schedule is empty." : $"A schedule has at most {MostCharacters} characters.");
            return null;
        }

        if (char.IsAsciiLetter(text[^1]) && Durations.TryParse(text, out var duration))
        {
            return PeriodSchedule.Read(text, duration.TotalSeconds, out error);
        }

        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (text.TrimStart('-', '+').All(c => char.IsAsciiDigit(c) || c == '.'))
        {
            return text[0] == '-' ? PeriodSchedule.Read(text, 0, out error) : PeriodicityReader.Read(text, out error);
        }

        if (text.Contains(';', StringComparison.Ordinal) || text[0] == '#' || words.Length > 6 || (words.Length == 6 && !char.IsAsciiLetter(words[5][0])))
        {
            return PeriodicityReader.Read(text, out error);
        }

        return CronReader.Recognizes(words) ? CronReader.Read(text, words, out error) : OnCalendarReader.Read(text, words, out error);
    }
}
