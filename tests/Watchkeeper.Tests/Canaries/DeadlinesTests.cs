using System.Globalization;
using Watchkeeper.Canaries;
using Watchkeeper.Canaries.Schedules;
using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Tests.Canaries;

/// <summary>What becomes of a deadline in a maintenance window, in a snooze, and in the daemon's own absence.</summary>
public sealed class DeadlinesTests
{
    /// <summary>A Friday.</summary>
    private static readonly Moment Now = new(Time("2026-11-20T12:00:00Z"), TimeSpan.FromHours(1), true);

    [Theory]
    [InlineData("3600", "0s", "12:30 for 3h", "2026-11-20T16:30:00Z")] // 13:00 is in it; an hour after its end
    [InlineData("3600", "5m", "12:30 for 3h", "2026-11-20T16:35:00Z")]
    [InlineData("3600", "0s", "12:30 for 30m", "2026-11-20T13:00:00Z")] // 13:00 is its end, which is outside
    [InlineData("30 * * * *", "10m", "12:15 for 2h", "2026-11-20T14:40:00Z")]
    [InlineData("15 * * * *", "10m", "12:15 for 2h", "2026-11-20T14:25:00Z")] // the job of 14:15 begins when the window ends
    [InlineData("30 2 * * *", "1h", "Sat 02:00 for 3h", "2026-11-22T03:30:00Z")]
    [InlineData("* 9-16 * * mon-fri 900", "0s", "12:00 for 1h", "2026-11-20T13:15:00Z")]
    public void A_deadline_in_a_window_gives_the_job_its_next_chance_after_it(string schedule, string grace, string window, string deadline) =>
        Assert.Equal(deadline, Create(schedule, grace, window).Deadline!.Value.Wall.ToString());

    [Theory]
    [InlineData("30 2 * * *", "1h", "02:00 for 3h", "2026-11-21T06:00:00Z")]
    [InlineData("30 2 * * *", "23h", "01:00 for 1h", "2026-11-22T02:00:00Z")] // the grace ends in the next window
    [InlineData("30 2 * * sat", "1h", "Sat 02:00 for 3h", "2026-11-21T06:00:00Z")]
    public void A_job_that_runs_in_its_window_each_time_is_late_after_it_all_the_same(string schedule, string grace, string window, string deadline) =>
        Assert.Equal(deadline, Create(schedule, grace, window).Deadline!.Value.Wall.ToString());

    [Theory]
    [InlineData("3600", "2026-11-20T15:00:00Z", "2026-11-20T16:00:00Z")]
    [InlineData("3600", "2026-11-20T12:30:00Z", "2026-11-20T13:00:00Z")] // the deadline is after it anyway
    [InlineData("0 15 * * *", "2026-11-20T18:00:00Z", "2026-11-21T15:00:00Z")]
    public void A_deadline_in_a_snooze_gives_the_job_its_next_chance_after_it(string schedule, string until, string deadline)
    {
        var snoozed = new Life([]).Snooze(Create(schedule), Time(until), Now).After;
        Assert.Equal(deadline, snoozed.Deadline!.Value.Wall.ToString());
        Assert.Equal(Create(schedule).Deadline, new Life([]).Snooze(snoozed, null, Now).After.Deadline);
    }

    [Fact]
    public void A_window_that_was_made_after_the_deadline_had_been_set_gives_the_next_chance_too()
    {
        var canary = Create("3600");
        var now = After(TimeSpan.FromHours(1));
        var rung = new Life([MaintenanceWindow.Read("12:45 for 1h", out _)!]).Ring(canary, now)!;
        Assert.Equal(("2026-11-20T14:45:00Z", null), (rung.After.Deadline!.Value.Wall.ToString(), rung.Notice));
    }

    // It was made at 12:00.
    [Theory]
    [InlineData("3600", "0s", "00:59:00", "01:20:00", "2026-11-20T13:21:00Z", "21 min")] // by the length of the gap
    [InlineData("3600", "5m", "00:30:00", "01:30:00", "2026-11-20T14:05:00Z", "1 h")]
    [InlineData("0 13 * * *", "1h", "01:30:00", "03:00:00", "2026-11-20T15:30:00Z", "1 h 30 min")]
    [InlineData("3600", "0s", "00:30:00", "01:50:00", "2026-11-20T14:00:00Z", "1 h")] // by one periodicity at most
    [InlineData("3600", "0s", "00:30:00", "01:59:55", "2026-11-20T14:59:55Z", "1 h 59 min")] // which would end at the start: as a report then
    [InlineData("3600", "0s", "00:30:00", "06:00:00", "2026-11-20T19:00:00Z", "6 h")]
    [InlineData("0 */6 * * *", "0s", "01:00:00", "3.00:00:00", "2026-11-23T18:00:00Z", "3 d")]
    [InlineData("60", "0s", "00:00:58", "00:01:30", "2026-11-20T12:01:40Z", "40 s")] // ten seconds at least
    [InlineData("4", "0s", "00:00:03", "00:00:05", "2026-11-20T12:00:09Z", "5 s")] // unless a report at the start would have given less
    public void A_deadline_that_passed_in_an_absence_is_moved_by_its_length(string schedule, string grace, string gone, string back, string deadline, string by)
    {
        var (from, to) = (TimeSpan.Parse(gone, CultureInfo.InvariantCulture), TimeSpan.Parse(back, CultureInfo.InvariantCulture));
        var moved = new Life([]).Forgive(Create(schedule, grace), to - from, After(to));
        Assert.Equal(deadline, moved.After.Deadline!.Value.Wall.ToString());
        Assert.Equal($"Deadline moved by {by} because Watchkeeper was not running", moved.Entry.Text);
    }

    [Theory]
    [InlineData("00:02:00", "00:05:00", "2026-11-20T12:08:00Z")] // by the length of the gap
    [InlineData("00:04:59", "00:05:01", "2026-11-20T12:05:11Z")] // ten seconds at least
    [InlineData("00:02:00", "01:00:00", "2026-11-20T13:00:10Z")] // by as long as a run may take at most
    public void A_run_whose_limit_passed_in_an_absence_is_given_more(string gone, string back, string limit)
    {
        var (from, to) = (TimeSpan.Parse(gone, CultureInfo.InvariantCulture), TimeSpan.Parse(back, CultureInfo.InvariantCulture));
        var canary = Create("86400");
        canary = canary with { Settings = canary.Settings with { MaxDuration = TimeSpan.FromMinutes(5) } };
        var running = new Life([]).Ping(canary, new Ping(EntryKind.Start) { RunId = "one" }, Now).After;

        var prolonged = Life.Prolong(running, to - from, After(to))!;

        Assert.Equal(limit, prolonged.After.Runs.Single().Limit(TimeSpan.FromMinutes(5)).Wall.ToString());
        Assert.StartsWith("Run given ", prolonged.Entry.Text, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromMinutes(61), new Life([]).Ping(prolonged.After, Ping.Success with { RunId = "one" }, After(TimeSpan.FromMinutes(61))).Entry.Duration);
        Assert.Null(Life.Prolong(running, TimeSpan.FromSeconds(1), After(TimeSpan.FromMinutes(1))));
    }

    private static Canary Create(string schedule, string grace = "0s", string? window = null)
    {
        Assert.True(Durations.TryParse(grace, out var length));
        var settings = new CanarySettings
        {
            Name = "Job",
            Slug = "job",
            Schedule = ScheduleReader.Read(schedule, out _)!,
            Grace = length,
            Maintenance = window is null ? [] : [MaintenanceWindow.Read(window, out _)!],
        };
        return new Life([]).Create(1, "abcdefgh", settings, paused: false, Now).After;
    }

    private static Moment After(TimeSpan time) => new(Now.Wall + time, Now.SinceBoot + time, true);

    private static Instant Time(string text) => Instant.From(DateTimeOffset.Parse(text, CultureInfo.InvariantCulture));
}
