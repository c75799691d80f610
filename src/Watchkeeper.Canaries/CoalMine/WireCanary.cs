using Watchkeeper.Canaries.Schedules;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Canaries.CoalMine;

/// <summary>A canary in Coal Mine's JSON, key for key.</summary>
internal static class WireCanary
{
    /// <param name="history">What its clients see of it, the newest first.</param>
    /// <param name="scheduleFrom">Where the list of its periods begins; null leaves the list out.</param>
    public static void Write(PythonJson json, Canary canary, IReadOnlyList<Entry> history, Instant? scheduleFrom) => json.Object(() =>
    {
        var settings = canary.Settings;
        json.Name("id").Text(canary.Id).Name("name").Text(settings.Name).Name("slug").Text(settings.Slug).Name("periodicity");
        if (settings.Schedule is PeriodSchedule period)
        {
            json.Number(period.Seconds);
        }
        else
        {
            json.Text(settings.Schedule.Text);
        }

        json.Name("description").Text(settings.Description).Name("emails").Array(() =>
        {
            foreach (var address in settings.Emails)
            {
                json.Text(address);
            }
        });
        json.Name("paused").Bool(canary.Paused).Name("history").Array(() =>
        {
            foreach (var entry in history)
            {
                json.Array(() => json.Text(Time(entry.Time.Wall)).Text(entry.Text));
            }
        });
        json.Name("late").Bool(canary.Late);
        if (canary.Deadline is { } deadline)
        {
            json.Name("deadline").Text(Time(deadline.Wall));
        }

        if (scheduleFrom is { } from && settings.Schedule is not PeriodSchedule)
        {
            json.Name("periodicity_schedule").Array(() => WritePeriods(json, settings.Schedule.Preview(from)));
        }
    });

    private static void WritePeriods(PythonJson json, IReadOnlyList<Period> periods)
    {
        foreach (var period in periods)
        {
            json.Array(() =>
            {
                json.Text(Time(period.Start)).Text(Time(period.End));
                if (period.Seconds is { } seconds)
                {
                    json.Number(seconds);
                }
                else
                {
                    json.Text("Inactive");
                }
            });
        }
    }

    private static string Time(Instant instant) => PythonText.Time(PythonText.Stored(instant));
}
