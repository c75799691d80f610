using System.CommandLine;
using Watchkeeper.CommandLine;
using Watchkeeper.Core.Text;

namespace Watchkeeper.Tests.Host;

public sealed class UsageErrorsTests
{
    [Theory]
    [InlineData("stauts", "status")]
    [InlineData("statu", "status")]
    [InlineData("evnets", "events")]
    [InlineData("canary", null)]
    [InlineData("x", null)]
    public void The_nearest_word_is_found(string typed, string? meant) => Assert.Equal(meant, Nearest.To(typed, ["status", "events", "run"]));

    [Theory]
    [InlineData("'stauts' is not a verb of 'watchkeeper'. Did you mean 'status'?", "stauts")]
    [InlineData("'--sine' is not an option of 'watchkeeper events'. Did you mean '--since'?", "events", "--sine")]
    [InlineData("'watchkeeper tokens' takes a verb: create, revoke. 'watchkeeper tokens --help' says more.", "tokens")]
    public void Mistakes_are_explained(string sentence, params string[] arguments)
    {
        var root = new RootCommand
        {
            new Command("status"),
            new Command("events") { new Option<string>("--since") },
            new Command("tokens") { new Command("create"), new Command("revoke"), new Command("secret") { Hidden = true } },
        };

        Assert.Equal(sentence, UsageErrors.Explain(root.Parse(arguments)));
    }
}
