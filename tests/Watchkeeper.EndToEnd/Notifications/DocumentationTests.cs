using System.Text.RegularExpressions;
using Watchkeeper.Tests;

namespace Watchkeeper.EndToEnd.Notifications;

/// <summary>What docs/notifications.md tells people to write and to type works.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs/notifications.md"));

    [Fact]
    public async Task Every_configuration_on_the_page_is_correct()
    {
        var blocks = Blocks("yaml").ToList();
        Assert.NotEmpty(blocks);
        foreach (var block in blocks)
        {
            await using var daemon = Daemon.Prepare(block, new Dictionary<string, string> { ["MAIL_PASSWORD"] = "x" });
            var checkedFile = await daemon.RunAsync("config", "check");
            Assert.True(checkedFile.ExitCode == 0, block + checkedFile.Error);
        }
    }

    [Fact]
    public async Task Every_command_on_the_page_works_with_the_configuration_to_try()
    {
        var configuration = Blocks("yaml").Single(block => block.Contains("messages", StringComparison.Ordinal) && block.Contains("command", StringComparison.Ordinal));
        var commands = Blocks("sh").SelectMany(block => block.Split('\n')).Where(line => line.StartsWith("watchkeeper ", StringComparison.Ordinal)).ToList();
        await using var daemon = await Daemon.StartAsync(configuration);
        Assert.NotEmpty(commands);
        foreach (var command in commands)
        {
            var words = command.Split('#')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            await daemon.OutputOfAsync(words[1..]);
        }

        Assert.Contains("\"subject\"", await File.ReadAllTextAsync(Path.Combine(daemon.Folder, "messages")), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Blocks(string language) =>
        BlockPattern().Matches(Page).Where(match => match.Groups["language"].Value == language).Select(match => match.Groups["text"].Value);

    [GeneratedRegex("^```(?<language>[a-z]+)\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BlockPattern();
}
