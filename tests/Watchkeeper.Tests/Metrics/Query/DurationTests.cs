using Watchkeeper.Metrics.Query;

namespace Watchkeeper.Tests.Metrics.Query;

/// <summary>A typing error in a duration or a selector is told, and does not look as if there were no data.</summary>
public sealed class DurationTests
{
    [Theory]
    [InlineData("1h30m", 5_400_000d)]
    [InlineData("1y2w3d4h5m6s7ms", 33_019_506_007d)]
    [InlineData("5m1ms", 300_001d)]
    [InlineData("1m1d", null)]
    [InlineData("5m5m", null)]
    [InlineData("1ms1s", null)]
    public void Each_unit_stands_once_and_the_greater_one_first(string text, double? milliseconds) => Assert.Equal(milliseconds, Lexer.Duration(text));

    [Theory]
    [InlineData("rx[5]", "a duration such as 5m is wanted")]
    [InlineData("rx[1m1d]", "“1m1d” is neither a number nor a duration")]
    [InlineData("rx[5m5m]", "“5m5m” is neither a number nor a duration")]
    [InlineData("rx[5m:0s]", "a duration must be longer than nothing")]
    [InlineData("rx[5m:30]", "a duration such as 5m is wanted")]
    [InlineData("rx offset 5", "a duration such as 5m is wanted")]
    public void What_is_no_duration_is_refused(string query, string message) => Assert.StartsWith(message, Parser.Objection(query));

    [Theory]
    [InlineData("rx offset 5m")]
    [InlineData("rx offset -5m")]
    [InlineData("rx @ 5")]
    [InlineData("rx @ end()")]
    [InlineData("rx[5m]")]
    public void A_selector_alone_has_no_time_of_its_own(string selector) =>
        Assert.Contains("is not a selector", Assert.Throws<QueryException>(() => Parser.ParseSelector(selector)).Message, StringComparison.Ordinal);
}
