using System.Diagnostics;

namespace Watchkeeper.Tests.Canaries.Schedules;

/// <summary>The shapes that stopped the original for minutes.</summary>
public sealed class ScheduleCostTests
{
    public static TheoryData<string> Hostile =>
    [
        "0-59 * * * * 60",
        "* 0-11 * * * 60; * 12-23 * * * 60",
        "* * ? * ? 60",
        "* * 29 2 mon 60",
        "0 0 29 2 1 60; 0 1 29 2 2 60; 0 2 29 2 3 60",
        "* * 1-28 2 * 60; * * * 1,3-12 * 60",
        "*/2 * * * * 60; 1/2 * * * * 61",
        "59 23 31 12 mon 60",
        "0 0 29 2 mon Australia/Lord_Howe",
        "1-59 1-23 29 2 1 America/New_York",
        "2199-02-28 00:00:00 Europe/Paris",
        "*-02-29 00:00:00 Europe/Paris",
        string.Join(';', Enumerable.Range(0, 1_440).Select(minute => $"{minute % 60} {minute / 60} 29 2 {minute % 7} {60 + minute}")),
        string.Join(';', Enumerable.Range(0, 372).Select(day => $"{day % 60} * {1 + (day % 28)} {1 + (day / 31)} * {60 + day}")),
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_deadline_costs_microseconds(string text)
    {
        var schedule = VaryingScheduleTests.Read(text);
        var whence = VaryingScheduleTests.At("2026-11-20T11:59:30Z");
        for (var i = 0; i < 200; i++)
        {
            schedule.Deadline(whence + TimeSpan.FromHours(i));
        }

        // The best of some rounds, because other programs share the machine; ten times the target, because this build is not optimised.
        var best = TimeSpan.MaxValue;
        for (var round = 0; round < 20; round++)
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < 50; i++)
            {
                schedule.Deadline(whence + TimeSpan.FromDays(i));
            }

            best = TimeSpan.FromTicks(Math.Min(best.Ticks, Stopwatch.GetElapsedTime(start).Ticks / 50));
        }

        Assert.True(best < TimeSpan.FromMicroseconds(200), $"{best.TotalMicroseconds:F1} µs");
    }
}
