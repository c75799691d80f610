using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Watchkeeper.Core.Text;

namespace Watchkeeper.Tests.Core.Text;

public sealed class GlobTests
{
    [Theory]
    [InlineData("disks.*", "disks.io-error", true)]
    [InlineData("*.late", "canaries.late", true)]
    [InlineData("disks.?o-error", "disks.io-error", true)]
    [InlineData("*", "", true)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("disks", "disks.io-error", false)]
    [InlineData("Disks.*", "disks.io-error", false)]
    [InlineData("a*b*c", "a--b--b--c", true)]
    [InlineData("a*b*c", "a--b--b--", false)]
    public void Matches_whole_names(string pattern, string text, bool expected) => Assert.Equal(expected, Glob.IsMatch(pattern, text));

    [Fact]
    public void Agrees_with_the_regular_expression_it_stands_for()
    {
        var pattern = Gen.Elements('a', 'b', '*', '?').ArrayOf().Select(letters => new string(letters));
        var text = Gen.Elements('a', 'b').ArrayOf().Select(letters => new string(letters));
        Prop.ForAll(pattern.Zip(text).ToArbitrary(), pair =>
        {
            var expression = "^" + Regex.Escape(pair.Item1).Replace(@"\*", ".*", StringComparison.Ordinal).Replace(@"\?", ".", StringComparison.Ordinal) + "$";
            return Glob.IsMatch(pair.Item1, pair.Item2) == Regex.IsMatch(pair.Item2, expression, RegexOptions.NonBacktracking);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void A_hostile_pattern_is_answered_at_once() =>
        Assert.False(Glob.IsMatch(string.Concat(Enumerable.Repeat("a*", 200)) + "b", new string('a', 20_000)));
}
