using Watchkeeper.Canaries.Schedules;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Tests.Canaries.Schedules;

/// <summary>Random schedules against a walker that asks every minute.</summary>
public sealed class VaryingScheduleProperties
{
    private static readonly DateTime Start = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Deadlines_are_those_of_the_minute_walker()
    {
        var random = new Random(20261120);
        var compared = 0;
        while (compared < 1_500)
        {
            var text = RandomSchedule(random);
            if (PeriodicityReader.Read(text, out _) is not { } schedule)
            {
                continue;
            }

            var whence = Start.AddSeconds(random.Next(8 * 365 * 86_400)).AddMilliseconds(random.Next(1000));
            var walker = new MinuteWalker(text);
            if (walker.Deadline(whence, 30_000) is not { } expected)
            {
                continue;
            }

            var actual = MinuteWalker.ToUtc(schedule.Deadline(Instant.From(new DateTimeOffset(whence)))!.Value);
            Assert.True(expected == actual, $"{text} from {whence:o}: {actual:o}, not {expected:o}");
            compared++;
        }
    }

    [Fact]
    public void Schedules_are_refused_exactly_when_two_directives_share_a_minute()
    {
        var random = new Random(7);
        var refused = 0;
        for (var i = 0; i < 150; i++)
        {
            // Days alone vary, within one hour, so that a brute-force search of 28 years (all shapes of months) is possible.
            var text = $"5 3 {DayField(random)} {MonthField(random)} {WeekdayField(random)} 60; 5 3 {DayField(random)} {MonthField(random)} {WeekdayField(random)} 70";
            var schedule = PeriodicityReader.Read(text, out var error);
            if (error is not null && error.Sentence.Contains("never applies", StringComparison.Ordinal))
            {
                continue;
            }

            var walker = new MinuteWalker(text);
            var overlap = Enumerable.Range(0, 28 * 366).Any(day => walker.CountAt(Start.AddDays(day).AddHours(3).AddMinutes(5)) > 1);
            Assert.True(overlap == (schedule is null), text);
            refused += overlap ? 1 : 0;
        }

        Assert.InRange(refused, 10, 140);
    }

    [Fact]
    public void A_preview_gives_every_minute_its_periodicity()
    {
        var random = new Random(3);
        for (var compared = 0; compared < 60;)
        {
            var text = RandomSchedule(random);
            if (PeriodicityReader.Read(text, out _) is not VaryingSchedule schedule)
            {
                continue;
            }

            compared++;
            var from = Start.AddMinutes(random.Next(8 * 365 * 1440));
            var walker = new MinuteWalker(text);
            var minute = from;
            foreach (var period in schedule.Preview(Instant.From(new DateTimeOffset(from))).TakeWhile(period => MinuteWalker.ToUtc(period.Start) < from.AddDays(7)))
            {
                Assert.Equal(minute, MinuteWalker.ToUtc(period.Start));
                for (; minute <= MinuteWalker.ToUtc(period.End) && minute < from.AddDays(7); minute = minute.AddMinutes(1))
                {
                    Assert.True(walker.SecondsAt(minute) == period.Seconds, $"{text} at {minute:o}");
                }
            }
        }
    }

    private static string RandomSchedule(Random random)
    {
        var directives = random.Next(1, 4);
        var hours = new[] { "*", "0-11", "12-23", "8-17", "0-7,18-23", "*/2", "1/2", "22", "3" };
        var minutes = new[] { "*", "0", "0-29", "30-59", "*/5", "7/20", "59" };
        return string.Join(';', Enumerable.Range(0, directives).Select(_ =>
            $"{Pick(random, minutes)} {Pick(random, hours)} {(random.Next(3) == 0 ? DayField(random) : "*")} "
            + $"{(random.Next(4) == 0 ? MonthField(random) : "*")} {(random.Next(2) == 0 ? WeekdayField(random) : "*")} {Pick(random, ["60", "300", "3600", "90000", "0.5"])}"));
    }

    private static string DayField(Random random) =>
        Pick(random, ["*", "?", "1", "29", "30", "31", "1-15", "16-31", "*/7", "L", "Z1", "Z0-6", "L,13", "2/3"]);

    private static string MonthField(Random random) => Pick(random, ["*", "2", "1-6", "7-12", "*/3", "4,6,9,11", "2,12"]);

    private static string WeekdayField(Random random) => Pick(random, ["*", "?", "1-5", "6-7", "0", "L5", "L1-3", "1,3,5", "5-7", "2"]);

    private static string Pick(Random random, string[] choices) => choices[random.Next(choices.Length)];
}
