using FsCheck;
using FsCheck.Fluent;
using Watchkeeper.Core.Text;

namespace Watchkeeper.Tests.Core.Text;

public sealed class DurationsTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    [InlineData("250ms", 0.25)]
    [InlineData("90s", 90)]
    [InlineData("1h30m", 5400)]
    [InlineData(" 1d 12h ", 129600)]
    [InlineData("1.5h", 5400)]
    [InlineData("2w", 1209600)]
    public void Reads_what_people_write(string text, double seconds)
    {
        Assert.True(Durations.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.FromSeconds(seconds), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("s")]
    [InlineData("-5s")]
    [InlineData("30m1h")]
    [InlineData("1h1h")]
    [InlineData("1.2.3s")]
    [InlineData(".s")]
    [InlineData("5 parsecs")]
    [InlineData("99999999999999999w")]
    [InlineData("15250284452w15250284452d")]
    public void Refuses_the_rest(string text) => Assert.False(Durations.TryParse(text, out _));

    [Fact]
    public void What_is_written_is_read_back_exactly() =>
        Prop.ForAll<long>(ticks =>
        {
            var duration = TimeSpan.FromTicks(ticks & long.MaxValue);
            return Durations.TryParse(Durations.Write(duration), out var back) && back == duration;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_is_read_or_refused_without_an_exception() =>
        Prop.ForAll<string?>(text => Durations.TryParse(text, out var duration) ? duration >= TimeSpan.Zero : duration == TimeSpan.Zero)
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(90, "1m30s")]
    [InlineData(0, "0s")]
    [InlineData(1209600, "14d")]
    [InlineData(0.0005, "0.5ms")]
    public void Writes_the_form_of_the_configuration(double seconds, string expected) =>
        Assert.Equal(expected, Durations.Write(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(0.25, "250 ms")]
    [InlineData(45.9, "45 s")]
    [InlineData(65, "1 min 5 s")]
    [InlineData(3600, "1 h")]
    [InlineData(273600, "3 d 4 h")]
    [InlineData(999 * 86400, "999 d")]
    [InlineData(2515 * 86400, "6 y 325 d")]
    [InlineData(-65, "-1 min 5 s")]
    public void Formats_the_two_largest_units(double seconds, string expected) =>
        Assert.Equal(expected, Durations.Format(TimeSpan.FromSeconds(seconds)));
}
