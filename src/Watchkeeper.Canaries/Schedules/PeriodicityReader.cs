using System.Text.RegularExpressions;
using Watchkeeper.Canaries.CoalMine;

namespace Watchkeeper.Canaries.Schedules;

/// <summary>Reads what Coal Mine calls a periodicity: a positive number of seconds, or directives joined by semicolons.</summary>
internal static partial class PeriodicityReader
{
    /// <summary>So many directives are read; each minute of a day could have its own.</summary>
    private const int MostDirectives = 1_440;

    public static Schedule? Read(string text, out ScheduleError? error)
    {
        if (Number().IsMatch(text))
        {
            var trimmed = text.TrimEnd('\n');
            if (PythonFloat.TryParse(trimmed, out var seconds))
            {
                return PeriodSchedule.Read(trimmed, seconds, out error);
            }

            error = new ScheduleError(
                "ValueError",
                $"could not convert string to float: {PythonText.Quote(text)}",
                $"\"{text}\" is not a number of seconds.");
            return null;
        }

        if (text.Contains('\n', StringComparison.Ordinal))
        {
            error = new ScheduleError("TypeError", "malformed periodicity: no newlines allowed", "A schedule is one line.");
            return null;
        }

        return ReadDirectives(text, out var directives, out error) ? VaryingSchedule.Read(text, directives, out error) : null;
    }

    private static bool ReadDirectives(string text, out Directive[] directives, out ScheduleError? error)
    {
        var found = new List<Directive>();
        (directives, error) = ([], null);
        foreach (var piece in text.Split(';'))
        {
            var entry = piece.Trim();
            if (entry.Length == 0 || entry[0] == '#')
            {
                continue;
            }

            error = found.Count == MostDirectives
                ? ScheduleError.Malformed($"A schedule has at most {MostDirectives} directives.")
                : ReadDirective(entry, found);
            if (error is not null)
            {
                return false;
            }
        }

        error = found.Count > 0
            ? null
            : new ScheduleError(
                "TypeError",
                "malformed periodicity: overlapping schedule entries are not allowed",
                "The schedule has no directive; write at least one, such as \"* * * * * 3600\".");
        directives = [.. found];
        return error is null;
    }

    private static ScheduleError? ReadDirective(string entry, List<Directive> found)
    {
        var parts = Blanks().Split(entry, 6);
        if (parts.Length < 6)
        {
            return ScheduleError.Malformed(
                $"\"{entry}\" has {parts.Length} field{(parts.Length == 1 ? "" : "s")}; a directive has six: min hour dom month dow seconds.");
        }

        if (!PythonFloat.TryParse(parts[5], out var seconds) || !(seconds > 0))
        {
            return new ScheduleError(
                "TypeError",
                "malformed periodicity; each crontab schedule \"command\" must be a positive number",
                $"\"{parts[5]}\" in \"{entry}\" is not a positive number of seconds.");
        }

        if (WallTime.TooLong(seconds) is { } tooLong)
        {
            return tooLong;
        }

        if (CrontabFields.Read(parts, vixie: false, out var problem) is not { } fields)
        {
            return ScheduleError.Malformed($"In the directive \"{entry}\", {problem}.");
        }

        found.Add(new Directive(entry, fields, seconds));
        return null;
    }

    [GeneratedRegex(@"\A[\d.]+\n?\z", RegexOptions.NonBacktracking)]
    private static partial Regex Number();

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Blanks();
}
