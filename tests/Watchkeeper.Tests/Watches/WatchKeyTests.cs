using FsCheck;
using FsCheck.Fluent;
using Watchkeeper.Watches;
using Watchkeeper.Watches.Conditions;

namespace Watchkeeper.Tests.Watches;

/// <summary>A key can be read by people, and is that of one thing only.</summary>
public sealed class WatchKeyTests
{
    private static readonly string[] Names = ["ip", "user"];

    [Fact]
    public void Several_values_stand_with_a_comma_between_and_in_quotes_where_they_must()
    {
        Assert.Equal("203.0.113.7, eve", Key("203.0.113.7", "eve"));
        Assert.Equal("\"x, y\", z", Key("x, y", "z"));
        Assert.Equal("x, \"y, z\"", Key("x", "y, z"));
        Assert.Equal("x, \"say \"\"hi\"\"\"", Key("x", "say \"hi\""));
        Assert.Equal(", ", Key("", ""));
    }

    [Fact]
    public void What_a_key_was_made_of_is_found_again()
    {
        var values = Gen.Elements('a', 'b', ',', '"', ' ', '\\').ArrayOf().Select(letters => new string(letters));
        Prop.ForAll(values.Two().ToArbitrary(), pair => Assert.Equal([pair.Item1, pair.Item2], WatchKey.Parts(Key(pair.Item1, pair.Item2), 2))).QuickCheckThrowOnFailure();
    }

    private static string Key(string ip, string user) => WatchKey.Of(Names, new Facts(new Dictionary<string, string> { ["ip"] = ip, ["user"] = user }));
}
