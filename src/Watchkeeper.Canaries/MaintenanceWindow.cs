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

    private static readonly TimeSpan Longest = TimeSpan.FromDays(31);

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
            return new MaintenanceWindow(text, starts, length);
        }

        error = problem?.Sentence ?? $"\"{text}\" does not say when it begins; write a cron or a calendar expression before \"for\".";
        return null;
    }

    /// <summary>The end of a window that a time falls in; null outside.</summary>
    public Instant? EndAt(Instant time) => Starts.Deadline(time - Length) is { } start && start <= time ? start + Length : null;
}
