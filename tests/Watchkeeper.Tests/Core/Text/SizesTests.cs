using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Watchkeeper.Core.Text;

namespace Watchkeeper.Tests.Core.Text;

public sealed class SizesTests
{
    [Theory]
    [InlineData("4096", 4096)]
    [InlineData("10 MiB", 10485760)]
    [InlineData("500kB", 500000)]
    [InlineData("1.5 GiB", 1610612736)]
    [InlineData("1 gb", 1000000000)]
    [InlineData("0", 0)]
    public void Reads_what_people_write(string text, long bytes)
    {
        Assert.True(Sizes.TryParse(text, out var size));
        Assert.Equal(bytes, size);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MiB")]
    [InlineData("10M")]
    [InlineData("-1")]
    [InlineData("9 EiB")]
    [InlineData("1.1.1 kB")]
    public void Refuses_the_rest(string text) => Assert.False(Sizes.TryParse(text, out _));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1.00 KiB")]
    [InlineData(1320702444, "1.23 GiB")]
    [InlineData(46694, "45.6 KiB")]
    [InlineData(1048575, "1.00 MiB")]
    [InlineData(1034240, "1010 KiB")]
    [InlineData(-46694, "-45.6 KiB")]
    public void Formats_three_digits(long bytes, string expected) => Assert.Equal(expected, Sizes.Format(bytes));

    [Fact]
    public void A_formatted_size_is_within_half_a_percent() =>
        Prop.ForAll<long>(bytes =>
        {
            var parts = Sizes.Format(bytes & long.MaxValue).Split(' ');
            var unit = Array.IndexOf(["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"], parts[1]);
            var shown = double.Parse(parts[0], CultureInfo.InvariantCulture) * Math.Pow(1024, unit);
            return Math.Abs(shown - (bytes & long.MaxValue)) <= 0.00501 * (bytes & long.MaxValue);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_written_is_read_back_exactly() =>
        Prop.ForAll<long>(bytes => Sizes.TryParse(Sizes.Write(bytes & long.MaxValue), out var back) && back == (bytes & long.MaxValue))
            .QuickCheckThrowOnFailure();
}
