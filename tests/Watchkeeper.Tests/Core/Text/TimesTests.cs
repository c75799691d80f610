using FsCheck;
using FsCheck.Fluent;
using Watchkeeper.Core.Text;
using Watchkeeper.Core.Time;

namespace Watchkeeper.Tests.Core.Text;

public sealed class TimesTests
{
    private static readonly TimeZoneInfo Paris = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");
    private static readonly Instant Now = Parsed("2026-11-20T00:30:00Z");

    [Theory]
    [InlineData("now", "2026-11-20T00:30:00Z")]
    [InlineData("today", "2026-11-19T23:00:00Z")]
    [InlineData("yesterday", "2026-11-18T23:00:00Z")]
    [InlineData("-6h", "2026-11-19T18:30:00Z")]
    [InlineData("6h ago", "2026-11-19T18:30:00Z")]
    [InlineData("@1795161600", "2026-11-20T08:00:00Z")]
    [InlineData("@0.5", "1970-01-01T00:00:00.500Z")]
    [InlineData("2026-07-01", "2026-06-30T22:00:00Z")]
    [InlineData("2026-07-01 12:00", "2026-07-01T10:00:00Z")]
    [InlineData("2026-07-01 12:00:30", "2026-07-01T10:00:30Z")]
    [InlineData("2026-07-01T12:00:30", "2026-07-01T10:00:30Z")]
    [InlineData("2026-07-01T12:00:30+09:00", "2026-07-01T03:00:30Z")]
    [InlineData("2026-07-01T12:00:30.123456789z", "2026-07-01T12:00:30.123456Z")]
    [InlineData("2026-03-29 02:30", "2026-03-29T01:30:00Z")]
    [InlineData("2026-10-25 02:30", "2026-10-25T00:30:00Z")]
    [InlineData("1h30m", "2026-11-19T23:00:00Z")]
    public void Reads_what_people_write(string text, string expected)
    {
        Assert.True(Times.TryParse(text, Now, Paris, out var time));
        Assert.Equal(expected, time.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("@")]
    [InlineData("tomorrow-ish")]
    [InlineData("2026-13-01")]
    [InlineData("2026-02-30")]
    [InlineData("2026-07-01 25:00")]
    [InlineData("2026-07-01T12:00:30+25:00")]
    [InlineData("0001-01-01T00:00:00+09:00")]
    [InlineData("@99999999999999999999")]
    [InlineData("-15000000w")]
    [InlineData("2026-07-01\n")]
    public void Refuses_the_rest(string text) => Assert.False(Times.TryParse(text, Now, Paris, out _) && text.Trim() == text);

    [Fact]
    public void What_an_instant_prints_is_read_back()
    {
        var last = Instant.From(DateTimeOffset.MaxValue).Microseconds;
        Prop.ForAll<long>(raw => new Instant(raw % last) is var time && (time < Instant.From(DateTimeOffset.MinValue)
            || (Times.TryParseRfc3339(time.ToString(), out var back) && back == time))).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Any_text_is_read_or_refused_without_an_exception() =>
        Prop.ForAll<NonNull<string>>(text => Times.TryParse(text.Get, Now, Paris, out _) || true).QuickCheckThrowOnFailure();

    private static Instant Parsed(string text) => Times.TryParseRfc3339(text, out var time) ? time : throw new FormatException(text);
}
