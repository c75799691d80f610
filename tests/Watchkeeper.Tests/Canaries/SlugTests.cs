using Watchkeeper.Canaries;

namespace Watchkeeper.Tests.Canaries;

public sealed class SlugTests
{
    [Theory]
    [InlineData("My First Canary", "my-first-canary")]
    [InlineData("New NÄme", "new-näme")]
    [InlineData("!!", "")]
    [InlineData("-a-", "-a-")]
    [InlineData("a _ - b", "a-b")]
    [InlineData("a - ! - b", "a--b")]
    [InlineData("what's up?", "whats-up")]
    [InlineData("日本 ½ Ⅷ", "日本-½-ⅷ")]
    [InlineData("e\u0301", "e")]
    [InlineData("tab\tand\u00a0space", "tab-and-space")]
    public void Slugs_are_those_of_the_original(string name, string slug) => Assert.Equal(slug, Slug.Of(name));
}
