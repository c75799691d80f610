using Watchkeeper.Canaries.Schedules;
using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Canaries;

/// <summary>A stretch of time that comes back, in which no canary is late: <c>Sun 02:00 Europe/Paris for 3h</c>, <c>0 2 * * sun for 3h</c>.</summary>
/// <param name="Text">As its user wrote it.</param>
/// <param name="Starts">When it begins.</param>
/// <param name="Length">How long it lasts.</param>
internal sealed record MaintenanceWindow(string Text, Schedule Starts, TimeSpan Length)
{
    private const string Separator = " for ";

    /// <summary>A window that begins again so often before it has ended never ends: it would hide all that is late.</summary>
    private const int MostBeginningsInARow = 2_000;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(31);

    /// <summary>Which day it is makes no difference to whether a window ever ends; a fixed one gives the same answer each time.</summary>
    private static readonly Instant Someday = Instant.From(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>Reads a window, or says what is wrong with it.</summary>
    public static MaintenanceWindow? Read(string text, out string? error)
    {
        error = null;
        var separator = text.LastIndexOf(Separator, StringComparison.Ordinal);
        if (separator < 0 || !Durations.TryParse(text.AsSpan(separator + Separator.Length), out var length) || length <= TimeSpan.Zero || length > Longest)
        {
            error = $"\"{text}\" is not a maintenance window; write when it begins and how long it lasts (at most 31 days), as in \"Sun 02:00 for 3h\".";
            return null;
        }

        var starts = ScheduleReader.Read(text[..separator], out var problem);
        if (starts is { FollowsCalendar: true })
        {
            var window = new MaintenanceWindow(text, starts, length);
            error = window.Ends() ? null : $"\"{text}\" never ends, because it begins again before it is over; write when it begins once, as in \"Sun 02:00 for 3h\".";
            return error is null ? window : null;
        }

        error = problem?.Sentence ?? $"\"{text}\" does not say when it begins; write a cron or a calendar expression before \"for\".";
        return null;
    }

    /// <summary>The end of a window that a time falls in; null outside.</summary>
    public Instant? EndAt(Instant time) => Starts.Deadline(time - Length) is { } start && start <= time ? start + Length : null;

    private bool Ends()
    {
        var start = Starts.Deadline(Someday);
        for (var i = 0; i < MostBeginningsInARow; i++)
        {
            if (start is not { } begun || Starts.Deadline(begun) is not { } again || again - begun > Length)
            {
                return true;
            }

            start = again;
        }

        return false;
    }
}
