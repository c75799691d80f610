using System.Globalization;
using Watchkeeper.Canaries.Schedules;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Tests.Canaries.Schedules;

public sealed class VaryingScheduleTests
{
    // Each rule of the deadline, and the cases that made the original block or fail.
    [Theory]
    [InlineData("* * * * * 60", "2026-11-20T12:00:30Z", "2026-11-20T12:01:30Z")]
    [InlineData("* 0-11 * * * 60; * 12-23 * * * 600", "2026-11-20T11:00:00Z", "2026-11-20T11:01:00Z")]
    [InlineData("* 0-11 * * * 60; * 12-23 * * * 600", "2026-11-20T11:59:30Z", "2026-11-20T12:09:30Z")]
    [InlineData("* 0-11 * * * 7200; * 12-23 * * * 60", "2026-11-20T11:30:00Z", "2026-11-20T12:00:00Z")]
    [InlineData("* 9-16 * * mon-fri 900", "2026-11-20T03:00:00Z", "2026-11-20T09:15:00Z")]
    [InlineData("* 9-16 * * mon-fri 900", "2026-11-20T16:50:00Z", "2026-11-23T09:15:00Z")]
    [InlineData("* 9-16 * * mon-fri 900", "2026-11-20T16:44:00Z", "2026-11-20T16:59:00Z")]
    [InlineData("* 9-16 * * mon-fri 900", "2026-11-20T16:44:00.5Z", "2026-11-23T09:15:00Z")]
    [InlineData("0-59 * * * * 60", "2026-11-20T12:00:00Z", "2026-11-20T12:01:00Z")]
    [InlineData("* 0-11 * * * 60; * 12-23 * * * 60", "2026-11-20T11:59:30Z", "2026-11-20T12:00:30Z")]
    [InlineData("* * ? * ? 60", "2026-11-20T11:59:30Z", "2026-11-20T12:00:30Z")]
    [InlineData("* * 13 * fri 3600", "2026-11-20T11:59:30Z", "2027-08-13T01:00:00Z")]
    [InlineData("* * 29 2 mon 60", "2026-11-20T00:00:00Z", "2044-02-29T00:01:00Z")]
    [InlineData("* * L * * 60", "2026-11-20T00:00:00Z", "2026-11-30T00:01:00Z")]
    [InlineData("* * Z1 * * 60", "2026-11-20T00:00:00Z", "2026-11-29T00:01:00Z")]
    [InlineData("* * * * L5 60", "2026-11-20T00:00:00Z", "2026-11-27T00:01:00Z")]
    [InlineData("* * * * * 1.5", "2026-11-20T00:00:00Z", "2026-11-20T00:00:01.500Z")]
    public void A_deadline_follows_the_rules(string text, string whence, string deadline) =>
        Assert.Equal(deadline, Read(text).Deadline(At(whence)).ToString());

    [Theory]
    [InlineData("* 0-12 * * * 60; 0 12-23 * * * 600", "* 0-12 * * * 60", "0 12-23 * * * 600")]
    [InlineData("0 0 29 2 mon 60; # no; * * * 2 * 600", "0 0 29 2 mon 60", "* * * 2 * 600")]
    [InlineData("0 0 L 4 * 60; 0 0 30 * * 600", "0 0 L 4 * 60", "0 0 30 * * 600")]
    public void An_overlap_anywhere_is_refused_with_both_directives_named(string text, string one, string other)
    {
        Assert.Null(PeriodicityReader.Read(text, out var error));
        Assert.Equal($"malformed periodicity: overlapping schedule entries are not allowed: \"{one}\" and \"{other}\"", error!.Wire);
        Assert.Contains($"\"{one}\"", error.Sentence, StringComparison.Ordinal);
        Assert.Contains($"\"{other}\"", error.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("* * 30 2 * 60")]
    [InlineData("* * * * * 60; * * 31 4,6,9,11 * 5")]
    [InlineData("* * Z30 4 * 5")]
    public void A_directive_that_never_applies_is_refused(string text)
    {
        Assert.Null(PeriodicityReader.Read(text, out var error));
        Assert.Contains("never applies", error!.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-5", "TypeError", ScheduleError.MalformedWire)]
    [InlineData("1e3", "TypeError", ScheduleError.MalformedWire)]
    [InlineData("abc", "TypeError", ScheduleError.MalformedWire)]
    [InlineData("@daily", "TypeError", ScheduleError.MalformedWire)]
    [InlineData("* 22-3 * * * 60", "TypeError", ScheduleError.MalformedWire)]
    [InlineData("* * 30-10 * * 60", "TypeError", ScheduleError.MalformedWire)]
    [InlineData("*/60 * * * * 60", "TypeError", ScheduleError.MalformedWire)]
    [InlineData("1,,2 * * * * 60", "TypeError", ScheduleError.MalformedWire)]
    [InlineData("? * * * * 60", "TypeError", ScheduleError.MalformedWire)]
    [InlineData("* * * * 5#2 60", "TypeError", ScheduleError.MalformedWire)]
    [InlineData("0", "TypeError", "numeric periodicities must be positive")]
    [InlineData("1.2.3", "ValueError", "could not convert string to float: '1.2.3'")]
    [InlineData("* * * * *\n60", "TypeError", "malformed periodicity: no newlines allowed")]
    [InlineData("* * * * * -1", "TypeError", "malformed periodicity; each crontab schedule \"command\" must be a positive number")]
    [InlineData("* * * * * nan", "TypeError", "malformed periodicity; each crontab schedule \"command\" must be a positive number")]
    [InlineData("* * * * * 60 70", "TypeError", "malformed periodicity; each crontab schedule \"command\" must be a positive number")]
    [InlineData(" ; #x", "TypeError", "malformed periodicity: overlapping schedule entries are not allowed")]
    [InlineData("99999999999999", "OverflowError", "days=1157407407; must have magnitude <= 999999999")]
    [InlineData("999999999999", "OverflowError", "date value out of range")]
    public void What_is_wrong_is_said_in_the_words_of_the_original(string text, string exception, string wire)
    {
        Assert.Null(PeriodicityReader.Read(text, out var error));
        Assert.Equal((exception, wire), (error!.Exception, error.Wire));
        Assert.NotEmpty(error.Sentence);
    }

    [Theory]
    [InlineData("5-7 * * * sat-sun 60")]
    [InlineData("* * * JAN-mar,12 7 1_0")]
    [InlineData("0/30 */12 1-31/10 * ? 60;; ;")]
    [InlineData("* * L,15,Z2-3 * L1-3,SUN 60")]
    [InlineData("*\t*  *  * * 60")]
    public void The_whole_grammar_is_read(string text) => Assert.NotNull(PeriodicityReader.Read(text, out _));

    [Fact]
    public void The_preview_is_a_week_or_longer_until_each_directive_had_its_turn()
    {
        var from = At("2026-11-20T12:34:56Z");

        var everyFive = Read("*/5 * * * * 60").Preview(from);
        Assert.Equal(4033, everyFive.Count);
        Assert.Equal(At("2026-11-27T12:34:00Z"), everyFive[^1].End);

        var office = Read("* 9-16 * * * 900").Preview(from);
        Assert.Equal(new Period(At("2026-11-20T12:34:00Z"), At("2026-11-20T16:59:00Z"), 900), office[0]);
        Assert.Equal(new Period(At("2026-11-20T17:00:00Z"), At("2026-11-21T08:59:00Z"), null), office[1]);

        var monthly = Read("0 0 1 * * 60; 0 12 * * * 3600").Preview(from);
        Assert.Equal(new Period(At("2026-12-01T00:00:00Z"), At("2026-12-01T00:00:00Z"), 60), monthly[^1]);

        Assert.Equal([new Period(At("2026-11-20T12:34:00Z"), At("2026-11-27T12:34:00Z"), 60)], Read("0-59 * * * * 60").Preview(from));
    }

    internal static Schedule Read(string text)
    {
        var schedule = ScheduleReader.Read(text, out var error);
        Assert.Null(error);
        return schedule!;
    }

    internal static Instant At(string time) => Instant.From(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture));
}
