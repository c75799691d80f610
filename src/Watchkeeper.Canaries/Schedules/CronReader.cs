namespace Watchkeeper.Canaries.Schedules;

/// <summary>Reads a five-field cron expression, with a time zone after it if it is not meant in UTC: <c>30 2 * * mon-fri Europe/Paris</c>.</summary>
internal static class CronReader
{
    private static readonly Dictionary<string, string> Nicknames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["@hourly"] = "0 * * * *",
        ["@daily"] = "0 0 * * *",
        ["@midnight"] = "0 0 * * *",
        ["@weekly"] = "0 0 * * 0",
        ["@monthly"] = "0 0 1 * *",
        ["@yearly"] = "0 0 1 1 *",
        ["@annually"] = "0 0 1 1 *",
    };

    /// <summary>Whether it looks like a cron expression: five fields of which the first could be minutes, or a nickname.</summary>
    public static bool Recognizes(string[] words) =>
        words[0].StartsWith('@') || (words.Length is 5 or 6 && !words.Any(word => word.Contains(':', StringComparison.Ordinal)));

    public static Schedule? Read(string text, string[] words, out ScheduleError? error)
    {
        error = null;
        if (words[0].StartsWith('@'))
        {
            if (!Nicknames.TryGetValue(words[0], out var meaning) || words.Length > 2)
            {
                error = ScheduleError.Malformed($"\"{text}\" is not a schedule; the nicknames are {string.Join(", ", Nicknames.Keys)}.");
                return null;
            }

            words = [.. meaning.Split(' '), .. words.AsSpan(1)];
        }

        var zone = Zone.Find(words.Length > 5 ? words[5] : "UTC");
        if (zone is null)
        {
            error = ScheduleError.Malformed($"\"{words[5]}\" is not a time zone; use a name of the IANA database, such as Europe/Paris.");
            return null;
        }

        if (CrontabFields.Read(words, vixie: true, out var problem) is not { } fields)
        {
            error = ScheduleError.Malformed($"In the cron expression \"{text}\", {problem}.");
            return null;
        }

        var pattern = new CalendarPattern(fields.Days, fields.Hours, fields.Minutes, 1)
        {
            Recurring = words[0].StartsWith('*') || words[1].StartsWith('*'),
        };
        return Complete(text, pattern, zone, out error);
    }

    /// <summary>A schedule that is never due is refused.</summary>
    public static Schedule? Complete(string text, CalendarPattern pattern, Zone zone, out ScheduleError? error)
    {
        error = MonthShape.All().Any(shape => pattern.Days.Match(shape) != 0)
            ? null
            : ScheduleError.Malformed($"\"{text}\" never occurs: no such day exists in any year.");
        return error is null ? new CalendarSchedule(text, pattern, zone) : null;
    }
}
