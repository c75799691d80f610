using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Watchkeeper.Tests;
using Watchkeeper.Tests.Notifications;

namespace Watchkeeper.EndToEnd.Notifications;

/// <summary>What docs/notifications.md tells people to write and to type works.</summary>
public sealed partial class DocumentationTests
{
    private static readonly Dictionary<string, string> Secrets = new() { ["MAIL_PASSWORD"] = "x", ["MATRIX_TOKEN"] = "y", ["TICKETS_SECRET"] = "s3cret" };
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs/notifications.md"));

    [Fact]
    public async Task Every_configuration_on_the_page_is_correct()
    {
        var blocks = Blocks("yaml").ToList();
        Assert.NotEmpty(blocks);
        foreach (var block in blocks)
        {
            await using var daemon = Daemon.Prepare(block, Secrets);
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

    [Fact]
    public async Task The_example_in_python_tells_a_genuine_message_from_a_forged_one()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var daemon = await Daemon.StartAsync($"notifications: {{ channels: {{ default: {{ webhook: {{ url: {receiver.Url}, secret: s3cret }} }} }} }}");
        await daemon.OutputOfAsync("notifications", "test", "default");
        var told = await receiver.NextAsync();
        var signature = told.Headers["Watchkeeper-Signature"];

        Assert.Equal("True", await IsGenuineAsync("s3cret", signature, told.Body));
        Assert.Equal("False", await IsGenuineAsync("s3cret", signature, told.Body + " "));
        Assert.Equal("False", await IsGenuineAsync("other", signature, told.Body));
        Assert.Equal("False", await IsGenuineAsync("s3cret", Signed("s3cret", 1_000_000_000, told.Body), told.Body));
    }

    /// <summary>docs/configuration.md, which is made of the program itself, is the list.</summary>
    [Fact]
    public async Task Every_key_of_the_room_is_on_the_page_with_its_default()
    {
        var reference = await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "docs/configuration.md"));
        var keys = reference.Where(line => line.StartsWith("| `notifications.", StringComparison.Ordinal) || line.StartsWith("| `heartbeat.", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)).Where(cells => !cells[2].Contains("mapping", StringComparison.Ordinal)).ToList();
        Assert.True(keys.Count > 30, "The list of keys is not where it was.");
        foreach (var cells in keys)
        {
            var parts = cells[1].Trim('`').Split('.');
            var key = parts is [_, "channels", _, _, _] or [_, "mail", _, _] ? $"{parts[^2]}.{parts[^1]}" : parts[^1];
            var row = Page.Split('\n').FirstOrDefault(line => line.StartsWith('|') && line.Split('|')[1].Contains($"`{key}`", StringComparison.Ordinal));
            Assert.True(row is not null, $"{cells[1]} is not on the page.");
            Assert.True(cells[3] is "" or "`[]`" || row.Contains(cells[3], StringComparison.Ordinal), $"{cells[1]} has the default {cells[3]}, and the page says: {row}");
        }
    }

    private static string Signed(string secret, long time, string body) =>
        $"t={time},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{time}.{body}")))}";

    private static async Task<string> IsGenuineAsync(string secret, string signature, string body)
    {
        var script = Blocks("python").Single() + "\nimport sys\nprint(is_genuine(sys.argv[1], sys.argv[2], sys.stdin.buffer.read()))\n";
        using var python = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", script, secret, signature])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        await python.StandardInput.WriteAsync(body);
        python.StandardInput.Close();
        return (await python.StandardOutput.ReadToEndAsync()).Trim();
    }

    private static IEnumerable<string> Blocks(string language) =>
        BlockPattern().Matches(Page).Where(match => match.Groups["language"].Value == language).Select(match => match.Groups["text"].Value);

    [GeneratedRegex("^```(?<language>[a-z]+)\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BlockPattern();
}
