using Watchkeeper.Configuration;

namespace Watchkeeper.Tests.Configuration;

public sealed class CommandWordsTests
{
    [Theory]
    [InlineData("tell-me --loudly", "tell-me|--loudly")]
    [InlineData("  sh   -c 'cat >> \"my file\"' ", "sh|-c|cat >> \"my file\"")]
    [InlineData("a \"b c\" d\\ e", "a|b c|d e")]
    [InlineData("a 'it'\\''s' \"\\\"x\\\" \\y\"", "a|it's|\"x\" \\y")]
    [InlineData("a '' \"\"", "a||")]
    [InlineData("echo $HOME *", "echo|$HOME|*")]
    [InlineData("--x='a b'", "--x=a b")]
    [InlineData("sh -c 'open", null)]
    [InlineData("a \"b", null)]
    [InlineData("a \\", null)]
    public void Words_are_those_of_a_shell_without_its_expansions(string line, string? expected) =>
        Assert.Equal(expected, CommandWords.Split(line) is { } words ? string.Join('|', words) : null);
}
