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

    [Theory]
    [InlineData(null, "list")]
    [InlineData(null, "list", "--json")]
    [InlineData(null, "list", "--csv")]
    [InlineData(null, "other", "--json")]
    [InlineData("--json and --csv are two forms of the same output; leave one of them out.", "list", "--csv", "--json")]
    public void Two_forms_of_one_output_are_a_contradiction(string? sentence, params string[] arguments)
    {
        var root = new RootCommand
        {
            new Option<bool>("--json") { Recursive = true },
            new Command("list") { new Option<bool>("--csv") },
            new Command("other"),
        };

        Assert.Equal(sentence, UsageErrors.FindTwoForms(root.Parse(arguments)));
    }
}
