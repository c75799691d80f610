using Watchkeeper.Core.Contracts;
using Watchkeeper.Core.Time;
using Watchkeeper.Metrics;

namespace Watchkeeper.Tests.Metrics;

public sealed class AboveTests
{
    private static readonly Instant Start = new(1_772_323_200_000_000);

    [Theory]
    [InlineData("0 9 9 9", 1)]
    [InlineData("9 9 9", 0)]
    [InlineData("9 1 9 9", 2)]
    [InlineData("9 9 8", null)]
    [InlineData("9 9 - - 9 9", 4)]
    [InlineData("9", 0)]
    [InlineData("", null)]
    public void It_began_with_the_first_of_the_newest_points_that_are_all_above(string values, int? first)
    {
        var points = values.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select((text, minute) => (text, minute))
            .Where(each => each.text != "-")
            .Select(each => new SamplePoint(At(each.minute), double.Parse(each.text, System.Globalization.CultureInfo.InvariantCulture)))
            .ToList();

        var since = Above.Since(points, 8, TimeSpan.FromMinutes(2));

        Assert.Equal(first is { } minute ? At(minute) : null, since);
    }

    private static Instant At(int minute) => Start + TimeSpan.FromMinutes(minute);
}
