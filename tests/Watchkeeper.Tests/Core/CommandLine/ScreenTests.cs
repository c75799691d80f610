using Watchkeeper.Core.CommandLine;
using Watchkeeper.Core.Events;

namespace Watchkeeper.Tests.Core.CommandLine;

public sealed class ScreenTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("two\nlines\tand a tab", "two lines and a tab")]
    [InlineData("\e[31mred\e[0m", "\uFFFD[31mred\uFFFD[0m")]
    [InlineData("\u009b31m", "\uFFFD31m")]
    [InlineData("a\u202Egnp.exe\u200B", "a⟨U+202E⟩gnp.exe⟨U+200B⟩")]
    [InlineData("\U000E0041tag", "⟨U+E0041⟩tag")]
    [InlineData("é, עברית, می\u200cخواهم, 👩\u200d🚀", "é, עברית, می\u200cخواهم, 👩\u200d🚀")]
    public void Control_characters_are_made_harmless(string text, string clean) => Assert.Equal(clean, Screen.Clean(text));

    [Theory]
    [InlineData("disk", 4)]
    [InlineData("café", 4)]
    [InlineData("e\u0301", 1)]
    [InlineData("磁盘", 4)]
    [InlineData("👍", 2)]
    public void Width_is_counted_in_columns(string text, int width) => Assert.Equal(width, Screen.WidthOf(text));

    [Theory]
    [InlineData("abcdef", 6, "abcdef")]
    [InlineData("abcdef", 4, "abc…")]
    [InlineData("磁盘磁盘", 5, "磁盘…")]
    public void Text_is_cut_with_an_ellipsis(string text, int width, string cut) => Assert.Equal(cut, Screen.Cut(text, width));

    [Theory]
    [InlineData("abcdefgh", 8, "abcdefgh")]
    [InlineData("abcdefgh", 6, "ab…fgh")]
    [InlineData("abcdefgh", 5, "ab…gh")]
    [InlineData("磁盘磁盘磁盘", 7, "磁…盘")]
    public void A_path_is_cut_in_its_middle(string text, int width, string cut) => Assert.Equal(cut, Screen.CutMiddle(text, width));

    [Fact]
    public void Colours_appear_only_where_they_are_wanted()
    {
        Assert.Equal("bad", new Screen(IsTerminal: true, HasColour: false, 80).Paint("bad", Severity.Error));
        Assert.Equal("\e[31mbad\e[0m", new Screen(IsTerminal: true, HasColour: true, 80).Paint("bad", Severity.Error));
        Assert.Equal("fine", new Screen(IsTerminal: true, HasColour: true, 80).Paint("fine", Severity.Info));
        Assert.Equal("fine", new Screen(IsTerminal: true, HasColour: true, 80).Paint("fine", null));
    }
}
