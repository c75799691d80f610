using Watchkeeper.Core.Time;
using Watchkeeper.Watches.Matching;

namespace Watchkeeper.Tests.Watches;

public sealed class LineTimeTests
{
    private static readonly Instant Now = Instant.From(DateTimeOffset.Parse("2026-11-20T12:00:00Z"));

    [Theory]
    [InlineData("Nov 20 08:00:01 web01 sshd[1]: x", "2026-11-20T08:00:01Z")]
    [InlineData("Nov  2 08:00:01 web01 sshd[1]: x", "2026-11-02T08:00:01Z")]
    [InlineData("Nov 21 11:59:59 a clock that runs ahead", "2026-11-21T11:59:59Z")]
    [InlineData("Dec 31 23:59:59 of last year", "2025-12-31T23:59:59Z")]
    [InlineData("2026-11-20T08:00:01.250+01:00 host x", "2026-11-20T07:00:01.250Z")]
    [InlineData("2026-11-20T08:00:01Z host x", "2026-11-20T08:00:01Z")]
    [InlineData("2026-11-20 08:00:01,123 ERROR log4j", "2026-11-20T08:00:01.123Z")]
    [InlineData("[2026-11-20 08:00:01] laravel", "2026-11-20T08:00:01Z")]
    [InlineData("2026/11/20 08:00:01 [error] nginx", "2026-11-20T08:00:01Z")]
    [InlineData("10.0.0.1 - - [20/Nov/2026:08:00:01 +0200] \"GET / HTTP/1.1\" 200 5", "2026-11-20T06:00:01Z")]
    [InlineData("2026-11-20 08:00:01.123 UTC [1] ERROR", "2026-11-20T08:00:01.123Z", -3.5)]
    [InlineData("2026-11-20 08:00:01 GMT x", "2026-11-20T08:00:01Z", -3.5)]
    [InlineData("2026-11-20 08:00:01 UTCX x", "2026-11-20T11:30:01Z", -3.5)]
    [InlineData("1795161601.5 unix", "2026-11-20T08:00:01.500Z")]
    public void A_stamp_is_read(string line, string expected, double zone = 0)
    {
        Assert.True(new LineTime(TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(zone), "test", "test")).TryRead(line, Now, out var time));
        Assert.Equal(expected, time.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("no stamp at all")]
    [InlineData("Feb 30 08:00:00 no such day")]
    [InlineData("Nov 20 25:00:00 no such hour")]
    [InlineData("2026-13-20 08:00:01 no such month")]
    [InlineData("2026-11-20 08:00:01 CEST another zone's letters")]
    [InlineData("12345 apples")]
    [InlineData("12345678901234567890 a number")]
    public void What_is_none_is_not(string line) => Assert.False(new LineTime(TimeZoneInfo.Utc).TryRead(line, Now, out _));

    [Fact]
    public void A_local_stamp_is_in_the_hosts_zone()
    {
        var zone = TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(-3.5), "test", "test");
        Assert.True(new LineTime(zone).TryRead("Nov 20 08:00:00 x", Now, out var time));
        Assert.Equal("2026-11-20T11:30:00Z", time.ToString());
    }

    [Fact]
    public void Time_never_goes_back()
    {
        var axis = new EventAxis();
        Assert.Equal([100, 160, 160, 200], new long[] { 100, 160, 150, 200 }.Select(axis.Take));

        // The clock is set back an hour: what passes afterwards passes here too.
        const long Hour = 3_600_000_000;
        axis.Take(2 * Hour);
        Assert.Equal(2 * Hour, axis.Take(1 * Hour));
        Assert.Equal((2 * Hour) + 5, axis.Take((1 * Hour) + 5));
    }
}
