namespace Watchkeeper.Tests.Canaries.Schedules;

/// <summary>Cron and calendar expressions in zones whose clocks change; times are computed by hand from the zones' rules.</summary>
public sealed class CalendarScheduleTests
{
    // Paris skips 02:00–03:00 on 2026-03-29 (01:00 UTC) and has 02:00–03:00 twice on 2026-10-25 (until 01:00 UTC).
    // New York skips 02:00–03:00 on 2026-03-08 (07:00 UTC) and has 01:00–02:00 twice on 2026-11-01 (until 06:00 UTC).
    // Lord Howe changes by half an hour: skips 02:00–02:30 on 2026-10-04 (2026-10-03T15:30Z), has 01:30–02:00 twice on 2026-04-05 (until 2026-04-04T15:00Z).
    [Theory]
    [InlineData("30 2 * * * Europe/Paris", "2026-03-28T00:00:00Z", "2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z")]
    [InlineData("30 2 * * * Europe/Paris", "2026-10-24T00:00:00Z", "2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z")]
    [InlineData("*/30 * * * * Europe/Paris", "2026-03-29T00:15:00Z", "2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z")]
    [InlineData("*/30 * * * * Europe/Paris", "2026-10-25T00:15:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z", "2026-10-25T01:30:00Z")]
    [InlineData("0 3 * * * Europe/Paris", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z", "2026-03-30T01:00:00Z", "2026-03-31T01:00:00Z")]
    [InlineData("30 2 * * * America/New_York", "2026-03-07T12:00:00Z", "2026-03-08T07:00:00Z", "2026-03-09T06:30:00Z", "2026-03-10T06:30:00Z")]
    [InlineData("30 1 * * * America/New_York", "2026-10-31T12:00:00Z", "2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z", "2026-11-03T06:30:00Z")]
    [InlineData("30 * * * * America/New_York", "2026-11-01T04:45:00Z", "2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z", "2026-11-01T07:30:00Z")]
    [InlineData("15 2 * * * Australia/Lord_Howe", "2026-10-02T20:00:00Z", "2026-10-03T15:30:00Z", "2026-10-04T15:15:00Z", "2026-10-05T15:15:00Z")]
    [InlineData("45 1 * * * Australia/Lord_Howe", "2026-04-04T00:00:00Z", "2026-04-04T14:45:00Z", "2026-04-05T15:15:00Z", "2026-04-06T15:15:00Z")]
    [InlineData("*/15 * * * * Australia/Lord_Howe", "2026-04-04T14:50:00Z", "2026-04-04T15:00:00Z", "2026-04-04T15:15:00Z", "2026-04-04T15:30:00Z")]
    [InlineData("0 0 29 2 * Europe/Paris", "2026-01-01T00:00:00Z", "2028-02-28T23:00:00Z", "2032-02-28T23:00:00Z", "2036-02-28T23:00:00Z")]
    public void Clock_changes_are_done_right(string text, string from, params string[] times) => AssertTimes(text, from, times);

    [Theory]
    [InlineData("0 12 13 * fri", "2026-11-20T13:00:00Z", "2026-11-27T12:00:00Z", "2026-12-04T12:00:00Z", "2026-12-11T12:00:00Z", "2026-12-13T12:00:00Z")]
    [InlineData("0 12 * * 5#2", "2026-11-20T13:00:00Z", "2026-12-11T12:00:00Z", "2027-01-08T12:00:00Z")]
    [InlineData("0 12 * * 5L", "2026-11-20T13:00:00Z", "2026-11-27T12:00:00Z", "2026-12-25T12:00:00Z")]
    [InlineData("0 12 L * *", "2026-11-20T13:00:00Z", "2026-11-30T12:00:00Z", "2026-12-31T12:00:00Z")]
    [InlineData("@daily", "2026-11-20T13:00:00Z", "2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z")]
    [InlineData("@weekly Europe/Paris", "2026-11-20T13:00:00Z", "2026-11-21T23:00:00Z", "2026-11-28T23:00:00Z")]
    public void Cron_expressions_are_read_as_cron_reads_them(string text, string from, params string[] times) => AssertTimes(text, from, times);

    // As `systemd-analyze calendar --iterations` of systemd 252 gives them with TZ=UTC.
    [Theory]
    [InlineData("Mon..Fri 02:30", "2026-11-20T13:00:00Z", "2026-11-23T02:30:00Z", "2026-11-24T02:30:00Z")]
    [InlineData("*-*~01 18:00", "2026-11-20T13:00:00Z", "2026-11-30T18:00:00Z", "2026-12-31T18:00:00Z")]
    [InlineData("*-02~03 00:00", "2026-11-20T13:00:00Z", "2027-02-26T00:00:00Z", "2028-02-27T00:00:00Z")]
    [InlineData("hourly", "2026-11-20T13:00:00Z", "2026-11-20T14:00:00Z", "2026-11-20T15:00:00Z")]
    [InlineData("quarterly", "2026-11-20T13:00:00Z", "2027-01-01T00:00:00Z", "2027-04-01T00:00:00Z")]
    [InlineData("*:0/20", "2026-11-20T13:00:00Z", "2026-11-20T13:20:00Z", "2026-11-20T13:40:00Z", "2026-11-20T14:00:00Z")]
    [InlineData("*:*:0/15", "2026-11-20T13:00:00Z", "2026-11-20T13:00:15Z", "2026-11-20T13:00:30Z")]
    [InlineData("2028,2030-05-01", "2026-11-20T13:00:00Z", "2028-05-01T00:00:00Z", "2030-05-01T00:00:00Z")]
    [InlineData("Sun", "2026-11-20T13:00:00Z", "2026-11-22T00:00:00Z", "2026-11-29T00:00:00Z")]
    [InlineData("05-08 12:00 Europe/Paris", "2026-11-20T13:00:00Z", "2027-05-08T10:00:00Z", "2028-05-08T10:00:00Z")]
    public void Calendar_expressions_are_read_as_systemd_reads_them(string text, string from, params string[] times) => AssertTimes(text, from, times);

    [Theory]
    [InlineData("0 0 30 2 *")]
    [InlineData("0 0 * * * Mars/Olympus")]
    [InlineData("0 0 * * * ../../etc/passwd")]
    [InlineData("61 0 * * *")]
    [InlineData("*-02-30")]
    [InlineData("sometimes")]
    [InlineData("25:00")]
    [InlineData("Fri..Mon 06:00")]
    [InlineData("@fortnightly")]
    [InlineData("Mon..Fri 02:30 Europe/Paris again")]
    public void What_cannot_be_is_refused_with_a_sentence(string text)
    {
        Assert.Null(Watchkeeper.Canaries.Schedules.ScheduleReader.Read(text, out var error));
        Assert.EndsWith(".", error!.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_calendar_that_is_over_has_no_deadline() =>
        Assert.Null(VaryingScheduleTests.Read("2026-05-01").Deadline(VaryingScheduleTests.At("2026-11-20T13:00:00Z")));

    private static void AssertTimes(string text, string from, string[] times)
    {
        var schedule = VaryingScheduleTests.Read(text);
        var time = VaryingScheduleTests.At(from);
        Assert.All(times, expected =>
        {
            time = schedule.Deadline(time)!.Value;
            Assert.Equal(expected, time.ToString());
        });
    }
}
